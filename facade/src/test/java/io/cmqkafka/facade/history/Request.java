package io.cmqkafka.facade.history;

import java.util.List;

/**
 * What was asked for.
 *
 * @param queue the queue, with its life where a name has several ({@link QueueLife}); the topic of
 *     a publication
 * @param bodies each is unique in its history
 * @param handles to delete
 * @param max of messages to receive
 * @param rewindTo Unix seconds
 */
public record Request(
    String action,
    String queue,
    List<String> bodies,
    List<String> tags,
    List<String> handles,
    int delaySeconds,
    int waitSeconds,
    int max,
    long rewindTo) {

  public Request {
    bodies = bodies == null ? List.of() : List.copyOf(bodies);
    tags = tags == null ? List.of() : List.copyOf(tags);
    handles = handles == null ? List.of() : List.copyOf(handles);
  }

  /** One body is sent alone, several as a batch. */
  public static Request send(String queue, List<String> bodies, int delaySeconds) {
    String action = bodies.size() == 1 ? "SendMessage" : "BatchSendMessage";
    return new Request(action, queue, bodies, null, null, delaySeconds, 0, 0, 0);
  }

  public static Request publish(String topic, List<String> bodies, List<String> tags) {
    String action = bodies.size() == 1 ? "PublishMessage" : "BatchPublishMessage";
    return new Request(action, topic, bodies, tags, null, 0, 0, 0, 0);
  }

  public static Request receive(String queue, int max, int waitSeconds) {
    String action = max == 1 ? "ReceiveMessage" : "BatchReceiveMessage";
    return new Request(action, queue, null, null, null, 0, waitSeconds, max, 0);
  }

  public static Request delete(String queue, List<String> handles) {
    String action = handles.size() == 1 ? "DeleteMessage" : "BatchDeleteMessage";
    return new Request(action, queue, null, null, handles, 0, 0, 0, 0);
  }

  public static Request rewind(String queue, long to) {
    return new Request("RewindQueue", queue, null, null, null, 0, 0, 0, to);
  }

  public static Request other(String action, String queue) {
    return new Request(action, queue, null, null, null, 0, 0, 0, 0);
  }

  public boolean isSend() {
    return action.endsWith("SendMessage");
  }

  public boolean isPublish() {
    return action.endsWith("PublishMessage");
  }

  /** Whether it is about a topic. */
  public boolean isTopics() {
    return isPublish() || action.equals("Subscribe") || action.endsWith("Topic");
  }

  public boolean isReceive() {
    return action.endsWith("ReceiveMessage");
  }

  public boolean isDelete() {
    return action.endsWith("DeleteMessage");
  }
}
