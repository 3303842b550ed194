package io.cmqkafka.facade.history;

/**
 * A queue that clients use from now on.
 *
 * @param queue its name; with {@code #} and a number behind it when the name is used again and
 *     again
 */
public record QueueLife(String queue, int visibilitySeconds, int partitions, boolean rewindable)
    implements Event {

  /** The name under which servers know the queue that a history calls so. */
  public static String nameOf(String queue) {
    int life = queue.indexOf('#');
    return life < 0 ? queue : queue.substring(0, life);
  }
}
