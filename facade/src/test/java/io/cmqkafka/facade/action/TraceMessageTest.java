package io.cmqkafka.facade.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.MessageTrace;
import io.cmqkafka.MessageTrace.Delivery;
import io.cmqkafka.MessageTrace.Effect;
import io.cmqkafka.MessageTrace.Event;
import io.cmqkafka.MessageTrace.Kind;
import io.cmqkafka.TracePosition;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.MessageStatus;
import io.cmqkafka.queue.QueueAttributes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceMessageTest {
  private static final MessageId ID = new MessageId(0, 5);
  private static final MessageTrace NOTHING = withoutEvents(Optional.empty());

  private final FakeQueues queues = new FakeQueues().add("q", QueueAttributes.DEFAULTS);
  private final Caller caller = new Caller(queues);

  @Test
  void showsWhatBecameOfAMessage() {
    queues.trace =
        new MessageTrace(
            99_000,
            Optional.of(new MessageStatus(5, MessageState.INVISIBLE, 2, 109_000, 4_000)),
            OptionalLong.of(2_500),
            "cmq.commands",
            3,
            List.of(
                new Event(
                    Kind.ARRIVED,
                    Effect.DONE,
                    2_501,
                    40,
                    "p1",
                    Optional.empty(),
                    OptionalLong.of(3_000),
                    Optional.empty()),
                new Event(
                    Kind.LAPSE,
                    Effect.DONE,
                    34_000,
                    43,
                    "",
                    Optional.of(new Delivery(7, OptionalLong.of(4_000), 34_000)),
                    OptionalLong.empty(),
                    Optional.empty()),
                new Event(
                    Kind.DELETE,
                    Effect.TOO_LATE,
                    50_000,
                    44,
                    "p2",
                    Optional.of(new Delivery(7, OptionalLong.of(4_000), 34_000)),
                    OptionalLong.empty(),
                    Optional.empty()),
                new Event(
                    Kind.REDRIVE,
                    Effect.UNKNOWN,
                    60_000,
                    45,
                    "p1",
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.of("other"))),
            1_000,
            true,
            OptionalLong.empty(),
            Optional.of(new TracePosition(46, Optional.empty())));
    assertThat(caller.call("TraceMessage", "queueName=q", "msgId=" + ID))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"msgId\":\"281474976710661\","
                + "\"kafkaTopic\":\"cmq.queue.q\",\"partition\":0,\"offset\":5,"
                + "\"enqueueTime\":2,\"enqueueTimeMs\":2500,\"logTimeMs\":99000,"
                + "\"state\":\"invisible\",\"dequeueCount\":2,\"firstDequeueTime\":4,"
                + "\"nextVisibleTime\":109,\"nextVisibleTimeMs\":109000,"
                + "\"commandsTopic\":\"cmq.commands\",\"commandsPartition\":3,"
                + "\"reachesBack\":true,\"recordsRead\":1000,\"nextPosition\":\"46.queue-q/281474976710661\",\"events\":["
                + "{\"event\":\"arrived\",\"effect\":\"done\",\"timeMs\":2501,\"offset\":40,"
                + "\"instanceId\":\"p1\",\"dueTimeMs\":3000},"
                + "{\"event\":\"lapse\",\"effect\":\"done\",\"timeMs\":34000,\"offset\":43,"
                + "\"delivery\":7,\"dequeueTimeMs\":4000,\"nextVisibleTimeMs\":34000},"
                + "{\"event\":\"delete\",\"effect\":\"too_late\",\"timeMs\":50000,\"offset\":44,"
                + "\"instanceId\":\"p2\",\"delivery\":7,\"dequeueTimeMs\":4000,"
                + "\"nextVisibleTimeMs\":34000},"
                + "{\"event\":\"redrive\",\"effect\":\"unknown\",\"timeMs\":60000,\"offset\":45,"
                + "\"instanceId\":\"p1\",\"toQueueName\":\"other\"}]}");
    assertThat(queues.asked).containsExactly("trace q " + ID + " from its append, 100000");
  }

  @Test
  void saysThatItIsGone_andThatTheLogIsNotKeptForSoLong() {
    queues.trace = NOTHING;
    assertThat(caller.call("TraceMessage", "queueName=q", "msgId=" + ID))
        .contains("\"state\":\"none\"", "\"reachesBack\":false")
        .doesNotContain("enqueueTime", "keptSinceMs", "nextPosition", "dequeueCount");
  }

  @Test
  void takesEveryParameter() {
    queues.trace = NOTHING;
    caller.call(
        "TraceMessage",
        "queueName=q",
        "msgId=" + ID,
        "position=46:1000:-1:-1:30000",
        "searchRecords=500000");
    assertThat(queues.asked).containsExactly("trace q " + ID + " from 46:1000:-1:-1:30000, 500000");
  }

  @Test
  void aPositionIsGoodForTheSameMessageAlone() {
    queues.add("other", QueueAttributes.DEFAULTS);
    queues.trace = withoutEvents(Optional.of(new TracePosition(46, Optional.empty())));
    String next =
        caller
            .call("TraceMessage", "queueName=q", "msgId=" + ID)
            .replaceFirst(".*\"nextPosition\":\"([^\"]+)\".*", "position=$1");
    queues.asked.clear();
    assertThat(caller.call("TraceMessage", "queueName=q", "msgId=" + new MessageId(0, 6), next))
        .startsWith("{\"code\":4000,\"message\":\"(10350)parameter position belongs");
    assertThat(caller.call("TraceMessage", "queueName=other", "msgId=" + ID, next))
        .contains("(10350)parameter position belongs");
    assertThat(queues.asked).isEmpty();
    caller.call("TraceMessage", "queueName=q", "msgId=" + ID, next, "searchRecords=8");
    assertThat(queues.asked).containsExactly("trace q " + ID + " from 46, 8");
  }

  @Test
  void aMessageThatNeverWasIsNoMessage() {
    assertThat(caller.call("TraceMessage", "queueName=q", "msgId=" + ID))
        .contains("4490", "(10770)");
  }

  @ParameterizedTest
  @CsvSource({
    "msgId=x, 10770",
    "msgId=5, 10770",
    "position=x, 10350",
    "position=-1, 10350",
    "searchRecords=0, 10350",
    "searchRecords=500001, 10350",
    "searchRecords=x, 10360"
  })
  void saysWhatIsWrong(String param, int code) {
    String[] params =
        param.startsWith("msgId")
            ? new String[] {"queueName=q", param}
            : new String[] {"queueName=q", "msgId=" + ID, param};
    assertThat(caller.call("TraceMessage", params)).contains("(" + code + ")");
    assertThat(queues.asked).isEmpty();
  }

  @Test
  void itsMessageMustBeNamed() {
    assertThat(caller.call("TraceMessage", "queueName=q")).contains("4000", "msgId");
    assertThat(caller.call("TraceMessage", "queueName=nowhere", "msgId=" + ID)).contains("4440");
  }

  private static MessageTrace withoutEvents(Optional<TracePosition> next) {
    return new MessageTrace(
        7,
        Optional.empty(),
        OptionalLong.empty(),
        "cmq.commands",
        3,
        List.of(),
        9,
        false,
        OptionalLong.empty(),
        next);
  }
}
