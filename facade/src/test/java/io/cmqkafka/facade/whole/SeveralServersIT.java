package io.cmqkafka.facade.whole;

import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import io.cmqkafka.queue.Rules;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two equal servers on one cluster; in the end one of them stops. */
@Timeout(300)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class SeveralServersIT {
  static final int COMMANDS_PARTITIONS = 4;
  static final int PUBLICATIONS_PARTITIONS = 4;

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static TestedServer one;
  private static TestedServer two;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), "127.0.0.1", 0);
    one = server("one");
    two = server("two");
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () ->
                owned(one) > 0 && owned(two) > 0 && owned(one) + owned(two) == COMMANDS_PARTITIONS);
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    kafka.close();
  }

  /** A minute earlier than rules come into force for which processes must wait. */
  @Test
  void inANewCluster_theNewestRulesAreInForceFromTheBeginning() {
    await()
        .atMost(50, TimeUnit.SECONDS)
        .until(
            () ->
                one.metric("cmq_rules_version") == Rules.NEWEST.version()
                    && two.metric("cmq_rules_version") == Rules.NEWEST.version());
  }

  @Nested
  @Order(1)
  class Requests extends RequestsAnywhere {
    Requests() {
      super(one, two);
    }
  }

  @Nested
  @Order(2)
  class Topics extends TopicsAnywhere {
    Topics() {
      super(one, two);
    }
  }

  @Nested
  @Order(3)
  class Leaving extends OneServerLeaves {
    Leaving() {
      super(one, two);
    }
  }

  /** How many partitions of the commands the server decides about. */
  static int owned(TestedServer server) {
    return (int) server.metric("cmq_owned_partitions");
  }

  private static TestedServer server(String name) {
    return TestedServer.start(
        directory.resolve(name),
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "push.allow",
            "127.0.0.1",
            "commands.partitions",
            Integer.toString(COMMANDS_PARTITIONS),
            "publications.partitions",
            Integer.toString(PUBLICATIONS_PARTITIONS)));
  }
}
