package io.cmqkafka.facade.fire;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that runs: Kafka, the facades, the lines between them. */
final class Site implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private final KafkaCluster kafka;
  private final List<Facade> facades;

  private Site(KafkaCluster kafka, List<Facade> facades) {
    this.kafka = kafka;
    this.facades = facades;
  }

  /** Answers when everything is ready. */
  static Site start(Path directory, int facades) throws Exception {
    Ports ports = new Ports();
    List<Facade> all = new ArrayList<>();
    KafkaCluster kafka = KafkaCluster.start(directory, ports, facades);
    Site site = new Site(kafka, all);
    try {
      await("Kafka is there").atMost(PATIENCE).until(kafka::isWhole);
      for (int i = 0; i < facades; i++) {
        Facade facade = new Facade(i, directory, ports, settings(kafka.linesOf(i)));
        facade.start();
        all.add(facade);
      }
      site.awaitWhole();
      return site;
    } catch (Exception e) {
      site.close();
      throw e;
    }
  }

  /** A facade sees Kafka through its own lines only. */
  private static List<String> settings(List<Line> lines) {
    String bootstrap =
        lines.stream().map(line -> Ports.address(line.port())).collect(Collectors.joining(","));
    return List.of(
        "--bootstrap-servers", bootstrap, "-Dcommands.partitions=6", "-Dpublications.partitions=3");
  }

  KafkaCluster kafka() {
    return kafka;
  }

  List<Facade> facades() {
    return facades;
  }

  /** Waits until every process is up and every replica in sync; starts nothing. */
  void awaitWhole() throws IOException, InterruptedException {
    for (Facade facade : facades) {
      facade.awaitStarted(PATIENCE);
    }
    await("every facade is ready, every replica in sync")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              for (Facade facade : facades) {
                if (!facade.isReady()) {
                  return false;
                }
              }
              return kafka.isWhole();
            });
  }

  @Override
  public void close() {
    for (Facade facade : facades) {
      try {
        facade.kill();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    kafka.close();
  }
}
