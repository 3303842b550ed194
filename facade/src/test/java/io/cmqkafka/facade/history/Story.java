package io.cmqkafka.facade.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A history told by a test: queue "q" of one partition, at times of its own. */
final class Story {
  static final int VISIBILITY_MS = 10_000;

  private final List<Event> events = new ArrayList<>();

  /** A delivery as the test speaks of it. */
  record Got(String queue, String handle) {}

  Story() {
    events.add(new QueueLife("q", VISIBILITY_MS / 1_000, 1, false));
    events.add(new QueueLife("rewound", VISIBILITY_MS / 1_000, 1, true));
  }

  Story add(Event event) {
    events.add(event);
    return this;
  }

  /** Acknowledged at once. */
  Story sent(String queue, String body, long offset, int delaySeconds, long at) {
    return call(
        Request.send(queue, List.of(body), delaySeconds),
        new Answer(0, "", List.of(msgId(offset)), null, null),
        at,
        at + 1);
  }

  /** Nobody knows what became of it. */
  Story sentPerhaps(String queue, String body, long at) {
    return call(Request.send(queue, List.of(body), 0), new Answer(6000, "", null, null, null), at);
  }

  Story published(String body, List<String> tags, int code, long at) {
    return call(
        Request.publish("t", List.of(body), tags), new Answer(code, "", null, null, null), at);
  }

  /** Decided upon and answered at this time. */
  Got got(String queue, String body, long offset, int count, long serial, long at) {
    return got(queue, body, offset, count, serial, at, at - 1, at + 1);
  }

  Got got(
      String queue,
      String body,
      long offset,
      int count,
      long serial,
      long decidedAt,
      long askedAt,
      long answeredAt) {
    long until = decidedAt + VISIBILITY_MS;
    String handle = handle(offset, serial, until);
    call(
        Request.receive(queue, 1, 0),
        new Answer(
            0,
            "",
            null,
            List.of(new Answer.ReceivedMessage(msgId(offset), body, handle, count, until / 1_000)),
            null),
        askedAt,
        answeredAt);
    return new Got(queue, handle);
  }

  Story deleted(Got what, int code, long askedAt, long answeredAt) {
    return call(
        Request.delete(what.queue(), List.of(what.handle())),
        code < 0 ? null : new Answer(code, "", null, null, null),
        askedAt,
        answeredAt);
  }

  Story rewound(long to, long at) {
    return call(Request.rewind("rewound", to), new Answer(0, "", null, null, null), at);
  }

  Story call(Request request, Answer answer, long at) {
    return call(request, answer, at, at + 1);
  }

  Story call(Request request, Answer answer, long askedAt, long answeredAt) {
    return add(
        new Call(
            "c", 1, request, answer, answer == null ? "no answer" : null, askedAt, answeredAt));
  }

  History history() {
    return new History(events);
  }

  static String msgId(long offset) {
    return Long.toString(1L << 48 | offset);
  }

  static String handle(long offset, long serial, long until) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            ByteBuffer.allocate(42)
                .putInt(0)
                .putLong(offset)
                .putLong(serial)
                .putLong(until)
                .array());
  }
}
