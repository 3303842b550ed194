package io.cmqkafka.command;

import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import io.cmqkafka.malformed.MalformedRecordException;

/** A record of cmq.replies: skipped, or a reply that is written as it was read. */
public final class ReplyTarget implements Target {

  @Override
  public void run(byte[] input) throws MalformedRecordException {
    ReplyJson.Addressed read;
    try {
      read = ReplyJson.decode(input);
    } catch (MalformedRecordException e) {
      Claim.isOneLine(e.getMessage());
      return;
    }
    byte[] written = ReplyJson.encode(read.request(), read.reply());
    Claim.same(read, ReplyJson.decode(written), "a reply");
  }
}
