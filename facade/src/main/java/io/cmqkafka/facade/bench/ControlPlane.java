package io.cmqkafka.facade.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;

/**
 * What is created before a run and deleted after it, over a connection of its own. For one thread,
 * except {@link #closeIfOverdue}.
 */
final class ControlPlane implements Closeable {
  /** No such queue, and no such topic. */
  static final int NO_SUCH_NAME = 4440;

  private static final long CREATION_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long ASK_AGAIN_MS = 100;
  private static final int EXISTS = 4460;
  private static final int AUTHENTICATION_FAILED = 4100;
  private static final int NO_SUCH_SECRET_ID = 4104;

  private final Settings settings;
  private final CmqConnection connection;

  ControlPlane(Settings settings, CmqConnection connection) {
    this.settings = settings;
    this.connection = connection;
  }

  /**
   * @throws BenchException if there is no answer
   */
  CmqAnswer ask(String action, Map<String, String> params) {
    try {
      return connection.call(action, params);
    } catch (IOException e) {
      throw new BenchException(
          "The endpoint "
              + settings.endpoint()
              + " cannot be used: "
              + Lane.phrase(e)
              + "."
              + (e instanceof SSLHandshakeException
                  ? " A certificate that this JDK does not trust can be named: --ca FILE."
                  : ""));
    }
  }

  /**
   * As {@link #ask}, but again while the name is not known, for half a minute at most: CMQ takes
   * about a second until a new queue or topic is known everywhere.
   */
  CmqAnswer askUntilKnown(String action, Map<String, String> params) throws InterruptedException {
    long from = System.nanoTime();
    CmqAnswer answer = ask(action, params);
    while (answer.code() == NO_SUCH_NAME && System.nanoTime() - from <= CREATION_NANOS) {
      TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MS);
      answer = ask(action, params);
    }
    return answer;
  }

  /** Removes, best effort; what went wrong, as the end of a sentence, null if nothing. */
  String remove(String action, Map<String, String> params) {
    // Idle for the whole run, it may have been closed at the other end.
    connection.close();
    try {
      CmqAnswer answer = connection.call(action, params);
      return answer.ok() ? null : answer.message();
    } catch (IOException e) {
      return Lane.phrase(e);
    }
  }

  /** Whether a queue or topic was not created because it is there. */
  static boolean existed(CmqAnswer answer) {
    return answer.code() == EXISTS || answer.message().startsWith("(4460)");
  }

  /**
   * @param what was refused, in the words after "Cannot"
   */
  BenchException refused(String what, CmqAnswer answer) {
    String said = "code " + answer.code() + ", \"" + answer.message() + "\"";
    if (answer.code() == AUTHENTICATION_FAILED || answer.code() == NO_SUCH_SECRET_ID) {
      return new BenchException(
          "The endpoint "
              + settings.endpoint()
              + " refuses the credentials of secret id "
              + settings.credentials().secretId()
              + " ("
              + said
              + "): check the secret id and its key.");
    }
    return new BenchException("Cannot " + what + ": the endpoint answers " + said + ".");
  }

  /** Ends a request that waits too long. Any thread. */
  void closeIfOverdue(long nanoTime) {
    connection.closeIfOverdue(nanoTime);
  }

  @Override
  public void close() {
    connection.close();
  }
}
