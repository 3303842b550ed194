package io.cmqkafka.facade.http.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import io.cmqkafka.logging.LogLimit;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that this process may have open, sockets included, and how many of them are left for
 * clients' connections. Kafka, the management port, pushes and the JVM need the others: what they
 * have open now, and a reserve for what they will open next.
 */
public final class OpenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  private static final int RESERVED_PART = 8;
  private static final long LEAST_RESERVE = 48;
  private static final long MOST_RESERVE = 1_024;

  /** The files of a Kafka partition: of its log, and of what Kafka opens for a while beside it. */
  private static final int OF_PARTITION = 3;

  /** After so long a new partition's files are among those that are open. */
  private static final long OPENED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LogLimit logged = new LogLimit();
  private final long max;
  private final LongSupplier open;

  // Guarded by this.
  private long promised;
  private long promisedSince = System.nanoTime();

  /**
   * @param max {@link Long#MAX_VALUE} when nothing limits them
   * @param open how many are open now
   */
  public OpenFiles(long max, LongSupplier open) {
    this.max = max;
    this.open = open;
  }

  /** This process's, without a limit where the system does not tell. */
  public static OpenFiles ofThisProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            && unix.getMaxFileDescriptorCount() > 0
        ? new OpenFiles(unix.getMaxFileDescriptorCount(), unix::getOpenFileDescriptorCount)
        : new OpenFiles(Long.MAX_VALUE, () -> 0);
  }

  /** How many there may be. */
  public long max() {
    return max;
  }

  /** How many more can be opened before the reserve is touched; may be less than none. */
  public long left() {
    return max - (reserve() + openNow());
  }

  /** To count them takes one more, so when that fails none is left. */
  private long openNow() {
    try {
      return open.getAsLong();
    } catch (Throwable e) {
      LOG.debug("the open files cannot be counted", e);
      return max;
    }
  }

  /**
   * Whether the embedded broker can take so many partitions more. They may use half of the reserve:
   * connections give way to them. If not, a line a minute of the log says what to do.
   */
  public synchronized boolean admitPartitions(int partitions) {
    long now = System.nanoTime();
    if (now - promisedSince > OPENED_NANOS) {
      promised = 0;
      promisedSince = now;
    }
    long needed = (long) OF_PARTITION * partitions;
    if (left() + reserve() / 2 < promised + needed) {
      if (logged.isDue("partitions")) {
        LOG.warn(
            "queues are refused, since the embedded broker has to open files for them and the"
                + " process may have no more than {}: raise that limit (ulimit -n, systemd's"
                + " LimitNOFILE, Docker's --ulimit nofile)",
            max);
      }
      return false;
    }
    promised += needed;
    return true;
  }

  /** So many that were admitted were not created. */
  public synchronized void takeBack(int partitions) {
    promised = Math.max(0, promised - (long) OF_PARTITION * partitions);
  }

  private long reserve() {
    return Math.min(MOST_RESERVE, Math.max(LEAST_RESERVE, max / RESERVED_PART));
  }
}
