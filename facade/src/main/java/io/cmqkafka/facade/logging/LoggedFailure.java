package io.cmqkafka.facade.logging;

/**
 * A failure as it may stand in the log: with its stack, and with no line breaks in its messages, in
 * which a client's values may be quoted.
 */
public final class LoggedFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_CAUSES = 8;
  private static final int MAX_MESSAGE = 512;

  public LoggedFailure(Throwable failure) {
    this(failure, MAX_CAUSES);
  }

  private LoggedFailure(Throwable failure, int causes) {
    super(
        oneLine(failure.toString()),
        failure.getCause() == null || causes == 0
            ? null
            : new LoggedFailure(failure.getCause(), causes - 1));
    setStackTrace(failure.getStackTrace());
  }

  @Override
  public String toString() {
    return getMessage();
  }

  /** The text in one line, cut to {@value #MAX_MESSAGE} characters. */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.chars()
        .limit(MAX_MESSAGE)
        .forEach(c -> line.append(Character.isISOControl(c) ? '?' : (char) c));
    return line.toString();
  }
}
