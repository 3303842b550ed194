package io.cmqkafka.facade.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a CMQ answer in one pass over its bytes, keeping the fields the generator needs and
 * skipping all others. Used once. Nesting is bounded at 64 levels.
 */
final class AnswerScanner {
  private static final int MAX_DEPTH = 64;

  private final byte[] json;
  private int at;

  private AnswerScanner(byte[] json) {
    this.json = json;
  }

  /**
   * @throws IOException if this is not a JSON object with a code
   */
  static CmqAnswer scan(byte[] json) throws IOException {
    try {
      return new AnswerScanner(json).answer();
    } catch (IndexOutOfBoundsException e) {
      throw malformed("it ends too early");
    }
  }

  private CmqAnswer answer() throws IOException {
    Fields fields = new Fields();
    object(fields, 0);
    if (!fields.hasCode) {
      throw malformed("it has no code");
    }
    List<String> msgIds = List.of();
    List<ReceivedMessage> messages = List.of();
    List<FailedDelete> failures = List.of();
    if (fields.receiptHandle != null) {
      messages = List.of(fields.toMessage());
    } else if (fields.msgId != null) {
      msgIds = List.of(fields.msgId);
    } else if (fields.sent != null) {
      msgIds = fields.sent.stream().map(sent -> sent.msgId).toList();
    } else if (fields.received != null) {
      messages = new ArrayList<>(fields.received.size());
      for (Fields received : fields.received) {
        messages.add(received.toMessage());
      }
    } else if (fields.failed != null) {
      failures = fields.failed.stream().map(Fields::toFailedDelete).toList();
    }
    return new CmqAnswer(
        fields.code, fields.message, fields.requestId, msgIds, messages, failures, json);
  }

