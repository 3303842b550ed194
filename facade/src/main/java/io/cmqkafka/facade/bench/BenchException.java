package io.cmqkafka.facade.bench;

import java.io.IOException;
import java.net.UnknownHostException;

/** The run cannot go on; the message is a sentence for the operator. */
final class BenchException extends RuntimeException {
  BenchException(String sentence) {
    super(sentence, null, false, false);
  }

  /** What went wrong, as a part of a sentence. */
  static String phrase(IOException e) {
    if (e instanceof UnknownHostException) {
      return "unknown host " + e.getMessage();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
