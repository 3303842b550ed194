package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Kills, pauses and restarts brokers, and moves leadership. Begins when all replicas are in sync;
 * takes a second broker, and with it the majority, only for moments.
 */
final class BrokerNemesis implements Nemesis {
  private static final Duration WHOLE_PATIENCE = Duration.ofSeconds(180);

  private final KafkaCluster kafka;
  private final Random random;
  private final Faults faults;
  private final long mostPause;

  /**
   * @param mostPause ms
   */
  BrokerNemesis(KafkaCluster kafka, Random random, Faults faults, long mostPause) {
    this.kafka = kafka;
    this.random = random;
    this.faults = faults;
    this.mostPause = mostPause;
  }

  @Override
  public void strike() throws Exception {
    int dice = random.nextInt(100);
    if (dice < 30) {
      kill(1, 500 + random.nextInt(6_000));
    } else if (dice < 40) {
      kill(2, 200 + random.nextInt(2_000));
    } else if (dice < 55) {
      restart();
    } else if (dice < 70) {
      pauseProcess();
    } else {
      moveLeaders();
    }
  }

  @Override
  public long pause() {
    return 500 + random.nextLong(mostPause);
  }

  private void kill(int count, int downMillis) throws Exception {
    List<Broker> victims = some(count);
    long from = faults.now();
    for (Broker victim : victims) {
      victim.kill();
    }
    Thread.sleep(downMillis);
    for (Broker victim : victims) {
      victim.start();
    }
    awaitWhole();
    for (Broker victim : victims) {
      faults.over(Kind.BROKER_KILLED, victim.id(), from, count + " at once");
    }
  }

  private void restart() throws Exception {
    Broker victim = some(1).get(0);
    long from = faults.now();
    victim.stop();
    victim.start();
    awaitWhole();
    faults.over(Kind.BROKER_STOPPED, victim.id(), from, null);
  }

  private void pauseProcess() throws Exception {
    Broker victim = some(1).get(0);
    int time = 500 + random.nextInt(8_000);
    long from = faults.now();
    victim.pause(Duration.ofMillis(time));
    awaitWhole();
    faults.over(Kind.BROKER_PAUSED, victim.id(), from, time + " ms");
  }

  private void moveLeaders() throws InterruptedException {
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      long from = faults.now();
      int moved = kafka.moveLeaders(random);
      faults.over(Kind.LEADERS_MOVED, 0, from, moved + " partitions");
      Thread.sleep(random.nextInt(1_000));
    }
  }

  private void awaitWhole() throws Exception {
    long deadline = System.nanoTime() + WHOLE_PATIENCE.toNanos();
    Map<Broker, Long> ended = new HashMap<>();
    while (!kafka.isWhole()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("Kafka does not become whole again");
      }
      for (Broker broker : kafka.startEnded()) {
        ended.putIfAbsent(broker, faults.now());
      }
      Thread.sleep(200);
    }
    ended.forEach(
        (broker, from) -> faults.over(Kind.BROKER_STOPPED, broker.id(), from, "ended by itself"));
  }

  private List<Broker> some(int count) {
    List<Broker> all = new ArrayList<>(kafka.brokers());
    Collections.shuffle(all, random);
    return all.subList(0, count);
  }
}
