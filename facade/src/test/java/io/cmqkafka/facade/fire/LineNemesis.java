package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Fault.Kind;
import java.util.List;
import java.util.Random;

/** Breaks the lines between one facade and the brokers. */
final class LineNemesis implements Nemesis {
  private final int facade;
  private final List<Line> lines;
  private final Random random;
  private final Faults faults;
  private final long mostPause;

  /**
   * @param facade its number
   * @param lines from it to the brokers
   * @param mostPause ms
   */
  LineNemesis(int facade, List<Line> lines, Random random, Faults faults, long mostPause) {
    this.facade = facade;
    this.lines = lines;
    this.random = random;
    this.faults = faults;
    this.mostPause = mostPause;
  }

  @Override
  public void strike() throws InterruptedException {
    List<Line> victims = lines;
    if (random.nextInt(5) < 2) {
      victims = List.of(victims.get(random.nextInt(victims.size())));
    }
    int dice = random.nextInt(100);
    if (dice < 45) {
      drop(victims);
    } else if (dice < 60) {
      breakFor(victims, Line.State.REFUSING, Kind.LINE_REFUSED);
    } else if (dice < 70) {
      breakFor(victims, Line.State.HOLDING, Kind.LINE_HELD);
    } else if (dice < 80) {
      breakFor(victims, Line.State.HOLDING_ANSWERS, Kind.ANSWERS_HELD);
    } else {
      delay(victims);
    }
  }

  @Override
  public long pause() {
    return 200 + random.nextLong(mostPause);
  }

  private void drop(List<Line> victims) {
    long from = faults.now();
    victims.forEach(Line::drop);
    faults.over(Kind.CONNECTIONS_DROPPED, facade, from, of(victims));
  }

  /** Mostly short; one time in five perhaps longer than a session. */
  private void breakFor(List<Line> victims, Line.State state, Kind kind)
      throws InterruptedException {
    int time = 200 + random.nextInt(random.nextInt(5) == 0 ? 9_000 : 2_000);
    long from = faults.now();
    victims.forEach(line -> line.become(state));
    Thread.sleep(time);
    victims.forEach(line -> line.become(Line.State.WHOLE));
    faults.over(kind, facade, from, of(victims));
  }

  private void delay(List<Line> victims) throws InterruptedException {
    long millis = 5 + random.nextInt(100);
    long from = faults.now();
    victims.forEach(line -> line.delay(millis));
    Thread.sleep(500 + random.nextInt(4_000));
    victims.forEach(line -> line.delay(0));
    faults.over(Kind.LINE_DELAYED, facade, from, millis + " ms, " + of(victims));
  }

  private static String of(List<Line> victims) {
    return victims.size() == 1 ? "one broker" : "all brokers";
  }
}
