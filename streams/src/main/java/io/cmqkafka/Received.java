package io.cmqkafka;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What one receive was given. Whoever passes it on says in the end whether it has reached somebody:
 * else it is received again at once, and this delivery counts for nothing. Until then this process
 * holds the bodies, of which it can hold so many. Thread-safe.
 */
public final class Received {
  /** No message. */
  public static final Received NOTHING = new Received(List.of(), reached -> {});

  private final List<Message> messages;
  private final Consumer<Boolean> end;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * @param end told once whether they have reached somebody
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
   * @param reached false only if it is certain that nobody has got the messages
   */
  public void end(boolean reached) {
    if (ended.compareAndSet(false, true)) {
      end.accept(reached);
    }
  }
}
