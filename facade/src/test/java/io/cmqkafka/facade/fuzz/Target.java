package io.cmqkafka.facade.fuzz;

/**
 * Something that reads foreign bytes. Given any, it does what it promises, and ends by an {@link
 * AssertionError} or any other throwable when it does not. Stateless.
 */
@FunctionalInterface
public interface Target {
  void run(byte[] input) throws Exception;
}
