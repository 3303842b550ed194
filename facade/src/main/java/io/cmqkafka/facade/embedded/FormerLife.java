package io.cmqkafka.facade.embedded;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the controller that a broker is dead which was killed, and sees that it knows.
 *
 * <p>A broker that starts before then reads that it leads all partitions, and resumes what its
 * former life left undone, such as the ends of transactions. It cannot carry that out, since nobody
 * listens at the former address; and when its fencing takes the leadership away, the transaction
 * coordinator of Kafka 4.3 and 4.4 takes partitions without a leader for deleted ones ({@code
 * TransactionMarkerChannelManager}), so that those transactions never end.
 *
 * <p>Nor could it register before the former session has ended. The process that holds the data
 * directory knows that its former process is dead, and need not wait for that.
 */
final class FormerLife implements MetadataPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(FormerLife.class);

  /** Longer than a session, for the case that the controller does not take it from us. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration TOLD_EVERY = Duration.ofSeconds(10);
  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 5_000;
  private static final long UNREGISTER_MS = 10_000;

  private final int nodeId;

  /** Completes with the first metadata that are read. */
  private final CompletableFuture<Void> known = new CompletableFuture<>();

  private final CompletableFuture<Void> over = new CompletableFuture<>();

  FormerLife(int nodeId) {
    this.nodeId = nodeId;
  }

  /**
   * Blocks until the broker is not taken for alive: after a clean shutdown, until that is read.
   *
   * @param controller may not be active yet
   * @throws StartException when that takes more than 5 minutes
   */
  void end(Controller controller) throws InterruptedException, ExecutionException {
    long began = System.nanoTime();
    long tellAt = began + TOLD_EVERY.toNanos();
    long pauseMs = FIRST_PAUSE_MS;
    String trouble = "the metadata are being read";
    while (!isDone(over, pauseMs)) {
      long now = System.nanoTime();
      if (now - tellAt > 0) {
        tellAt = now + TOLD_EVERY.toNanos();
        LOG.info(
            "waiting for the embedded controller to take the broker for dead that ran here before,"
                + " since {} s ({})",
            Duration.ofNanos(now - began).toSeconds(),
            trouble);
      }
      if (now - began > PATIENCE.toNanos()) {
        throw new StartException(
            ExitCode.CLUSTER_UNREACHABLE,
            "The embedded controller did not take the broker for dead that ran here before, within "
                + PATIENCE.toSeconds()
                + " s ("
                + trouble
                + "). The machine may be overloaded; start again.");
      }
      // One that was shut down cleanly must not be unregistered: Kafka would forget that it was.
      if (known.isDone() && !over.isDone()) {
        trouble = unregister(controller);
        pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
      }
    }
  }

  @Override
  public String name() {
    return "FormerLife";
  }

  @Override
  public void onMetadataUpdate(
      MetadataDelta delta, MetadataImage newImage, LoaderManifest manifest) {
    BrokerRegistration registration = newImage.cluster().broker(nodeId);
    if (registration == null || registration.fenced()) {
      over.complete(null);
    }
    known.complete(null);
  }

  private static boolean isDone(CompletableFuture<Void> future, long waitMs)
      throws InterruptedException, ExecutionException {
    try {
      future.get(waitMs, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Says what is the trouble, if there is one. */
  private String unregister(Controller controller) throws InterruptedException {
    ControllerRequestContext request =
        new ControllerRequestContext(
            new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
    try {
      controller.unregisterBroker(request, nodeId).get(UNREGISTER_MS, TimeUnit.MILLISECONDS);
      return "it is unregistered";
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return cause instanceof NotControllerException
          ? "the controller is not active yet"
          : "it cannot be unregistered, so its session has to end: " + cause;
    } catch (TimeoutException e) {
      return "the controller does not answer";
    }
  }
}
