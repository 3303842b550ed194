package io.cmqkafka.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.Reply;

/** The text form of replies, for tests of other packages. */
public final class ReplyText {
  private ReplyText() {}

  public static String of(long request, Reply reply) {
    return new String(ReplyJson.encode(request, reply), UTF_8);
  }

  public static Reply read(String text) throws MalformedRecordException {
    return ReplyJson.decode(text.getBytes(UTF_8)).reply();
  }
}
