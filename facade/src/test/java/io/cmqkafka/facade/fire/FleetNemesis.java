package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Fault.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Kills several facades at once, or restarts all of them in turn, as operators upgrade. */
final class FleetNemesis implements Nemesis {
  private final List<Facade> facades;
  private final Random random;
  private final Faults faults;

  FleetNemesis(List<Facade> facades, Random random, Faults faults) {
    this.facades = facades;
    this.random = random;
    this.faults = faults;
  }

  @Override
  public void strike() throws Exception {
    List<Facade> victims = new ArrayList<>(facades);
    Collections.shuffle(victims, random);
    int dice = random.nextInt(10);
    facades.forEach(facade -> facade.harm().lock());
    try {
      if (dice < 5) {
        for (Facade victim : victims) {
          ServerNemesis.restart(victim, faults, "in turn");
        }
      } else {
        killAtOnce(victims.subList(0, dice < 8 ? 2 : victims.size()));
      }
    } finally {
      facades.forEach(facade -> facade.harm().unlock());
    }
  }

  @Override
  public long pause() {
    return 10_000 + random.nextInt(25_000);
  }

  private void killAtOnce(List<Facade> victims) throws Exception {
    long from = faults.now();
    for (Facade victim : victims) {
      victim.kill();
    }
    Thread.sleep(random.nextInt(3_000));
    for (Facade victim : victims) {
      victim.start();
    }
    for (Facade victim : victims) {
      victim.awaitStarted(ServerNemesis.START_PATIENCE);
      faults.over(Kind.SERVER_KILLED, victim.index(), from, victims.size() + " at once");
    }
  }
}
