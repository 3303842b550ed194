package io.cmqkafka.facade.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.Measure;
import io.cmqkafka.NewSubscription;
import io.cmqkafka.facade.auth.Rights;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersActionsTest {
  private static final long END_MS = FakeNumbers.FIRST_MS + 20_000;

  private final Caller queues =
      new Caller(
          new FakeQueues().add("q", QueueAttributes.DEFAULTS).add("r", QueueAttributes.DEFAULTS));
  private final Caller topics =
      new Caller(
          new FakeTopics()
              .add("t", 1_024, FilterType.TAG)
              .add("t", subscription("s"))
              .add("t", subscription("u")));

  private static NewSubscription subscription(String name) {
    return new NewSubscription(
        name,
        Protocol.HTTP,
        "http://example.com/",
        NotifyStrategy.BACKOFF_RETRY,
        NotifyContentFormat.JSON,
        Filter.NONE,
        null);
  }

  @Test
  void ofAQueue_allNumbersAreTold_andNullForWhatIsNotKnown() {
    queues.numbers.known =
        Map.of(
            Measure.VISIBLE, 1L,
            Measure.INVISIBLE, 2L,
            Measure.DELAYED, 3L,
            Measure.REWINDABLE, Measure.UNKNOWN,
            Measure.OLDEST_VISIBLE, END_MS - 65_000,
            Measure.SENT, 4L,
            Measure.RECEIVED, 5L,
            Measure.EMPTY_RECEIVES, 6L,
            Measure.DELETED, 7L,
            Measure.DEAD_LETTERS, 8L);
    assertThat(queues.call("GetQueueNumbers", "queueName.0=q"))
        .endsWith(
            "\"period\":10,\"since\":1699999000,\"firstTime\":1700000010,\"queueList\":[{"
                + "\"queueId\":\"queue-q\",\"queueName\":\"q\","
                + "\"activeMsgNum\":[null,1],\"inactiveMsgNum\":[null,2],"
                + "\"delayMsgNum\":[null,3],\"rewindMsgNum\":[null,null],"
                + "\"oldestMsgAge\":[null,65],\"sendMsgNum\":[null,4],\"recvMsgNum\":[null,5],"
                + "\"recvNullMsgNum\":[null,6],\"delMsgNum\":[null,7],\"deadMsgNum\":[null,8]}]}");
  }

  @Test
  void anAgeIsToldOnlyOfAMessageThatIsThere() {
    queues.numbers.known = Map.of(Measure.VISIBLE, 1L, Measure.OLDEST_VISIBLE, Measure.UNKNOWN);
    assertThat(queues.call("GetQueueNumbers", "queueName.0=q", "number.0=oldestMsgAge"))
        .contains("\"oldestMsgAge\":[null,null]");
    queues.numbers.known = Map.of();
    assertThat(queues.call("GetQueueNumbers", "queueName.0=q", "number.0=oldestMsgAge"))
        .contains("\"oldestMsgAge\":[null,null]");
  }

  @Test
  void severalAreAskedForAtOnce_andThoseThatDoNotExistAreLeftOut() {
    assertThat(
            queues.call(
                "GetQueueNumbers",
                "queueName.1=r",
                "queueName.2=none",
                "queueName.3=q",
                "queueName.4=r",
                "number.1=sendMsgNum",
                "period=300"))
        .endsWith(
            "\"period\":300,\"since\":1699999000,\"firstTime\":1700000300,\"queueList\":["
                + "{\"queueId\":\"queue-r\",\"queueName\":\"r\",\"sendMsgNum\":[null,0]},"
                + "{\"queueId\":\"queue-q\",\"queueName\":\"q\",\"sendMsgNum\":[null,0]}]}");
  }

  @Test
  void thoseAreLeftOutThatTheCallerMayNotAskAbout() {
    queues.rights = Rights.NONE.and("read-only on queues r*");
    assertThat(queues.call("GetQueueNumbers", "queueName.0=q", "queueName.1=r"))
        .contains("\"r\"")
        .doesNotContain("\"q\"");
    topics.rights = Rights.NONE.and("read-only on topics other");
    assertThat(topics.call("GetTopicNumbers", "topicName.0=t")).endsWith("\"topicList\":[]}");
  }

  @Test
  void ofATopic_publishesAreTold_andWhatBecameOfThem_asItWasCountedForTheTopicItself() {
    topics.numbers.known =
        Map.of(Measure.PUBLISHED, 9L, Measure.PUSHED, 4L, Measure.FAILED_PUSHES, 5L);
    assertThat(topics.call("GetTopicNumbers", "topicName.0=t"))
        .contains(
            "\"topicName\":\"t\",\"publishMsgNum\":[null,9],"
                + "\"pushMsgNum\":[null,4],\"pushFailNum\":[null,5]}");
  }

  @Test
  void ofASubscription_whatWaitsAndPushesAreTold() {
    topics.numbers.known =
        Map.of(
            Measure.VISIBLE, 1L,
            Measure.INVISIBLE, 20L,
            Measure.DELAYED, 300L,
            Measure.OLDEST_VISIBLE, END_MS - 1_000,
            Measure.PUSHED, 4L,
            Measure.FAILED_PUSHES, 5L);
    assertThat(
            topics.call(
                "GetSubscriptionNumbers",
                "topicName=t",
                "subscriptionName.0=s",
                "subscriptionName.1=none"))
        .contains(
            "\"subscriptionName\":\"s\",\"msgCount\":[null,321],\"oldestMsgAge\":[null,1],"
                + "\"pushMsgNum\":[null,4],\"pushFailNum\":[null,5]}]");
  }

  @ParameterizedTest
  @CsvSource({
    "queueName.0=q period=60, 4000, 10350",
    "queueName.0=q period=9, 4000, 10350",
    "queueName.0=q period=x, 4000, 10360",
    "queueName.0=q number.0=publishMsgNum, 4000, 10350",
    "queueName.0=q number.0=sendMsgNum number.1=nothing, 4000, 10350",
    "queueName=q, 4000, 10310",
    "period=10, 4000, 10370"
  })
  void whatCannotBeAskedForIsRefused(String params, int code, int module) {
    assertThat(queues.call("GetQueueNumbers", params.split(" ")))
        .startsWith("{\"code\":" + code + ",\"message\":\"(" + module + ")");
  }

  @Test
  void moreThanFiftyAtOnceAreRefused_andATopicMustExist() {
    String[] many = new String[51];
    for (int i = 0; i < many.length; i++) {
      many[i] = "queueName." + i + "=q";
    }
    assertThat(queues.call("GetQueueNumbers", many)).contains("(10370)");
    assertThat(topics.call("GetSubscriptionNumbers", "topicName=x", "subscriptionName.0=s"))
        .startsWith("{\"code\":4440,");
  }
}
