package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.BrowsePosition;
import io.cmqkafka.BrowsedMessage;
import io.cmqkafka.BrowsedMessages;
import io.cmqkafka.BrowsedMessages.End;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.MessageStatus;
import io.cmqkafka.queue.QueueAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowseMessagesTest {
  private static final BrowsedMessages NOTHING =
      new BrowsedMessages(List.of(), 7, 0, Optional.empty(), End.ALL_SEEN);

  private final FakeQueues queues = new FakeQueues().add("q", QueueAttributes.DEFAULTS);
  private final Caller caller = new Caller(queues);

  @Test
  void beginsWithTheOldest_andShowsTheBeginningOfTwenty() {
    queues.found = NOTHING;
    assertThat(caller.call("BrowseMessages", "queueName=q"))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"kafkaTopic\":\"cmq.queue.q\",\"partitions\":1,"
                + "\"logTimeMs\":7,\"bytesRead\":0,\"end\":\"all_seen\",\"messages\":[]}");
    assertThat(queues.browsed.from()).isEqualTo(BrowsePosition.edge(0, 0));
    assertThat(queues.browsed.backwards()).isFalse();
    assertThat(queues.browsed.onlyPartition()).isFalse();
    assertThat(queues.browsed.states()).isEqualTo(EnumSet.allOf(MessageState.class));
    assertThat(queues.browsed.max()).isEqualTo(20);
    assertThat(queues.browsed.bodyBytes()).isEqualTo(1_024);
    assertThat(queues.browsed.text()).isEmpty();
  }

  @Test
  void takesEveryParameter() {
    queues.found = NOTHING;
    caller.call(
        "BrowseMessages",
        "queueName=q",
        "direction=backward",
        "time=1700000000",
        "partition=0",
        "state.1=visible",
        "state.2=DEAD",
        "text=é",
        "limit=100",
        "bodyBytes=0",
        "searchBytes=99");
    assertThat(queues.browsed.from()).isEqualTo(BrowsePosition.edge(0, 1_700_000_000_000L));
    assertThat(queues.browsed.backwards()).isTrue();
    assertThat(queues.browsed.onlyPartition()).isTrue();
    assertThat(queues.browsed.states())
        .isEqualTo(EnumSet.of(MessageState.VISIBLE, MessageState.DEAD));
    assertThat(queues.browsed.text()).isEqualTo("é".getBytes(UTF_8));
    assertThat(queues.browsed.max()).isEqualTo(100);
    assertThat(queues.browsed.bodyBytes()).isZero();
    assertThat(queues.browsed.maxBytesRead()).isEqualTo(99);
  }

  @Test
  void whatIsRewindableIsDeleted() {
    queues.found = NOTHING;
    caller.call("BrowseMessages", "queueName=q", "state.1=visible", "state.2=Rewindable");
    assertThat(queues.browsed.states())
        .isEqualTo(EnumSet.of(MessageState.VISIBLE, MessageState.DELETED));
    assertThat(queues.browsed.onlyRewindable()).isTrue();
    caller.call("BrowseMessages", "queueName=q", "state.1=deleted", "state.2=rewindable");
    assertThat(queues.browsed.states()).isEqualTo(EnumSet.of(MessageState.DELETED));
    assertThat(queues.browsed.onlyRewindable()).isFalse();
  }

  @Test
  void beginsAtAMessageOrAtAPosition() {
    queues.found = NOTHING;
    caller.call("BrowseMessages", "queueName=q", "msgId=" + new MessageId(0, 12));
    assertThat(queues.browsed.from()).isEqualTo(new BrowsePosition(0, 12, 0));
    caller.call("BrowseMessages", "queueName=q", "position=0:5:1000");
    assertThat(queues.browsed.from()).isEqualTo(new BrowsePosition(0, 5, 1_000));
  }

  @Test
  void aPositionIsGoodForTheSameQueueAlone() {
    queues.add("other", QueueAttributes.DEFAULTS);
    queues.found =
        new BrowsedMessages(
            List.of(), 7, 0, Optional.of(new BrowsePosition(0, 6, 1_000)), End.BUDGET_SPENT);
    String next =
        caller
            .call("BrowseMessages", "queueName=q")
            .replaceFirst(".*\"nextPosition\":\"([^\"]+)\".*", "position=$1");
    queues.browsed = null;
    assertThat(caller.call("BrowseMessages", "queueName=other", next))
        .startsWith("{\"code\":4000,\"message\":\"(10350)parameter position belongs");
    assertThat(queues.browsed).isNull();
    caller.call("BrowseMessages", "queueName=q", "direction=backward", "text=a", next);
    assertThat(queues.browsed.from()).isEqualTo(new BrowsePosition(0, 6, 1_000));
  }

  @Test
  void whatBeginsInAnotherPartitionIsNotLookedAtInThisOneAlone() {
    queues.add("wide", 3);
    queues.found = NOTHING;
    List.of("position=2:0", "msgId=" + new MessageId(2, 0))
        .forEach(
            begin -> {
              assertThat(caller.call("BrowseMessages", "queueName=wide", "partition=1", begin))
                  .contains("(10350)parameter partition ");
              assertThat(queues.browsed).isNull();
            });
    caller.call("BrowseMessages", "queueName=wide", "partition=2", "position=2:0");
    assertThat(queues.browsed.onlyPartition()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "position=1:0, 10350",
    "position=0:0., 10350",
    "position=0:0.x, 10350",
    "position=x, 10350",
    "position=0:-2, 10350",
    "msgId=5, 10770",
    "msgId=x, 10770",
    "direction=up, 10350",
    "state.1=lost, 10350",
    "limit=101, 10350",
    "limit=0, 10350",
    "bodyBytes=1048577, 10350",
    "partition=1, 10350",
    "time=x, 10360",
    "searchBytes=0, 10350"
  })
  void saysWhatIsWrong(String param, int code) {
    assertThat(caller.call("BrowseMessages", "queueName=q", param)).contains("(" + code + ")");
    assertThat(queues.browsed).isNull();
  }

  @Test
  void theTextHas256BytesAtMost() {
    queues.found = NOTHING;
    assertThat(caller.call("BrowseMessages", "queueName=q", "text=" + "é".repeat(129)))
        .contains("(10350)");
    assertThat(queues.browsed).isNull();
    caller.call("BrowseMessages", "queueName=q", "text=" + "é".repeat(128));
    assertThat(queues.browsed.text()).hasSize(256);
  }

  @Test
  void showsAMessage() {
    queues.found =
        new BrowsedMessages(
            List.of(
                new BrowsedMessage(
                    new MessageId(0, 5),
                    new MessageStatus(5, MessageState.INVISIBLE, 2, 9_500, 3_000),
                    false,
                    2_500,
                    3,
                    "abc".getBytes(UTF_8),
                    List.of(new BrowsedMessage.Header("cmq-tag", "red".getBytes(UTF_8))),
                    false)),
            8_000,
            3,
            Optional.of(new BrowsePosition(0, 6, 0)),
            End.PAGE_FULL);
    assertThat(caller.call("BrowseMessages", "queueName=q"))
        .contains(
            "\"end\":\"page_full\",\"nextPosition\":\"0:6.queue-q\",\"messages\":[{\"msgId\":\"281474976710661\","
                + "\"partition\":0,\"offset\":5,\"state\":\"invisible\",\"enqueueTime\":2,"
                + "\"enqueueTimeMs\":2500,\"dequeueCount\":2,\"firstDequeueTime\":3,"
                + "\"nextVisibleTime\":9,\"nextVisibleTimeMs\":9500,\"size\":3,\"bodyIsWhole\":true,"
                + "\"headersAreWhole\":false,\"headers\":[{\"key\":\"cmq-tag\",\"value\":\"red\"}],\"msgBody\":\"abc\"}]");
  }

  @Test
  void aBodyIsNotCutThroughACharacter() {
    byte[] whole = "aé".getBytes(UTF_8);
    queues.found =
        new BrowsedMessages(
            List.of(
                new BrowsedMessage(
                    new MessageId(0, 5),
                    new MessageStatus(5, MessageState.DELETED, 0, 0, 0),
                    true,
                    2_500,
                    whole.length,
                    java.util.Arrays.copyOf(whole, 2),
                    List.of(),
                    true)),
            8_000,
            3,
            Optional.empty(),
            End.ALL_SEEN);
    assertThat(caller.call("BrowseMessages", "queueName=q"))
        .contains("\"rewindable\":true", "\"bodyIsWhole\":false", "\"msgBody\":\"a\"}");
  }
}
