package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way out of a hanging transaction that docs/OPERATIONS.md has for operators. */
@Timeout(240)
class PositionsSetBackIT {
  private static final String GROUP = "cmq.queues";
  private static final int SENT = 10;
  private static final int RECEIVED = 6;
  private static final int DELETED = 4;

  @TempDir Path directory;

  @Test
  void commandsThatAreInTheStateAreNotDoneAgain() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), "127.0.0.1", 0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Set<String> left = new TreeSet<>();
      try (TestedServer server = start(kafka);
          Api api = new Api(server)) {
        api.create("kept", "visibilityTimeout", "600");
        api.create("gone");
        api.call("DeleteQueue", "queueName", "gone");
        for (int i = 0; i < SENT; i++) {
          api.call("SendMessage", "queueName", "kept", "msgBody", "m" + i);
          left.add("m" + i);
        }
        for (int i = 0; i < RECEIVED; i++) {
          ReceivedMessage message = received(api);
          left.remove(message.msgBody());
          if (i < DELETED) {
            api.call(
                "DeleteMessage", "queueName", "kept", "receiptHandle", message.receiptHandle());
          }
        }
      }
      Map<TopicPartition, OffsetAndMetadata> before = positions(admin);
      // Each receive and each delete is a command; arrivals may share one.
      assertThat(before.values()).anyMatch(position -> position.offset() >= RECEIVED + DELETED);
      Map<TopicPartition, OffsetAndMetadata> earliest = new HashMap<>();
      before.keySet().forEach(one -> earliest.put(one, new OffsetAndMetadata(0)));
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> admin.alterConsumerGroupOffsets(GROUP, earliest).all().get() == null);

      try (TestedServer server = start(kafka);
          Api api = new Api(server)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    before.forEach(
                        (partition, position) ->
                            assertThat(at(admin, partition))
                                .isGreaterThanOrEqualTo(position.offset())));
        assertThat(api.answer("GetQueueAttributes", "queueName", "gone").code()).isEqualTo(4440);
        var attributes = api.call("GetQueueAttributes", "queueName", "kept").tree();
        assertThat(attributes.get("activeMsgNum").asInt()).isEqualTo(SENT - RECEIVED);
        assertThat(attributes.get("inactiveMsgNum").asInt()).isEqualTo(RECEIVED - DELETED);
        Set<String> again = new TreeSet<>();
        for (int i = 0; i < SENT - RECEIVED; i++) {
          again.add(received(api).msgBody());
        }
        assertThat(again).isEqualTo(left);
        assertThat(api.answer("ReceiveMessage", "queueName", "kept").code()).isEqualTo(7000);
      }
    }
  }

  private TestedServer start(EmbeddedKafka kafka) {
    return TestedServer.start(
        directory.resolve("server"), Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static ReceivedMessage received(Api api) {
    List<ReceivedMessage> messages =
        api.call("ReceiveMessage", "queueName", "kept", "pollingWaitSeconds", "10").messages();
    return messages.get(0);
  }

  private static Map<TopicPartition, OffsetAndMetadata> positions(Admin admin) throws Exception {
    return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
  }

  private static long at(Admin admin, TopicPartition partition) {
    try {
      return positions(admin).get(partition).offset();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
