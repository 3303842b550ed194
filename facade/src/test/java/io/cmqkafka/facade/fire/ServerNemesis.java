package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Fault.Kind;
import java.time.Duration;
import java.util.Random;

/** Kills, pauses and restarts one facade. */
final class ServerNemesis implements Nemesis {
  static final Duration START_PATIENCE = Duration.ofSeconds(180);

  /** The facades' session.timeout.ms. */
  private static final int SESSION_MS = 6_000;

  private final Facade victim;
  private final Random random;
  private final Faults faults;
  private final long mostPause;

  /**
   * @param mostPause ms
   */
  ServerNemesis(Facade victim, Random random, Faults faults, long mostPause) {
    this.victim = victim;
    this.random = random;
    this.faults = faults;
    this.mostPause = mostPause;
  }

  @Override
  public void strike() throws Exception {
    int dice = random.nextInt(100);
    victim.harm().lock();
    try {
      if (dice < 40) {
        kill();
      } else if (dice < 50) {
        killWhileStarting();
      } else if (dice < 75) {
        pauseProcess();
      } else {
        restart(victim, faults, "alone");
      }
    } finally {
      victim.harm().unlock();
    }
  }

  @Override
  public long pause() {
    return 1_000 + random.nextLong(mostPause);
  }

  /** SIGTERM, and a new start. */
  static void restart(Facade victim, Faults faults, String detail) throws Exception {
    long from = faults.now();
    int exitCode = victim.stop();
    victim.start();
    victim.awaitStarted(START_PATIENCE);
    faults.over(Kind.SERVER_STOPPED, victim.index(), from, exitCode, detail);
  }

  /** SIGKILL, and a new start when its work must have been taken over. */
  static void killForAWhile(Facade victim, Faults faults) throws Exception {
    long from = faults.now();
    victim.kill();
    Thread.sleep(2 * SESSION_MS);
    victim.start();
    victim.awaitStarted(START_PATIENCE);
    faults.over(Kind.SERVER_KILLED, victim.index(), from, "in peace");
  }

  private void kill() throws Exception {
    long from = faults.now();
    victim.kill();
    Thread.sleep(random.nextInt(4_000));
    victim.start();
    victim.awaitStarted(START_PATIENCE);
    faults.over(Kind.SERVER_KILLED, victim.index(), from, "alone");
  }

  private void killWhileStarting() throws Exception {
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
    int time = SESSION_MS + 500 + random.nextInt(4_000);
    long from = faults.now();
    victim.pause(Duration.ofMillis(time));
    faults.over(Kind.SERVER_PAUSED, victim.index(), from, time + " ms");
  }
}