  private void object(Fields into, int depth) throws IOException {
    expect('{');
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      expect('"');
      int from = at;
      skipString();
      int length = at - 1 - from;
      expect(':');
      field(into, from, length, depth);
      byte next = token();
      if (next == '}') {
        return;
      }
      if (next != ',') {
        throw malformed("an object lacks a comma");
      }
    }
  }

  private void field(Fields into, int from, int length, int depth) throws IOException {
    switch (length) {
      case 4 -> {
        if (is(from, "code")) {
          into.code = (int) number();
          into.hasCode = true;
          return;
        }
      }
      case 5 -> {
        if (is(from, "msgId")) {
          into.msgId = string();
          return;
        }
      }
      case 7 -> {
        if (is(from, "msgBody")) {
          into.msgBody = string();
          return;
        } else if (is(from, "message")) {
          into.message = string();
          return;
        } else if (is(from, "msgList")) {
          into.sent = list(depth);
          return;
        }
      }
      case 9 -> {
        if (is(from, "requestId")) {
          into.requestId = string();
          return;
        } else if (is(from, "errorList")) {
          into.failed = list(depth);
          return;
        }
      }
      case 11 -> {
        if (is(from, "enqueueTime")) {
          into.enqueueTime = number();
          return;
        } else if (is(from, "msgInfoList")) {
          into.received = list(depth);
          return;
        }
      }
      case 12 -> {
        if (is(from, "dequeueCount")) {
          into.dequeueCount = (int) number();
          return;
        }
      }
      case 13 -> {
        if (is(from, "receiptHandle")) {
          into.receiptHandle = string();
          return;
        }
      }
      case 15 -> {
        if (is(from, "nextVisibleTime")) {
          into.nextVisibleTime = number();
          return;
        }
      }
      case 16 -> {
        if (is(from, "firstDequeueTime")) {
          into.firstDequeueTime = number();
          return;
        }
      }
      default -> {}
    }
    skipValue(depth + 1);
  }

  private List<Fields> list(int depth) throws IOException {
    if (depth >= MAX_DEPTH) {
      throw malformed("it is nested too deeply");
    }
    List<Fields> list = new ArrayList<>(16);
    expect('[');
    if (peek() == ']') {
      at++;
      return list;
    }
    while (true) {
      Fields item = new Fields();
      object(item, depth + 2);
      list.add(item);
      byte next = token();
      if (next == ']') {
        return list;
      }
      if (next != ',') {
        throw malformed("an array lacks a comma");
      }
    }
  }

  /** A number, or a string of digits as some servers have it. */
  private long number() throws IOException {
    byte start = peek();
    if (start == '"') {
      try {
        return Long.parseLong(string().strip());
      } catch (NumberFormatException e) {
        throw malformed("a number is not one");
      }
    }
    int from = at;
    while (json[at] == '-' || json[at] >= '0' && json[at] <= '9') {
      at++;
    }
    try {
      return Long.parseLong(new String(json, from, at - from, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw malformed("a number is not one");
    }
  }

  /** A string; also the text of a bare word such as null or a number. */
  private String string() throws IOException {
    if (peek() != '"') {
      int from = at;
      skipWord();
      return new String(json, from, at - from, StandardCharsets.UTF_8);
    }
    at++;
    int from = at;
    if (skipString()) {
      return unescape(from, at - 1);
    }
    return new String(json, from, at - 1 - from, StandardCharsets.UTF_8);
  }

  /** Goes past the closing quote; tells whether there was a backslash. */
  private boolean skipString() {
    boolean escaped = false;
    int i = at;
    while (json[i] != '"') {
      if (json[i] == '\\') {
        escaped = true;
        i++;
      }
      i++;
    }
    at = i + 1;
    return escaped;
  }

  private String unescape(int from, int to) throws IOException {
    StringBuilder text = new StringBuilder(to - from);
    int plain = from;
    for (int i = from; i < to; i++) {
      if (json[i] != '\\') {
        continue;
      }
      text.append(new String(json, plain, i - plain, StandardCharsets.UTF_8));
      i++;
      switch (json[i]) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case '"', '\\', '/' -> text.append((char) json[i]);
        case 'u' -> {
          if (i + 4 >= to) {
            throw malformed("an escape is cut off");
          }
          int unit = 0;
          for (int digit = 1; digit <= 4; digit++) {
            int value = Character.digit(json[i + digit], 16);
            if (value < 0) {
              throw malformed("an escape has no hexadecimal digits");
            }
            unit = unit << 4 | value;
          }
          text.append((char) unit);
          i += 4;
        }
        default -> throw malformed("an unknown escape");
      }
      plain = i + 1;
    }
    return text.append(new String(json, plain, to - plain, StandardCharsets.UTF_8)).toString();
  }

  private void skipValue(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw malformed("it is nested too deeply");
    }
    byte start = peek();
    if (start == '"') {
      at++;
      skipString();
    } else if (start == '{' || start == '[') {
      skipUntilClosed(depth);
    } else {
      skipWord();
    }
  }

  private void skipUntilClosed(int depth) throws IOException {
    int open = 0;
    do {
      byte b = json[at++];
      if (b == '"') {
        skipString();
      } else if (b == '{' || b == '[') {
        if (depth + ++open > MAX_DEPTH) {
          throw malformed("it is nested too deeply");
        }
      } else if (b == '}' || b == ']') {
        open--;
      }
    } while (open > 0);
  }

  private void skipWord() throws IOException {
    int from = at;
    while (",}] \t\r\n".indexOf(json[at]) < 0) {
      at++;
    }
    if (at == from) {
      throw malformed("a value is missing");
    }
  }

  private boolean is(int from, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (json[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void expect(char wanted) throws IOException {
    if (token() != wanted) {
      throw malformed("'" + wanted + "' is missing");
    }
  }

  private byte token() {
    byte b = peek();
    at++;
    return b;
  }

  private byte peek() {
    while (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t') {
      at++;
    }
    return json[at];
  }

  private static IOException malformed(String why) {
    return new IOException("an answer that is not CMQ's JSON (" + why + ")");
  }

  /** What an object had, the answer itself or an item of one of its lists. */
  private static final class Fields {
    boolean hasCode;
    int code;
    String message = "";
    String requestId = "";
    String msgId;
    String receiptHandle;
    String msgBody = "";
    long enqueueTime;
    long nextVisibleTime;
    long firstDequeueTime;
    int dequeueCount;
    List<Fields> sent;
    List<Fields> received;
    List<Fields> failed;

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

    FailedDelete toFailedDelete() {
      return new FailedDelete(code, message, receiptHandle);
    }
  }
}
