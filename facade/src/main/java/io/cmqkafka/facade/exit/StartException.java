package io.cmqkafka.facade.exit;

/**
 * Why the program cannot start, or go on. The message is one sentence for the operator that names
 * the setting to change; the exit code is one of {@link ExitCode}.
 */
public final class StartException extends RuntimeException {
  private final int exitCode;

  public StartException(int exitCode, String sentence) {
    this(exitCode, sentence, null);
  }

  /**
   * @param cause only shown when debugging is asked for; may be null
   */
  public StartException(int exitCode, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
