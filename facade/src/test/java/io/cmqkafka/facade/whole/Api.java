package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * CMQ's verbs over one connection, for one thread, in the words of tests: what is not called
 * "answer" expects success.
 */
public final class Api implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * The server holds "no message" back for a second while a message it knows of has not arrived;
   * less what its clock and this one's may round.
   */
  private static final long HELD_BACK_MS = 900;

  static final int LONGEST_WAIT_SECONDS = 30;

  /**
   * How long a copy may take. The copying would stall for ten seconds at a Kafka topic that is
   * gone; since a busy machine can take as long, only the nightly build asks for eight.
   */
  static final int STALL_SECONDS = Integer.getInteger("stall.seconds", LONGEST_WAIT_SECONDS);

  private final CmqConnection connection;

  public Api(TestedServer server) {
    this(server.url());
  }

  public Api(String url) {
    connection =
        CmqConnection.to(
            Endpoint.of(url), TestedServer.CREDENTIALS, SignatureMethod.HmacSHA256, PATIENCE);
  }

  public CmqAnswer answer(String action, String... namesAndValues) {
    try {
      return connection.call(action, params(namesAndValues));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public CmqAnswer call(String action, String... namesAndValues) {
    CmqAnswer answer = answer(action, namesAndValues);
    assertThat(answer.code()).as(action + ": " + answer.message()).isZero();
    return answer;
  }

  /** The queue's id. */
  public String create(String queue, String... attributes) {
    return call("CreateQueue", with("queueName", queue, attributes))
        .tree()
        .get("queueId")
        .textValue();
  }

  /** Whether the name of a queue that was deleted is free again, and taken now. */
  public boolean createAgain(String queue) {
    CmqAnswer answer = answer("CreateQueue", "queueName", queue);
    if (!answer.ok()) {
      assertError(answer, 6040, 10660);
    }
    return answer.ok();
  }

  /** The message's id. */
  public String send(String queue, String body) {
    return call("SendMessage", "queueName", queue, "msgBody", body).msgIds().get(0);
  }

  public String sendDelayed(String queue, String body, int seconds) {
    return call(
            "SendMessage",
            "queueName",
            queue,
            "msgBody",
            body,
            "delaySeconds",
            Integer.toString(seconds))
        .msgIds()
        .get(0);
  }

  public CmqAnswer receiveAnswer(String queue, int waitSeconds) {
    return answer(
        "ReceiveMessage", "queueName", queue, "pollingWaitSeconds", Integer.toString(waitSeconds));
  }

  /**
   * A message that this server was sent. It may be late on a busy machine, but never is there said
   * to be none at once.
   */
  public ReceivedMessage receive(String queue) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    CmqAnswer answer = receiveWithoutWait(queue);
    while (answer.code() == CmqAnswer.NO_MESSAGE && System.nanoTime() < giveUp) {
      answer = receiveWithoutWait(queue);
    }
    return only(queue, answer);
  }

  private CmqAnswer receiveWithoutWait(String queue) {
    long start = System.nanoTime();
    CmqAnswer answer = receiveAnswer(queue, 0);
    if (answer.code() == CmqAnswer.NO_MESSAGE) {
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
          .as("ms until there was no message in " + queue)
          .isGreaterThanOrEqualTo(HELD_BACK_MS);
    }
    return answer;
  }

  public ReceivedMessage receive(String queue, int waitSeconds) {
    return only(queue, receiveAnswer(queue, waitSeconds));
  }

  private static ReceivedMessage only(String queue, CmqAnswer answer) {
    assertThat(answer.code()).as("receive from " + queue + ": " + answer.message()).isZero();
    return answer.messages().get(0);
  }

  public void assertEmpty(String queue) {
    CmqAnswer answer = receiveAnswer(queue, 0);
    assertThat(answer.code()).as(new String(answer.json())).isEqualTo(CmqAnswer.NO_MESSAGE);
  }

  /** So many and no more, in the order in which they came; nothing is deleted. */
  public List<ReceivedMessage> receiveAll(String queue, int count) {
    List<ReceivedMessage> all = new ArrayList<>();
    while (all.size() < count) {
      all.add(receive(queue));
    }
    assertEmpty(queue);
    return all;
  }

  public List<String> receiveAllBodies(String queue, int count) {
    return receiveAll(queue, count).stream().map(ReceivedMessage::msgBody).toList();
  }

  public CmqAnswer deleteAnswer(String queue, String receiptHandle) {
    return answer("DeleteMessage", "queueName", queue, "receiptHandle", receiptHandle);
  }

  public void delete(String queue, ReceivedMessage message) {
    CmqAnswer answer = deleteAnswer(queue, message.receiptHandle());
    assertThat(answer.code()).as("delete from " + queue + ": " + answer.message()).isZero();
  }

  /** The headers of a message's record, by their names. */
  public Map<String, String> headers(String queue, String msgId) {
    Map<String, String> headers = new HashMap<>();
    call("BrowseMessages", "queueName", queue, "msgId", msgId, "limit", "1")
        .tree()
        .get("messages")
        .get(0)
        .get("headers")
        .forEach(one -> headers.put(one.get("key").textValue(), one.get("value").textValue()));
    return headers;
  }

  public JsonNode attributes(String queue) {
    return call("GetQueueAttributes", "queueName", queue).tree();
  }

  public long attribute(String queue, String name) {
    return attributes(queue).get(name).longValue();
  }

  public void set(String queue, String... attributes) {
    call("SetQueueAttributes", with("queueName", queue, attributes));
  }

  /** The topic's id. */
  public String createTopic(String topic, String... attributes) {
    return call("CreateTopic", with("topicName", topic, attributes))
        .tree()
        .get("topicId")
        .textValue();
  }

  public CmqAnswer subscribeAnswer(
      String topic, String name, String protocol, String endpoint, String... more) {
    return answer(
        "Subscribe",
        with(
            "topicName",
            topic,
            join(
                List.of("subscriptionName", name, "protocol", protocol, "endpoint", endpoint),
                more)));
  }

  /** Subscribes a queue under its own name. */
  public void subscribe(String topic, String queue, String... more) {
    CmqAnswer answer = subscribeAnswer(topic, queue, "queue", queue, more);
    assertThat(answer.code()).as("subscribe " + queue + ": " + answer.message()).isZero();
  }

  public void unsubscribe(String topic, String subscription) {
    call("Unsubscribe", "topicName", topic, "subscriptionName", subscription);
  }

  /**
   * The publication's id.
   *
   * @param more labels: {@code msgTag.n} or {@code routingKey}
   */
  public String publish(String topic, String body, String... more) {
    return call("PublishMessage", with("topicName", topic, join(List.of("msgBody", body), more)))
        .tree()
        .get("msgId")
        .textValue();
  }

  /** Receives and deletes so many messages, which may still be on their way. */
  public List<String> take(String queue, int count) {
    return take(queue, count, LONGEST_WAIT_SECONDS);
  }

  /**
   * @param waitSeconds how much time may pass between two of them at most
   */
  public List<String> take(String queue, int count, int waitSeconds) {
    List<String> bodies = new ArrayList<>();
    while (bodies.size() < count) {
      List<ReceivedMessage> some =
          call(
                  "BatchReceiveMessage",
                  "queueName",
                  queue,
                  "numOfMsg",
                  Integer.toString(Math.min(16, count - bodies.size())),
                  "pollingWaitSeconds",
                  Integer.toString(waitSeconds))
              .messages();
      List<String> handles = new ArrayList<>();
      for (ReceivedMessage message : some) {
        bodies.add(message.msgBody());
        handles.addAll(List.of("receiptHandle." + handles.size() / 2, message.receiptHandle()));
      }
      call("BatchDeleteMessage", with("queueName", queue, handles.toArray(String[]::new)));
    }
    return bodies;
  }

  @Override
  public void close() {
    connection.close();
  }

  public static void assertError(CmqAnswer answer, int code, int module) {
    assertThat(answer.code()).as(answer.message()).isEqualTo(code);
    assertThat(answer.message()).startsWith("(" + module + ")");
  }

  private static String[] with(String parameter, String name, String... more) {
    return join(List.of(parameter, name), more);
  }

  private static String[] join(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Map<String, String> params(String... namesAndValues) {
    Map<String, String> params = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      params.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return params;
  }
}
