package io.cmqkafka.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.DeadLetterLimit;
import io.cmqkafka.catalog.DeadLetterPolicy;
import io.cmqkafka.catalog.HandleKey;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.catalog.RulesInForce;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogJsonTest {
  private static final TopicDefinition TOPIC = Fixtures.topic("News", FilterType.ROUTING);

  static Stream<CatalogEntry> everyEntry() {
    return Stream.of(
        Fixtures.queue("Orders", 0, 7),
        Fixtures.boundQueue("events", "events", 60),
        queueWithDeadLetters(),
        TOPIC,
        Fixtures.subscription(
            TOPIC,
            "Mail",
            Protocol.HTTP,
            "http://host/a?b=c",
            new Filter(List.of("a", "b"), List.of())),
        Fixtures.subscription(
            TOPIC, "copy", Protocol.QUEUE, "Orders", new Filter(List.of(), List.of("a.*.#"))),
        new SubscriptionDefinition(
            "News",
            "topic-News",
            "dead",
            "subsc-dead",
            Protocol.KAFKA,
            "events",
            NotifyStrategy.EXPONENTIAL_DECAY_RETRY,
            NotifyContentFormat.JSON,
            Filter.NONE,
            "Dead",
            null,
            Long.MAX_VALUE,
            1),
        new ReleasedName("Orders", "queue-1", "AAAAAAAAAAAAAAAAAAAAAQ", "queue/orders"),
        new ReleasedName("Mail", "subsc-1", "AAAAAAAAAAAAAAAAAAAAAQ", "subscription/news/mail"),
        new HandleKey("c2VjcmV0"),
        new Redrive(
            "Dead",
            "queue-1",
            "Orders",
            50,
            3,
            Redrive.State.STOPPED,
            Redrive.Reason.TARGET_FULL,
            List.of(4L),
            List.of(Long.MAX_VALUE),
            3,
            1,
            List.of(new Redrive.Left("281474976710656", "too_large")),
            5,
            6),
        new RulesInForce(2));
  }

  @ParameterizedTest
  @MethodSource("everyEntry")
  void comesBackAsItWas(CatalogEntry entry) throws MalformedRecordException {
    CatalogJson.Versioned versioned = new CatalogJson.Versioned(Long.MAX_VALUE, entry);
    assertThat(CatalogJson.decode(CatalogJson.encode(versioned))).isEqualTo(versioned);
  }

  @Test
  void everyKindOfEntryIsTested() {
    assertThat(everyEntry().<Class<?>>map(Object::getClass))
        .contains(CatalogEntry.class.getPermittedSubclasses());
  }

  @Test
  void anEntryOfALaterVersionMayHaveMoreFields() throws MalformedRecordException {
    assertThat(
            CatalogJson.decode(
                    "{\"version\":1,\"more\":2,\"handleKey\":{\"secret\":\"eA==\",\"more\":3}}"
                        .getBytes(UTF_8))
                .entry())
        .isEqualTo(new HandleKey("eA=="));
  }

  @Test
  void aReleasedNameWithoutAKeyIsAQueues_asItWasWrittenBeforeThereWereTopics()
      throws MalformedRecordException {
    String old =
        "{\"version\":4,\"released\":"
            + "{\"name\":\"Orders\",\"id\":\"queue-1\",\"topicId\":\"AAAAAAAAAAAAAAAAAAAAAQ\"}}";
    assertThat(CatalogJson.decode(old.getBytes(UTF_8)))
        .isEqualTo(
            new CatalogJson.Versioned(
                4,
                new ReleasedName("Orders", "queue-1", "AAAAAAAAAAAAAAAAAAAAAQ", "queue/orders")));
  }

  @Test
  void ofATopicOfAnEarlierVersionItIsNotKnownWhereItBegins() throws MalformedRecordException {
    String earlier =
        "{\"version\":7,\"topic\":{\"name\":\"News\",\"id\":\"topic-News\",\"maxMsgSize\":65536,"
            + "\"filterType\":\"TAG\",\"createTimeMs\":1,\"lastModifyTimeMs\":2}}";
    assertThat(CatalogJson.decode(earlier.getBytes(UTF_8)).entry())
        .isEqualTo(new TopicDefinition("News", "topic-News", 65_536, FilterType.TAG, null, 1, 2));
  }

  @Test
  void aQueueOfAnEarlierVersionHasNoDeadLetterQueue() throws MalformedRecordException {
    String earlier =
        "{\"version\":7,\"queue\":{\"name\":\"Orders\",\"id\":\"queue-1\",\"kafkaTopic\":\"cmq.queue.Orders\","
            + "\"topicId\":\"AAAAAAAAAAAAAAAAAAAAAQ\",\"bound\":false,\"begins\":[0,7],\"attributes\":{"
            + "\"maxMsgHeapNum\":1000000,\"pollingWaitSeconds\":0,\"visibilityTimeout\":30,"
            + "\"maxMsgSize\":65536,\"msgRetentionSeconds\":345600,\"rewindSeconds\":0},"
            + "\"createTimeMs\":0,\"lastModifyTimeMs\":0}}";
    assertThat(CatalogJson.decode(earlier.getBytes(UTF_8)).entry())
        .isEqualTo(Fixtures.queue("Orders", "queue-1", "cmq.queue.Orders", false, 345_600, 0, 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "[]",
        "{}",
        "{\"version\":1}",
        "{\"version\":\"1\",\"handleKey\":{\"secret\":\"eA==\"}}",
        "{\"handleKey\":{\"secret\":\"eA==\"}}",
        "{\"version\":1,\"handleKey\":null}",
        "{\"version\":1,\"handleKey\":{}}",
        "{\"version\":1,\"handleKey\":[]}",
        "{\"version\":1,\"released\":{}}",
        "{\"version\":1,\"released\":{\"name\":\"n\",\"id\":\"i\"}}",
        "{\"version\":1,\"released\":{\"name\":\"n\",\"id\":\"i\",\"topicId\":\"x\",\"key\":\"handle-key\"}}",
        "{\"version\":1,\"topic\":{}}",
        "{\"version\":1,\"topic\":{\"name\":\"n\",\"id\":\"i\",\"filterType\":\"TAG\"}}",
        "{\"version\":1,\"topic\":{\"name\":\"n\",\"id\":\"i\",\"maxMsgSize\":1,\"filterType\":\"NONE\"}}",
        "{\"version\":1,\"subscription\":{}}",
        "{\"version\":1,\"subscription\":{\"topicName\":\"t\",\"topicId\":\"x\",\"name\":\"n\",\"id\":\"i\"}}",
        "{\"version\":1,\"queue\":{}}",
        "{\"version\":1,\"queue\":{\"name\":\"n\",\"id\":\"i\",\"kafkaTopic\":\"t\",\"topicId\":\"x\",\"begins\":[0]}}",
        "{\"version\":1,\"queue\":{\"name\":\"n\",\"id\":\"i\",\"kafkaTopic\":\"t\",\"topicId\":\"x\",\"begins\":[],\"attributes\":{}}}",
        "{\"version\":1,\"queue\":{\"name\":\"n\",\"id\":\"i\",\"kafkaTopic\":\"t\",\"topicId\":\"x\",\"begins\":[-1],\"attributes\":{}}}",
      })
  void garbageIsMalformed(String text) {
    malformed(text.getBytes(UTF_8));
  }

  @Test
  void nothingIsMalformed() {
    malformed(null);
    malformed("{\"a\":".repeat(100_000).getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("everyEntry")
  void anEntryThatIsNotWholeIsMalformed(CatalogEntry entry) {
    byte[] whole = CatalogJson.encode(new CatalogJson.Versioned(1, entry));
    for (int length = 0; length < whole.length; length++) {
      malformed(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void damagedEntries_areAnEntryOrMalformed() {
    Random random = new Random(8);
    List<byte[]> whole =
        everyEntry().map(e -> CatalogJson.encode(new CatalogJson.Versioned(3, e))).toList();
    for (int round = 0; round < Fixtures.RANDOM_ROUNDS; round++) {
      byte[] bytes = whole.get(random.nextInt(whole.size())).clone();
      for (int damage = random.nextInt(4); damage >= 0; damage--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThatNoException()
          .as(new String(bytes, UTF_8))
          .isThrownBy(
              () -> {
                try {
                  assertThat(CatalogJson.decode(bytes).entry().key()).isNotEmpty();
                } catch (MalformedRecordException e) {
                  assertThat(e.getMessage()).isNotEmpty();
                }
              });
    }
  }

  private static QueueDefinition queueWithDeadLetters() {
    QueueDefinition queue = Fixtures.queue("payments", 0);
    return new QueueDefinition(
        queue.name(),
        queue.id(),
        queue.kafkaTopic(),
        queue.topicId(),
        queue.bound(),
        queue.begins(),
        queue.attributes(),
        new DeadLetterPolicy("dlq", "queue-dlq", DeadLetterLimit.unconsumedTooLong(300)),
        1,
        2);
  }

  private static void malformed(byte[] bytes) {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> CatalogJson.decode(bytes));
  }
}
