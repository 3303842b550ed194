package io.cmqkafka.facade.history;

/**
 * Something that was done to the servers.
 *
 * @param target the number of the server, or of the broker
 * @param to when it was over: a process that was ended is ready again, a line whole
 * @param exitCode of a server that was asked to stop; 0 otherwise
 * @param detail for readers
 */
public record Fault(Kind kind, int target, long from, long to, int exitCode, String detail)
    implements Event {

  /** What was done, and to whom. */
  public enum Kind {
    /** SIGKILL, and started again. */
    SERVER_KILLED(Victim.SERVER),
    /** SIGSTOP for longer than its session, then SIGCONT. */
    SERVER_PAUSED(Victim.SERVER),
    /** SIGTERM, and started again. */
    SERVER_STOPPED(Victim.SERVER),
    /** Its connections to the brokers broke, once. */
    CONNECTIONS_DROPPED(Victim.LINE),
    /** It could not connect to brokers. */
    LINE_REFUSED(Victim.LINE),
    /** Nothing passed between it and brokers, and no connection broke. */
    LINE_HELD(Victim.LINE),
    /** Its requests reached brokers, their answers did not come back. */
    ANSWERS_HELD(Victim.LINE),
    /** Everything between it and the brokers took longer. */
    LINE_DELAYED(Victim.LINE),
    BROKER_KILLED(Victim.BROKER),
    BROKER_PAUSED(Victim.BROKER),
    BROKER_STOPPED(Victim.BROKER),
    LEADERS_MOVED(Victim.BROKER);

    private final Victim victim;

    Kind(Victim victim) {
      this.victim = victim;
    }

    public Victim victim() {
      return victim;
    }
  }

  /** What a fault was done to. */
  public enum Victim {
    /** A server's process. */
    SERVER,
    /** What is between a server and Kafka. */
    LINE,
    BROKER
  }

  boolean overlaps(long begin, long end) {
    return from <= end && to >= begin;
  }
}
