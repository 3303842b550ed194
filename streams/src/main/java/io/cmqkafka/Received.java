package io.cmqkafka;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The messages of one receive. The caller must say in the end whether they have reached the client.
 * If not, they can be received again at once and the delivery does not count. Until then this
 * process holds their bodies within its budget. Thread-safe.
 */
public final class Received {
  /** No message. */
  public static final Received NOTHING = new Received(List.of(), reached -> {});

  private final List<Message> messages;
  private final Consumer<Boolean> end;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * @param end called once with whether the messages have reached the client
   */
  public Received(List<Message> messages, Consumer<Boolean> end) {
    this.messages = List.copyOf(messages);
    this.end = end;
  }

  public List<Message> messages() {
    return messages;
  }

  /**
   * To be called when the bodies are not needed any more; the first call counts.
   *
   * @param reached false only if it is certain that no client has got the messages
   */
  public void end(boolean reached) {
    if (ended.compareAndSet(false, true)) {
      end.accept(reached);
    }
  }
}
