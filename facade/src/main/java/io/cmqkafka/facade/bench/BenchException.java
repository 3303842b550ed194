package io.cmqkafka.facade.bench;

/** The run cannot go on; the message is a sentence for the operator. */
final class BenchException extends RuntimeException {
  BenchException(String sentence) {
    super(sentence, null, false, false);
  }
}
