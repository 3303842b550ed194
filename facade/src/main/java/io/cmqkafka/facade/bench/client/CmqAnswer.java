package io.cmqkafka.facade.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A CMQ answer.
 *
 * @param msgIds of a send: one, or as many as the batch has messages, in order
 * @param messages of a receive
 * @param failedDeletes of a batch delete
 * @param json the whole answer
 */
public record CmqAnswer(
    int code,
    String message,
    String requestId,
    List<String> msgIds,
    List<ReceivedMessage> messages,
    List<FailedDelete> failedDeletes,
    byte[] json) {

  public static final int NO_MESSAGE = 7000;

  /** One item of BatchDeleteMessage's errorList. */
  public record FailedDelete(int code, String message, String receiptHandle) {}

  public boolean ok() {
    return code == 0;
  }

  /** The whole answer, for the fields that have no accessor here. */
  public JsonNode tree() {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
