package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import java.io.IOException;
import java.util.Arrays;

/**
 * What a server answers to the load generator: an answer, the same in whatever pieces it comes, or
 * an IOException.
 */
public final class BenchAnswerTarget implements Target {

  @Override
  public void run(byte[] input) {
    byte[] whole = body(input, input.length);
    byte[] inPieces = body(input, 7);
    Claim.that(Arrays.equals(whole, inPieces), "another answer when it comes in pieces");
    scan(input);
    if (whole != null) {
      scan(whole);
    }
  }

  /** Null when there is none. */
  private static byte[] body(byte[] input, int piece) {
    HttpAnswer answer = new HttpAnswer();
    try {
      boolean done = false;
      for (int from = 0; from < input.length && !done; ) {
        int length = Math.min(piece, input.length - from);
        // The connection may have room for less.
        length = Math.min(length, answer.room().length - answer.length());
        System.arraycopy(input, from, answer.room(), answer.length(), length);
        done = answer.received(length);
        from += length;
      }
      if (!done && !answer.ended()) {
        return null;
      }
      Claim.that(answer.status() >= 0 && answer.status() <= 999, "status " + answer.status());
      return answer.body();
    } catch (IOException e) {
      return null;
    }
  }

  private static void scan(byte[] json) {
    try {
      CmqAnswer answer = AnswerScanner.scan(json);
      Claim.that(answer.message() != null, "no message");
      Claim.that(answer.messages().size() <= json.length, "more messages than bytes");
    } catch (IOException e) {
      Claim.that(e.getMessage() != null, "no reason");
    }
  }
}
