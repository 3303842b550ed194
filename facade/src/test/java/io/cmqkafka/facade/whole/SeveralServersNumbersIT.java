package io.cmqkafka.facade.whole;

import static io.cmqkafka.facade.whole.NumbersOverTime.last;
import static io.cmqkafka.facade.whole.NumbersOverTime.queue;
import static io.cmqkafka.facade.whole.NumbersOverTime.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers share a queue's partitions: each tells the numbers of all of them. */
@Timeout(300)
class SeveralServersNumbersIT {
  private static final int PATIENCE_SECONDS = 120;
  private static final int COMMANDS_PARTITIONS = 4;

  /** Enough for each server to decide about some of them, whatever they hash to. */
  private static final String PARTITIONS = "16";

  private static final int MESSAGES = 40;

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private TestedServer one;
  private TestedServer two;

  @BeforeEach
  void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), "127.0.0.1", 0);
    one = server("one");
    two = server("two");
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> owned(one) > 0 && owned(two) > 0 && owned(one) + owned(two) == 4);
  }

  @AfterEach
  void stop() {
    two.close();
    one.close();
    kafka.close();
  }

  @Test
  void whicheverIsAskedTellsTheSame_andWhatMovesToTheOtherIsCountedOnceAndNeverZero() {
    try (Api first = new Api(one);
        Api second = new Api(two)) {
      first.create("shared", "partitions", PARTITIONS, "visibilityTimeout", "3600");
      for (int i = 0; i < MESSAGES; i++) {
        (i % 2 == 0 ? first : second).send("shared", "m" + i);
      }
      first.take("shared", 3);
      second.take("shared", 2);
      for (Api api : List.of(first, second)) {
        awaitAll(api);
      }
    }
    two.close();
    await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> owned(one) == 4);
    try (Api first = new Api(one)) {
      int points = queue(first, "shared").get("activeMsgNum").size();
      await()
          .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .until(() -> queue(first, "shared").get("activeMsgNum").size() > points + 1);
      awaitAll(first);
      boolean isThere = false;
      for (JsonNode depth : queue(first, "shared").get("activeMsgNum")) {
        isThere |= depth.longValue() == MESSAGES - 5;
        if (isThere && !depth.isNull()) {
          assertThat(depth.longValue()).isEqualTo(MESSAGES - 5);
        }
      }
    }
  }

  private static void awaitAll(Api api) {
    await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              JsonNode shared = queue(api, "shared");
              assertThat(last(shared, "activeMsgNum")).isEqualTo(MESSAGES - 5);
              assertThat(sum(shared, "sendMsgNum")).isEqualTo(MESSAGES);
              assertThat(sum(shared, "recvMsgNum")).isEqualTo(5);
              assertThat(sum(shared, "delMsgNum")).isEqualTo(5);
            });
  }

  private TestedServer server(String name) {
    return TestedServer.start(
        directory.resolve(name),
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "commands.partitions",
            Integer.toString(COMMANDS_PARTITIONS)));
  }

  private static int owned(TestedServer server) {
    return (int) server.metric("cmq_owned_partitions");
  }
}
