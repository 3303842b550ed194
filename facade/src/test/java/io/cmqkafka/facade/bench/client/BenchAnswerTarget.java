package io.cmqkafka.facade.bench.client;

import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    read(input);
    if (whole != null) {
      read(whole);
    }
  }

  /** Null when there is none. */
  private static byte[] body(byte[] input, int piece) {
    HttpAnswer answer = new HttpAnswer();
    try {
      boolean done = false;
      for (int from = 0; from < input.length && !done; from += piece) {
        int length = Math.min(piece, input.length - from);
        done = answer.received(ByteBuffer.wrap(input, from, length));
      }
      if (!done) {
        answer.ended();
      }
      Claim.that(answer.status() >= 0 && answer.status() <= 999, "status " + answer.status());
      return answer.body();
    } catch (IOException e) {
      return null;
    }
  }

  private static void read(byte[] json) {
    try {
      CmqAnswer answer = AnswerReader.read(json);
      Claim.that(answer.message() != null, "no message");
      Claim.that(answer.messages().size() <= json.length, "more messages than bytes");
    } catch (IOException e) {
      Claim.that(e.getMessage() != null, "no reason");
    }
  }
}
