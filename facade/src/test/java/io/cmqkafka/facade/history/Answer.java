package io.cmqkafka.facade.history;

import java.util.List;

/**
 * What a server said.
 *
 * @param msgIds of a send or publication, in the order of its bodies
 * @param refused handles that a delete could not use
 */
public record Answer(
    int code,
    String text,
    List<String> msgIds,
    List<ReceivedMessage> messages,
    List<String> refused) {

  public Answer {
    text = text == null ? "" : text;
    msgIds = msgIds == null ? List.of() : List.copyOf(msgIds);
    messages = messages == null ? List.of() : List.copyOf(messages);
    refused = refused == null ? List.of() : List.copyOf(refused);
  }

  /**
   * @param count the answer's dequeueCount
   * @param nextVisibleTime Unix seconds
   */
  public record ReceivedMessage(
      String msgId, String body, String handle, int count, long nextVisibleTime) {}
}
