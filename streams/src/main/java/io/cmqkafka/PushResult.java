package io.cmqkafka;

/**
 * What became of a push.
 *
 * @param failure why the endpoint has not taken the message, in a few words for the owner of the
 *     subscription; null when it has taken it
 */
public record PushResult(String failure) {
  public static final PushResult TAKEN = new PushResult(null);

  public boolean taken() {
    return failure == null;
  }
}
