package io.cmqkafka.facade.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.NewQueue;
import io.cmqkafka.catalog.DeadLetterBinding;
import io.cmqkafka.catalog.DeadLetterLimit;
import io.cmqkafka.catalog.DeadLetterPolicy;
import io.cmqkafka.queue.QueueAttributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterActionsTest {
  private final FakeQueues queues =
      new FakeQueues()
          .add("q", QueueAttributes.DEFAULTS)
          .add("dlq", QueueAttributes.DEFAULTS)
          .add("often", to("dlq", DeadLetterLimit.receivedTooOften(3)))
          .add("old", to("dlq", DeadLetterLimit.unconsumedTooLong(300)))
          .add("other", to("q", DeadLetterLimit.receivedTooOften(1)));

  private final Caller caller = new Caller(queues);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"deadLetterQueue":"dlq","policy":0,"maxReceiveCount":1}               | 1    | 0
          {"deadLetterQueue":"dlq","policy":"0","maxReceiveCount":"1000"}        | 1000 | 0
          {"deadLetterQueue":"dlq","policy":1,"maxTimeToLive":300}               | 0    | 300
          {"policy":1,"maxTimeToLive":"43200","deadLetterQueue":"dlq","x":[{}]}  | 0    | 43200
          {"deadLetterQueue":"dlq","policy":0,"maxReceiveCount":7,"maxTimeToLive":0} | 7 | 0
          """)
  void createAndSet_readThePolicy(String text, int maxReceiveCount, int maxTimeToLive) {
    DeadLetterBinding binding =
        new DeadLetterBinding("dlq", new DeadLetterLimit(maxReceiveCount, maxTimeToLive));
    assertThat(caller.call("CreateQueue", "queueName=new", "deadLetterPolicy=" + text))
        .contains("\"code\":0");
    assertThat(queues.created)
        .isEqualTo(new NewQueue("new", QueueAttributes.DEFAULTS, binding, 1, null));
    assertThat(caller.call("SetQueueAttributes", "queueName=q", "deadLetterPolicy=" + text))
        .contains("\"code\":0");
    assertThat(queues.asked).containsExactly("bind q to " + binding);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10710 | x
          10710 | {
          10710 | {"deadLetterQueue":"dlq","policy":0,"maxReceiveCount":1}}
          10710 | {'deadLetterQueue':'dlq'}
          10720 | 7
          10720 | null
          10720 | "{}"
          10720 | [{"deadLetterQueue":"dlq","policy":0,"maxReceiveCount":1}]
          10760 | {}
          10760 | {"policy":0,"maxReceiveCount":1}
          10760 | {"deadLetterQueue":null,"policy":0,"maxReceiveCount":1}
          10760 | {"deadLetterQueue":7,"policy":0,"maxReceiveCount":1}
          10760 | {"deadLetterQueue":" ","policy":0,"maxReceiveCount":1}
          10770 | {"deadLetterQueue":"dlq"}
          10770 | {"deadLetterQueue":"dlq","policy":2,"maxReceiveCount":1}
          10770 | {"deadLetterQueue":"dlq","policy":-1,"maxReceiveCount":1}
          10770 | {"deadLetterQueue":"dlq","policy":"x","maxReceiveCount":1}
          10770 | {"deadLetterQueue":"dlq","policy":0.0,"maxReceiveCount":1}
          10770 | {"deadLetterQueue":"dlq","policy":true,"maxReceiveCount":1}
          10770 | {"deadLetterQueue":"dlq","policy":99999999999999999999,"maxReceiveCount":1}
          10720 | {"deadLetterQueue":"dlq","policy":0}
          10720 | {"deadLetterQueue":"dlq","policy":0,"maxTimeToLive":300}
          10720 | {"deadLetterQueue":"dlq","policy":0,"maxReceiveCount":0}
          10720 | {"deadLetterQueue":"dlq","policy":0,"maxReceiveCount":1001}
          10720 | {"deadLetterQueue":"dlq","policy":0,"maxReceiveCount":-1}
          10720 | {"deadLetterQueue":"dlq","policy":0,"maxReceiveCount":1.5}
          10720 | {"deadLetterQueue":"dlq","policy":0,"maxReceiveCount":"many"}
          10720 | {"deadLetterQueue":"dlq","policy":0,"maxReceiveCount":4294967297}
          10720 | {"deadLetterQueue":"dlq","policy":1}
          10720 | {"deadLetterQueue":"dlq","policy":1,"maxReceiveCount":300}
          10720 | {"deadLetterQueue":"dlq","policy":1,"maxTimeToLive":299}
          10720 | {"deadLetterQueue":"dlq","policy":1,"maxTimeToLive":43201}
          10720 | {"deadLetterQueue":"dlq","policy":1,"maxTimeToLive":""}
          """,
      quoteCharacter = '`')
  void whatIsWrongWithAPolicyIsNamed(int module, String text) {
    for (String action : new String[] {"CreateQueue", "SetQueueAttributes"}) {
      assertThat(caller.call(action, "queueName=q", "deadLetterPolicy=" + text))
          .startsWith("{\"code\":4000,\"message\":\"(" + module + ")");
    }
    assertThat(queues.created).isNull();
    assertThat(queues.asked).isEmpty();
  }

  @Test
  void deepPoliciesAreNoJson() {
    assertThat(caller.call("CreateQueue", "queueName=q", "deadLetterPolicy=" + "[".repeat(100_000)))
        .contains("(10710)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deadLetterPolicy=", "deadLetterPolicy= ", "x=y"})
  void noPolicyIsNoChange(String parameter) {
    caller.call("CreateQueue", "queueName=new", parameter);
    assertThat(queues.created.deadLetter()).isNull();
    caller.call("SetQueueAttributes", "queueName=q", parameter);
    assertThat(queues.asked).isEmpty();
  }

  @Test
  void getAttributes_reportsThePolicyAsTextWithTheIdOfTheQueue() {
    assertThat(caller.call("GetQueueAttributes", "queueName=often"))
        .contains(
            ",\"deadLetterPolicy\":\"{\\\"deadLetterQueue\\\":\\\"queue-dlq\\\","
                + "\\\"deadLetterQueueName\\\":\\\"dlq\\\",\\\"policy\\\":0,"
                + "\\\"maxReceiveCount\\\":3}\",");
    assertThat(caller.call("GetQueueAttributes", "queueName=old"))
        .contains("\\\"policy\\\":1,\\\"maxTimeToLive\\\":300}\"");
    assertThat(caller.call("GetQueueAttributes", "queueName=q")).doesNotContain("deadLetter");
  }

  @Test
  void unbind_answersTheEnvelope() {
    assertThat(caller.call("UnbindDeadLetterQueue", "queueName=often"))
        .isEqualTo("{\"code\":0,\"message\":\"\"}");
    assertThat(queues.asked).containsExactly("unbind often");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          x=y            | 2 | {"queueId":"queue-often","queueName":"often"},{"queueId":"queue-old","queueName":"old"}
          searchWord=te  | 1 | {"queueId":"queue-often","queueName":"often"}
          searchWord=x   | 0 | ``
          limit=1        | 2 | {"queueId":"queue-often","queueName":"often"}
          offset=1       | 2 | {"queueId":"queue-old","queueName":"old"}
          limit=0        | 2 | ``
          """)
  void sources_areListedInPages(String param, int total, String page) {
    assertThat(caller.call("ListDeadLetterSourceQueues", "deadLetterQueueName=dlq", param))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"totalCount\":%d,\"queueList\":[%s]}"
                .formatted(total, page));
  }

  @Test
  void sources_areOfAQueueThatExists() {
    refused(4000, 10390, "x=y");
    refused(4000, 10020, "deadLetterQueueName=1q");
    refused(4440, 10100, "deadLetterQueueName=gone");
    refused(4000, 10350, "deadLetterQueueName=dlq", "limit=51");
    refused(4000, 10350, "deadLetterQueueName=dlq", "offset=-1");
    assertThat(caller.call("ListDeadLetterSourceQueues", "deadLetterQueueName=often"))
        .contains("\"totalCount\":0,\"queueList\":[]");
  }

  private void refused(int code, int module, String... params) {
    assertThat(caller.call("ListDeadLetterSourceQueues", params))
        .startsWith("{\"code\":" + code + ",\"message\":\"(" + module + ")");
  }

  private static DeadLetterPolicy to(String queueName, DeadLetterLimit limit) {
    return new DeadLetterPolicy(queueName, "queue-" + queueName, limit);
  }
}
