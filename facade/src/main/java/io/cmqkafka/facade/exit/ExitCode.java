package io.cmqkafka.facade.exit;

/** What the process's exit code says; part of the program's outside contract. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILED = 1;

  /** A wrong command line or an impossible setting. */
  public static final int USAGE = 2;

  public static final int PORT_IN_USE = 3;
  public static final int CLUSTER_UNREACHABLE = 4;

  /** In use by another process, written by another version, not ours, or not writable. */
  public static final int DATA_DIRECTORY = 5;

  /** Rules are in force on the cluster that this program does not know. */
  public static final int RULES_UNKNOWN = 6;

  private ExitCode() {}
}
