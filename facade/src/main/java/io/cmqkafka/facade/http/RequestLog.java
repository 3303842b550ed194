package io.cmqkafka.facade.http;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.logging.LoggedFailure;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request that failed inside (code 6000) or was slow, by which an operator finds
 * the request that a client complains of. A line a second of each kind; the next one says how many
 * were left out.
 *
 * <p>The only parameter of the client in it is the name of a queue or topic, and only when the
 * request was signed.
 */
final class RequestLog {
  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final long slowNanos;
  private final LongSupplier nanoTime;
  private final Lines failures;
  private final Lines slow;

  /**
   * @param slow a request that takes longer is slow; the wait it asked for is not counted. Zero for
   *     none
   */
  RequestLog(Duration slow, LongSupplier nanoTime) {
    this.slowNanos = slow.isZero() ? Long.MAX_VALUE : slow.toNanos();
    this.nanoTime = nanoTime;
    this.failures = new Lines(nanoTime);
    this.slow = new Lines(nanoTime);
  }

  /**
   * The parts of a request that its line names.
   *
   * @param clientRequestId digits, or null
   * @param action as metrics call it
   * @param subject the queue or topic, or null
   * @param readAtNanos when its last byte had come, {@link System#nanoTime}
   * @param waitNanos how long it asked to wait for messages
   */
  record Told(
      String requestId,
      String clientRequestId,
      String action,
      String subject,
      long readAtNanos,
      long waitNanos) {}

  /**
   * @param cause why it failed; null when that is not known, or when it did not fail
   */
  void answered(Told request, int code, Throwable cause) {
    long nanos = nanoTime.getAsLong() - request.readAtNanos();
    if (code == CmqError.INTERNAL.code()) {
      long leftOut = failures.next();
      if (leftOut != Lines.LATER) {
        logFailure(line(request, code, nanos, leftOut), cause);
      }
    } else if (nanos - request.waitNanos() > slowNanos) {
      long leftOut = slow.next();
      if (leftOut != Lines.LATER) {
        LOG.warn("slow request: {}", line(request, code, nanos, leftOut));
      }
    }
  }

  /** A request of which nothing is known but its id. */
  void failed(String requestId, Throwable cause) {
    Told unread = new Told(requestId, null, "unknown", null, nanoTime.getAsLong(), 0);
    answered(unread, CmqError.INTERNAL.code(), cause);
  }

  /**
   * Logs how many lines were left out, when no further line has told it. To be called now and then.
   */
  void tellTheRest() {
    long failed = failures.rest();
    if (failed != Lines.LATER) {
      LOG.warn("{} more requests failed since the last line about one", failed);
    }
    long late = slow.rest();
    if (late != Lines.LATER) {
      LOG.warn("{} more requests were slow since the last line about one", late);
    }
  }

  private static void logFailure(String line, Throwable cause) {
    if (cause == null || cause instanceof CmqException) {
      LOG.warn("request failed: {}", line);
    } else if (cause instanceof RefusedException refused) {
      LOG.warn("request failed: {} cause=\"{}\"", line, reason(refused));
    } else {
      LOG.error("request failed: {} cause:", line, new LoggedFailure(cause));
    }
  }

  private static String reason(RefusedException refused) {
    if (refused.getCause() instanceof ExecutionException e) {
      return LoggedFailure.oneLine(e.getMessage());
    }
    if (refused.getCause() != null) {
      return LoggedFailure.oneLine(refused.getCause().toString());
    }
    return refused.refusal() == Refusal.UNAVAILABLE
        ? "Kafka, or the process that decides about the queue, did not answer in time"
        : refused.refusal().name();
  }

  private static String line(Told request, int code, long nanos, long leftOut) {
    StringBuilder line = new StringBuilder(160);
    line.append("requestId=").append(request.requestId());
    if (request.clientRequestId() != null) {
      line.append(" clientRequestId=").append(request.clientRequestId());
    }
    line.append(" action=").append(request.action());
    if (request.subject() != null && NAME.matcher(request.subject()).matches()) {
      line.append(" name=").append(request.subject());
    }
    line.append(" code=").append(code);
    line.append(" ms=").append(TimeUnit.NANOSECONDS.toMillis(nanos));
    if (request.waitNanos() > 0) {
      line.append(" waitMs=").append(TimeUnit.NANOSECONDS.toMillis(request.waitNanos()));
    }
    if (leftOut > 0) {
      line.append(" leftOut=").append(leftOut);
    }
    return line.toString();
  }

  /** Lines of one kind, and how many were left out since the last of them. */
  private static final class Lines {
    /** No line now. */
    static final long LATER = -1;

    private static final String KEY = "";
    private final LogLimit limit;
    private long leftOut;

    Lines(LongSupplier nanoTime) {
      this.limit = LogLimit.everySecond(nanoTime);
    }

    /** For one more request: how many were left out before it, or {@link #LATER}. */
    synchronized long next() {
      if (!limit.isDue(KEY)) {
        leftOut++;
        return LATER;
      }
      return takeLeftOut();
    }

    /** For a line about those alone that were left out: how many they are, or {@link #LATER}. */
    synchronized long rest() {
      return leftOut == 0 || !limit.isDue(KEY) ? LATER : takeLeftOut();
    }

    private long takeLeftOut() {
      long taken = leftOut;
      leftOut = 0;
      return taken;
    }
  }
}
