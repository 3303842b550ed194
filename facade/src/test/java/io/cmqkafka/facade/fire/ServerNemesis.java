package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Kills, pauses and restarts facades. */
final class ServerNemesis implements Nemesis {
  private static final Duration START_PATIENCE = Duration.ofSeconds(180);

  /** The facades' session.timeout.ms. */
  private static final int SESSION_MS = 6_000;

  private final List<Facade> facades;
  private final Random random;
  private final Faults faults;
  private final long mostPause;

  /**
   * @param mostPause ms
   */
  ServerNemesis(List<Facade> facades, Random random, Faults faults, long mostPause) {
    this.facades = facades;
    this.random = random;
    this.faults = faults;
    this.mostPause = mostPause;
  }

  @Override
  public void strike() throws Exception {
    int dice = random.nextInt(100);
    if (dice < 40) {
      kill(dice < 5 ? facades.size() : dice < 12 ? 2 : 1);
    } else if (dice < 50) {
      killWhileStarting();
    } else if (dice < 75) {
      pauseProcess();
    } else {
      restart(dice < 85 ? facades.size() : 1);
    }
  }

  @Override
  public long pause() {
    return 500 + random.nextLong(mostPause);
  }

  private void kill(int count) throws Exception {
    List<Facade> victims = some(count);
    long from = faults.now();
    for (Facade victim : victims) {
      victim.kill();
    }
    Thread.sleep(random.nextInt(4_000));
    for (Facade victim : victims) {
      victim.start();
    }
    for (Facade victim : victims) {
      victim.awaitStarted(START_PATIENCE);
      faults.over(Kind.SERVER_KILLED, victim.index(), from, count + " at once");
    }
  }

  private void killWhileStarting() throws Exception {
    Facade victim = some(1).get(0);
    long from = faults.now();
    victim.kill();
    victim.start();
    // Also when it has just been given work.
    Thread.sleep(1_500 + random.nextInt(5_000));
    faults.over(Kind.SERVER_KILLED, victim.index(), from, "and again while it started");
    victim.kill();
    victim.start();
    victim.awaitStarted(START_PATIENCE);
    faults.over(Kind.SERVER_KILLED, victim.index(), from, "while it started");
  }

  private void pauseProcess() throws Exception {
    Facade victim = some(1).get(0);
    int time = SESSION_MS + 500 + random.nextInt(4_000);
    long from = faults.now();
    victim.pause(Duration.ofMillis(time));
    faults.over(Kind.SERVER_PAUSED, victim.index(), from, time + " ms");
  }

  /** One after the other, as operators upgrade. */
  private void restart(int count) throws Exception {
    for (Facade victim : some(count)) {
      long from = faults.now();
      int exitCode = victim.stop();
      victim.start();
      victim.awaitStarted(START_PATIENCE);
      faults.over(Kind.SERVER_STOPPED, victim.index(), from, exitCode, count + " in turn");
    }
  }

  private List<Facade> some(int count) {
    List<Facade> all = new ArrayList<>(facades);
    Collections.shuffle(all, random);
    return all.subList(0, count);
  }
}
