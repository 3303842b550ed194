package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.QueueAttributes;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get wrong, and the code and module they are told. Nothing of it has an effect. */
class BadInputTest {
  private final FakeQueues queues = new FakeQueues().add("q", QueueAttributes.DEFAULTS);
  private final Caller caller = new Caller(queues);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GetQueueAttributes",
        "SetQueueAttributes",
        "DeleteQueue",
        "SendMessage",
        "BatchSendMessage",
        "ReceiveMessage",
        "BatchReceiveMessage",
        "DeleteMessage",
        "BatchDeleteMessage",
        "RewindQueue",
        "ClearQueue",
        "UnbindDeadLetterQueue",
        "QueryQueueRoute"
      })
  void everyActionOnAQueue_wantsOneThatExists(String action) {
    assertRefused(4000, 10390, action);
    assertRefused(4000, 10390, action, "queueName=");
    assertRefused(4000, 10330, action, "queueName=q", "queueName=q");
    assertRefused(4000, 10330, action, "queueName.1=q");
    assertRefused(4000, 10020, action, "queueName=1q");
    assertRefused(4440, 10100, action, "queueName=other");
    assertRefused(4440, 10100, action, "queueName=Q");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1q", "-q", "_q", "q q", "q.q", "q/q", " q", "q\n", "队列", "%s"})
  void queueNames_areLettersDigitsDashAndUnderscore(String name) {
    assertRefused(4000, 10020, "CreateQueue", "queueName=" + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CreateQueue", "SetQueueAttributes"})
  void attributes_haveRanges(String action) {
    assertAttribute(action, "maxMsgHeapNum", 1_000_000, 1_000_000_000);
    assertAttribute(action, "pollingWaitSeconds", 0, 30);
    assertAttribute(action, "visibilityTimeout", 1, 43_200);
    assertAttribute(action, "maxMsgSize", 1_024, 1_048_576);
    assertAttribute(action, "msgRetentionSeconds", 60, 1_296_000);
    assertThat(caller.call(action, "queueName=q", "rewindSeconds=345600")).contains("\"code\":0");
    assertRefused(4000, 10350, action, "queueName=q", "rewindSeconds=-1");
    assertRefused(4000, 10700, action, "queueName=q", "rewindSeconds=345601");
    assertRefused(4000, 10700, action, "queueName=q", "rewindSeconds=61", "msgRetentionSeconds=60");
  }

  private void assertAttribute(String action, String name, long min, long max) {
    for (long inside : new long[] {min, max}) {
      assertThat(caller.call(action, "queueName=q", name + "=" + inside)).contains("\"code\":0");
    }
    for (long outside : new long[] {min - 1, max + 1, Long.MAX_VALUE}) {
      assertRefused(4000, 10350, action, "queueName=q", name + "=" + outside);
    }
    assertRefused(4000, 10360, action, "queueName=q", name + "=many");
    assertRefused(4000, 10330, action, "queueName=q", name + "=" + min, name + "=" + min);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CreateQueue         | partitions=0                   | 4000 | 10350
          CreateQueue         | partitions=65                  | 4000 | 10350
          CreateQueue         | kafkaTopic=a/b                 | 4000 | 10350
          ListQueue           | limit=51                       | 4000 | 10350
          ListQueue           | limit=-1                       | 4000 | 10350
          ListQueue           | limit=all                      | 4000 | 10360
          ListQueue           | offset=-1                      | 4000 | 10350
          SendMessage         | delaySeconds=0                 | 4000 | 10390
          SendMessage         | msgBody=                       | 4000 | 10120
          SendMessage         | msgBody.1=x                    | 4000 | 10330
          SendMessage         | msgBody=x&msgBody=y            | 4000 | 10330
          SendMessage         | msgBody=x&delaySeconds=-1      | 4000 | 10692
          SendMessage         | msgBody=x&delaySeconds=3601    | 4000 | 10692
          SendMessage         | msgBody=x&delaySeconds=9999999999999999999999 | 4000 | 10692
          SendMessage         | msgBody=x&delaySeconds=soon    | 4000 | 10360
          BatchSendMessage    | delaySeconds=0                 | 4000 | 10370
          BatchSendMessage    | msgBody=x                      | 4000 | 10310
          BatchSendMessage    | msgBody.1=x&msgBody.2=         | 4000 | 10120
          BatchSendMessage    | msgBody.1=x&msgBody.3=y        | 4000 | 10380
          BatchSendMessage    | msgBody.2=x&msgBody.3=y        | 4000 | 10380
          BatchSendMessage    | msgBody.1=x&msgBody.1=y        | 4000 | 10330
          BatchSendMessage    | msgBody.1=x&delaySeconds=3601  | 4000 | 10692
          ReceiveMessage      | pollingWaitSeconds=-1          | 4000 | 10350
          ReceiveMessage      | pollingWaitSeconds=x           | 4000 | 10360
          BatchReceiveMessage | pollingWaitSeconds=1           | 4000 | 10390
          BatchReceiveMessage | numOfMsg=                      | 4000 | 10390
          BatchReceiveMessage | numOfMsg=0                     | 4000 | 10350
          BatchReceiveMessage | numOfMsg=17                    | 4000 | 10350
          BatchReceiveMessage | numOfMsg=4294967297            | 4000 | 10350
          BatchReceiveMessage | numOfMsg=1.5                   | 4000 | 10360
          DeleteMessage       | x=y                            | 4000 | 10390
          DeleteMessage       | receiptHandle=                 | 4000 | 10390
          DeleteMessage       | receiptHandle.1=h              | 4000 | 10330
          BatchDeleteMessage  | x=y                            | 4000 | 10370
          BatchDeleteMessage  | receiptHandle=h                | 4000 | 10310
          BatchDeleteMessage  | receiptHandle.0=h&receiptHandle.2=i | 4000 | 10380
          RewindQueue         | x=y                            | 4000 | 10390
          RewindQueue         | startConsumeTime=yesterday     | 4000 | 10360
          """)
  void parameters_areRefused(String action, String params, int code, int module) {
    assertRefused(code, module, action, ("queueName=q&" + params).split("&"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void batchesOfSeventeen_areRefused(int first) {
    assertRefused(4000, 10370, "BatchSendMessage", array("msgBody", first, 17));
    assertRefused(4000, 10370, "BatchDeleteMessage", array("receiptHandle", first, 17));
  }

  private static String[] array(String name, int first, int size) {
    return ("queueName=q&"
            + IntStream.range(first, first + size)
                .mapToObj(n -> name + "." + n + "=x")
                .collect(joining("&")))
        .split("&");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é"})
  void bodies_areMeasuredInBytes(String character) {
    String largest = character.repeat(65_536 / character.getBytes(UTF_8).length);
    assertThat(caller.call("SendMessage", "queueName=q", "msgBody=" + largest))
        .contains("\"code\":0");
    queues.asked.clear();
    assertRefused(4400, 10230, "SendMessage", "queueName=q", "msgBody=" + largest + "x");
    assertRefused(
        4400,
        10230,
        "BatchSendMessage",
        "queueName=q",
        "msgBody.1=x",
        "msgBody.2=" + largest + "x");
  }

  @ParameterizedTest
  @CsvSource({"1048575, 0", "1048576, 4470"})
  void batches_holdOneMebibyte(int size, int code) {
    queues.add("large", new QueueAttributes(1_000_000, 0, 30, 1_048_576, 60, 0));
    assertThat(
            caller.call(
                "BatchSendMessage",
                "queueName=large",
                "msgBody.1=x",
                "msgBody.2=" + "y".repeat(size)))
        .contains("\"code\":" + code + ",");
  }

  private void assertRefused(int code, int module, String action, String... params) {
    assertThat(caller.call(action, params))
        .as(action)
        .startsWith("{\"code\":" + code + ",\"message\":\"(" + module + ")");
    assertThat(queues.asked).isEmpty();
  }
}
