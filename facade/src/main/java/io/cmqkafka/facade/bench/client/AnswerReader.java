package io.cmqkafka.facade.bench.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads a CMQ answer in one pass, keeping the fields the generator needs and skipping all others.
 * Nesting is bounded at 64 levels.
 */
final class AnswerReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
          .build();

  private final JsonParser parser;

  private AnswerReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * @throws IOException if this is not a JSON object with a code
   */
  static CmqAnswer read(byte[] json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      return new AnswerReader(parser).answer(json);
    } catch (JacksonException e) {
      throw malformed(e.getOriginalMessage());
    }
  }

  private CmqAnswer answer(byte[] json) throws IOException {
    parser.nextToken();
    Fields fields = object();
    if (fields.code == null) {
      throw malformed("it has no code");
    }
    List<String> msgIds = mapped(fields.sent, sent -> sent.msgId);
    List<ReceivedMessage> messages = mapped(fields.received, Fields::toMessage);
    if (fields.receiptHandle != null) {
      messages = List.of(fields.toMessage());
    } else if (fields.msgId != null) {
      msgIds = List.of(fields.msgId);
    }
    return new CmqAnswer(
        fields.code,
        fields.message,
        fields.requestId,
        msgIds,
        messages,
        mapped(fields.failed, Fields::toFailedDelete),
        json);
  }

  /** Makes no stream of an empty list, because most lists are empty and a stream costs more. */
  private static <T> List<T> mapped(List<Fields> items, Function<Fields, T> mapping) {
    return items.isEmpty() ? List.of() : items.stream().map(mapping).toList();
  }

  private Fields object() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw malformed("an object is missing");
    }
    Fields fields = new Fields();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "code" -> fields.code = (int) number();
        case "message" -> fields.message = string();
        case "requestId" -> fields.requestId = string();
        case "msgId" -> fields.msgId = string();
        case "msgBody" -> fields.msgBody = string();
        case "receiptHandle" -> fields.receiptHandle = string();
        case "enqueueTime" -> fields.enqueueTime = number();
        case "nextVisibleTime" -> fields.nextVisibleTime = number();
        case "firstDequeueTime" -> fields.firstDequeueTime = number();
        case "dequeueCount" -> fields.dequeueCount = (int) number();
        case "msgList" -> fields.sent = list();
        case "msgInfoList" -> fields.received = list();
        case "errorList" -> fields.failed = list();
        default -> parser.skipChildren();
      }
    }
    return fields;
  }

  private List<Fields> list() throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      throw malformed("a list is missing");
    }
    List<Fields> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(object());
    }
    return list;
  }

  /** A number, or a string of digits as some servers have it. */
  private long number() throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return parser.getLongValue();
    }
    try {
      return Long.parseLong(parser.getText().strip());
    } catch (NumberFormatException e) {
      throw malformed("a number is not one");
    }
  }

  /** A string; also the text of a bare word such as null or a number. */
  private String string() throws IOException {
    if (!parser.currentToken().isScalarValue()) {
      throw malformed("a string is missing");
    }
    return parser.getText();
  }

  private static IOException malformed(String why) {
    return new IOException("an answer that is not CMQ's JSON (" + why + ")");
  }

  /** What an object had, the answer itself or an item of one of its lists. */
  private static final class Fields {
    Integer code;
    String message = "";
    String requestId = "";
    String msgId;
    String receiptHandle;
    String msgBody = "";
    long enqueueTime;
    long nextVisibleTime;
    long firstDequeueTime;
    int dequeueCount;
    List<Fields> sent = List.of();
    List<Fields> received = List.of();
    List<Fields> failed = List.of();

    ReceivedMessage toMessage() {
      return new ReceivedMessage(
          msgId,
          receiptHandle,
          msgBody,
          enqueueTime,
          nextVisibleTime,
          firstDequeueTime,
          dequeueCount);
    }

    CmqAnswer.FailedDelete toFailedDelete() {
      return new CmqAnswer.FailedDelete(code == null ? 0 : code, message, receiptHandle);
    }
  }
}
