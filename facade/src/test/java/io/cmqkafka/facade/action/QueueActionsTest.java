package io.cmqkafka.facade.action;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.NewQueue;
import io.cmqkafka.QueueCounts;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.queue.QueueAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueActionsTest {
  private static final QueueAttributes ODD =
      new QueueAttributes(2_000_000, 3, 60, 1_048_576, 86_400, 3_600);

  private final FakeQueues queues =
      new FakeQueues().add("q", ODD).add("orders", QueueAttributes.DEFAULTS);
  private final Caller caller = new Caller(queues);

  @Test
  void create_hasCmqsDefaults() {
    assertThat(caller.call("CreateQueue", "queueName=new"))
        .isEqualTo("{\"code\":0,\"message\":\"\",\"queueId\":\"queue-new\"}");
    assertThat(queues.created).isEqualTo(new NewQueue("new", QueueAttributes.DEFAULTS, 1, null));
  }

  @Test
  void create_asksForRoomOnlyForWhatIsNewAndIsNotBound() {
    Caller full = new Caller(queues, partitions -> false);
    assertThat(full.call("CreateQueue", "queueName=new")).contains("\"code\":4450", "(10220)");
    assertThat(queues.created).isNull();
    assertThat(full.call("CreateQueue", "queueName=new", "kafkaTopic=t")).contains("\"code\":0");
    full.call("CreateQueue", "queueName=q");
    assertThat(queues.created.name()).as("refused by whoever knows the name").isEqualTo("q");
  }

  @Test
  void create_givesTheRoomBackOfWhatWasNotCreated() {
    List<Integer> givenBack = new ArrayList<>();
    RoomForPartitions room =
        new RoomForPartitions() {
          @Override
          public boolean take(int partitions) {
            return true;
          }

          @Override
          public void giveBack(int partitions) {
            givenBack.add(partitions);
          }
        };
    room.creating(2, CmqError.NO_FILES_FOR_QUEUE, () -> completedFuture("created"));
    assertThat(givenBack).isEmpty();
    room.creating(
        3, CmqError.NO_FILES_FOR_QUEUE, () -> failedFuture(new IllegalStateException("refused")));
    assertThat(givenBack).containsExactly(3);
  }

  @Test
  void create_takesEveryAttribute() {
    caller.call(
        "CreateQueue",
        "queueName=new",
        "maxMsgHeapNum=2000000",
        "pollingWaitSeconds=3",
        "visibilityTimeout=60",
        "maxMsgSize=1048576",
        "msgRetentionSeconds=86400",
        "rewindSeconds=3600",
        "partitions=64",
        "kafkaTopic=my.topic_1");
    assertThat(queues.created).isEqualTo(new NewQueue("new", ODD, 64, "my.topic_1"));
  }

  @Test
  void create_takesBlanksForNothingGiven() {
    caller.call("CreateQueue", "queueName=new", "deadLetterPolicy=", "kafkaTopic=", "maxMsgSize=");
    assertThat(queues.created).isEqualTo(new NewQueue("new", QueueAttributes.DEFAULTS, 1, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"q", "Z9", "super_Man-1", "q-", "a2345678901234567890123456789012"})
  void create_takesTheNamesThatClientsUse(String name) {
    assertThat(caller.call("CreateQueue", "queueName=" + name)).contains("\"code\":0");
    assertThat(caller.call("CreateQueue", "queueName=" + "q".repeat(64))).contains("\"code\":0");
    assertThat(caller.call("CreateQueue", "queueName=" + "q".repeat(65))).contains("(10020)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          x=y                     | 2 | {"queueId":"queue-orders","queueName":"orders"},{"queueId":"queue-q","queueName":"q"}
          searchWord=             | 2 | {"queueId":"queue-orders","queueName":"orders"},{"queueId":"queue-q","queueName":"q"}
          searchWord=rde          | 1 | {"queueId":"queue-orders","queueName":"orders"}
          searchWord =rde         | 1 | {"queueId":"queue-orders","queueName":"orders"}
          searchWord=RDE          | 0 | ``
          searchWord=RDE&searchIgnoresCase=1 | 1 | {"queueId":"queue-orders","queueName":"orders"}
          searchWord=.*           | 0 | ``
          limit=1                 | 2 | {"queueId":"queue-orders","queueName":"orders"}
          offset =1&limit =50     | 2 | {"queueId":"queue-q","queueName":"q"}
          offset=&limit=          | 2 | {"queueId":"queue-orders","queueName":"orders"},{"queueId":"queue-q","queueName":"q"}
          offset=9999999999999999999999 | 2 | ``
          limit=0                 | 2 | ``
          """)
  void list_countsAllMatchesAndShowsAPage(String params, int total, String page) {
    assertThat(caller.call("ListQueue", params.split("&")))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"totalCount\":%d,\"queueList\":[%s]}"
                .formatted(total, page));
  }

  @Test
  void list_showsTwentyUnlessTold() {
    for (int i = 0; i < 60; i++) {
      queues.add("many" + i, QueueAttributes.DEFAULTS);
    }
    assertThat(caller.call("ListQueue", "searchWord=many"))
        .contains("\"totalCount\":60")
        .satisfies(json -> assertThat(json.split("queueId")).hasSize(21));
    assertThat(caller.call("ListQueue", "limit=50").split("queueId")).hasSize(51);
  }

  @Test
  void getAttributes_answersEveryFieldInBothSpellings() {
    queues.counts = new QueueCounts(1, 2, 3, 4, 1_700_000_099_999L);
    assertThat(caller.call("GetQueueAttributes", "queueName=q"))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"codeDesc\":\"Success\",\"queueName\":\"q\","
                + "\"queueId\":\"queue-q\",\"maxMsgHeapNum\":2000000,\"pollingWaitSeconds\":3,"
                + "\"visibilityTimeout\":60,\"maxMsgSize\":1048576,\"msgRetentionSeconds\":86400,"
                + "\"rewindSeconds\":3600,\"createTime\":1700000000,\"lastModifyTime\":1700000001,"
                + "\"activeMsgNum\":1,\"inactiveMsgNum\":2,\"delayMsgNum\":3,\"rewindMsgNum\":4,"
                + "\"rewindmsgNum\":4,\"minMsgTime\":1700000099,\"partitions\":1,"
                + "\"kafkaTopic\":\"cmq.queue.q\",\"createUin\":0,"
                + "\"Bps\":52428800,\"qps\":5000,\"tags\":[]}");
  }

  @Test
  void getAttributes_saysWhatARewindWouldBringBack_whenAsked() {
    assertThat(caller.call("GetQueueAttributes", "queueName=q", "startConsumeTime=1700000000"))
        .contains("\"rewindmsgNum\":0,\"rewoundMsgNum\":7,\"minMsgTime\"");
    // All in one question, which has one bound in time.
    assertThat(queues.asked).containsExactly("count q from 1700000000");
    assertThat(caller.call("GetQueueAttributes", "queueName=q", "startConsumeTime=x"))
        .contains("(10360)");
  }

  @Test
  void setAttributes_changesWhatIsNamed() {
    assertThat(caller.call("SetQueueAttributes", "queueName=q", "visibilityTimeout=1"))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"queueId\":\"queue-q\",\"maxMsgHeapNum\":2000000,"
                + "\"pollingWaitSeconds\":3,\"visibilityTimeout\":1,\"maxMsgSize\":1048576,"
                + "\"msgRetentionSeconds\":86400,\"rewindSeconds\":3600}");
  }

  @Test
  void setAttributes_keepsRetentionAboveTheRewindInForce() {
    assertThat(caller.call("SetQueueAttributes", "queueName=q", "msgRetentionSeconds=3599"))
        .startsWith("{\"code\":4000,\"message\":\"(10700)");
    assertThat(
            caller.call(
                "SetQueueAttributes", "queueName=q", "msgRetentionSeconds=60", "rewindSeconds=0"))
        .contains("\"code\":0");
  }

  @ParameterizedTest
  @CsvSource({
    "DeleteQueue, x=y, drop q",
    "ClearQueue, x=y, clear q",
    "RewindQueue, startConsumeTime=1700000000, rewind q to 1700000000",
    "RewindQueue, startConsumeTime=-1, rewind q to 0",
    "RewindQueue, startConsumeTime=99999999999999999999, rewind q to 253402300799"
  })
  void actionsWithoutFields_answerTheEnvelope(String action, String param, String asked) {
    assertThat(caller.call(action, "queueName=q", param))
        .isEqualTo("{\"code\":0,\"message\":\"\"}");
    assertThat(queues.asked).containsExactly(asked);
  }

  @Test
  void routes_leadToThisServer() {
    assertThat(caller.call("QueryQueueRoute", "queueName=q"))
        .isEqualTo("{\"code\":0,\"message\":\"\",\"addr\":[\"cmq.example:8080\"]}");
  }
}
