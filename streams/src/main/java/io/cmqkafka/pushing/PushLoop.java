package io.cmqkafka.pushing;

import io.cmqkafka.Measure;
import io.cmqkafka.Publication;
import io.cmqkafka.PushResult;
import io.cmqkafka.Pushing;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.publication.PublicationCopy;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.PushFailure;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.topic.RetrySchedule;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes for one subscription. It receives from the delivery queue, pushes, deletes messages that
 * the endpoint took, and defers the others. All state that must survive this process is in the
 * queue: the number of an attempt is the delivery count, the next attempt is at the end of the
 * deferral, and while a message waits for its retry the queue gives out no new one.
 *
 * <p>Used by the event loop alone.
 */
final class PushLoop {
  /** The parts of the process that every loop uses. */
  record Tools(
      Pushing pushing,
      CommandLog commands,
      AgeClock ages,
      BodyFetcher bodies,
      EventLoop loop,
      PushSlots slots,
      PushMeters meters,
      PushOutcomes outcomes,
      Tally tally,
      LogLimit logged) {}

  private static final Logger LOG = LoggerFactory.getLogger(PushLoop.class);

  /** Memory of a push besides its body: the piece that is sent at a time. */
  private static final long PIECE_BYTES = 64 << 10;

  static final long LARGEST_BYTES = (1 << 20) + (64 << 10) + PIECE_BYTES;

  private static final long WAIT_MS = 30_000;

  /** How much longer than a push a message stays invisible, ms: until its outcome is in the log. */
  private static final long SPARE_MS = 15_000;

  /** A message that has waited longer for its turn is given back, to be received anew. */
  private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(SPARE_MS / 2);

  /** After a failure of ours, the first time and at most. */
  private static final long FIRST_REST_MS = 200;

  private static final long LONGEST_REST_MS = 5_000;

  /** A receive that finds nothing sooner than this did not wait. The next one then comes later. */
  private static final long QUICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long LIFE_MS = TopicDefinition.MSG_RETENTION_SECONDS * 1_000L;

  /** A message received so long after its timestamp was stamped too early. The owner keeps it. */
  private static final long MISDATED_MS =
      SubscriptionDefinition.DELIVERY.msgRetentionSeconds() * 1_000L + 60_000;

  private final Tools tools;
  private final QueuePartition queue;
  private final long visibilityMs;
  private final List<Lease> toDelete = new ArrayList<>();
  private SubscriptionDefinition subscription;
  private boolean stopped;
  private boolean asking;
  private long askedAt;
  private long request;
  private boolean resting;
  private long restMs = FIRST_REST_MS;

  /** Messages received and not yet settled. */
  private int held;

  PushLoop(Tools tools, SubscriptionDefinition subscription) {
    this.tools = tools;
    this.queue = queueOf(subscription);
    this.subscription = subscription;
    this.visibilityMs = tools.pushing().timeoutMs() + SPARE_MS;
  }

  static QueuePartition queueOf(SubscriptionDefinition subscription) {
    return new QueuePartition(subscription.delivery().id(), 0);
  }

  /** Begins pushing for the subscription, or goes on with its changed definition. */
  void pushFor(SubscriptionDefinition changed) {
    subscription = changed;
    receive();
  }

  /** Begins no push any more. Pushes under way go on to their end. */
  void stop() {
    stopped = true;
    tools.outcomes().forget(queue.queueId());
    if (asking) {
      tools.commands().tell(queue, new QueueCommand.Cancel(request));
    }
  }

  private void receive() {
    int concurrency = tools.pushing().concurrency();
    int room = concurrency - held;
    // Not after each settled message: a receive for one message costs as much as for many.
    if (stopped || asking || resting || room < Math.max(1, concurrency / 4)) {
      return;
    }
    deleteSettled();
    asking = true;
    askedAt = System.nanoTime();
    CommandLog.Asked asked =
        tools
            .commands()
            .askOwn(
                queue,
                new QueueCommand.Receive(
                    Math.min(room, QueueCommand.MAX_BATCH),
                    visibilityMs,
                    WAIT_MS,
                    0,
                    Integer.MAX_VALUE,
                    0,
                    true),
                WAIT_MS);
    request = asked.origin().request();
    asked
        .reply()
        .whenComplete(
            (reply, failure) -> {
              if (!tools.loop().run(() -> received(reply, failure))) {
                giveBack(reply);
              }
            });
  }

  /** Whether a receive may be granted messages yet. */
  boolean isAsking() {
    return asking;
  }

  /** Gives back messages of a late reply. Thread-safe. */
  private void giveBack(Reply reply) {
    if (reply instanceof Reply.Granted granted) {
      tools
          .commands()
          .tell(
              queue,
              new QueueCommand.Release(granted.grants().stream().map(Grant::lease).toList()));
    }
  }

  private void received(Reply reply, Throwable failure) {
    asking = false;
    if (stopped) {
      giveBack(reply);
    } else if (reply instanceof Reply.Granted granted) {
      restMs = FIRST_REST_MS;
      for (Grant grant : granted.grants()) {
        held++;
        new Attempt(grant).begin();
      }
      receive();
    } else if (reply instanceof Reply.NoMessage) {
      if (System.nanoTime() - askedAt < QUICK_NANOS) {
        rest();
      } else {
        restMs = FIRST_REST_MS;
        receive();
      }
    } else {
      boolean isGone =
          reply instanceof Reply.Refused refused && refused.reason() == Refusal.NO_SUCH_QUEUE;
      if (isGone) {
        restMs = LONGEST_REST_MS;
      }
      rest();
    }
  }

  private void rest() {
    if (resting) {
      return;
    }
    resting = true;
    tools
        .loop()
        .runIn(
            restMs,
            () -> {
              resting = false;
              receive();
            });
    restMs = Math.min(LONGEST_REST_MS, restMs * 2);
  }

  private void delete(Lease lease) {
    toDelete.add(lease);
    if (toDelete.size() == 1) {
      // Together with all messages that are settled by then.
      tools.loop().run(this::deleteSettled);
    }
  }

  /** Deletes the messages that were pushed and are not deleted yet, with one command. */
  void deleteSettled() {
    if (!toDelete.isEmpty()) {
      tools.commands().tell(queue, new QueueCommand.Delete(toDelete));
      toDelete.clear();
    }
  }

  private <T> void onLoop(CompletableFuture<T> future, Outcome<T> then) {
    future.whenComplete((value, failure) -> tools.loop().run(() -> then.take(value, failure)));
  }

  private interface Outcome<T> {
    void take(T value, Throwable failure);
  }

  /** The host and port of an endpoint. Subscriptions of one server share its slots. */
  private static String endpointKey(String endpoint) {
    try {
      URI uri = URI.create(endpoint);
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      String host = uri.getHost().toLowerCase(Locale.ROOT);
      int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
      return scheme
          + "://"
          + (host.endsWith(".") ? host.substring(0, host.length() - 1) : host)
          + ":"
          + port;
    } catch (IllegalArgumentException | NullPointerException e) {
      return endpoint;
    }
  }

  /** One message on its way. */
  private final class Attempt {
    private final Grant grant;
    private final long grantedAt = System.nanoTime();
    private PushSlots.Slot slot;

    /** When the message was appended, or received first if its stamp cannot be right; epoch ms. */
    private long bornMs;

    Attempt(Grant grant) {
      this.grant = grant;
    }

    void begin() {
      tools.slots().ask(endpointKey(subscription.endpoint()), PushLoop.this, this::fetch);
    }

    private void fetch(PushSlots.Slot mine) {
      slot = mine;
      if (isTooLate()) {
        giveBack();
      } else {
        BodySource source = BodySource.of(subscription.delivery(), queue.partition());
        onLoop(tools.bodies().fetch(source, grant.offset()), this::fetched);
      }
    }

    private void fetched(StoredBody stored, Throwable failure) {
      if (failure != null) {
        giveBack();
        rest();
      } else if (isTooLate()) {
        giveBack();
      } else if (stored == null || stored.body() == null) {
        if (stored == null) {
          // Kafka has deleted it, which is too soon.
          tools.meters().dropped().increment();
        }
        delete(grant.lease());
        end();
      } else {
        boolean isMisdated = grant.firstDequeue() - stored.timestampMs() > MISDATED_MS;
        bornMs = isMisdated ? grant.firstDequeue() : stored.timestampMs();
        if (lifeLeftMs() <= 0) {
          giveUp(grant.count() - 1);
        } else {
          push(stored);
        }
      }
    }

    /** How long the message may live at most. A message whose life is over does not come back. */
    private long lifeLeftMs() {
      return bornMs - tools.ages().bornBy(LIFE_MS);
    }

    private boolean isTooLate() {
      return stopped || System.nanoTime() - grantedAt > MAX_WAIT_NANOS;
    }

    private void push(StoredBody stored) {
      slot.weigh(stored.body().length + PIECE_BYTES);
      PublicationCopy copy =
          PublicationCopy.of(new MessageId(queue.partition(), grant.offset()), stored);
      Publication publication =
          new Publication(copy.id(), stored.body(), copy.labels(), copy.publishTimeMs());
      CompletableFuture<PushResult> pushed;
      try {
        pushed = tools.pushing().pusher().push(subscription, publication);
      } catch (Throwable e) {
        pushed = CompletableFuture.failedFuture(e);
      }
      onLoop(pushed, this::pushed);
    }

    private void pushed(PushResult result, Throwable failure) {
      if (failure != null && tools.logged().isDue("bug " + subscription.id())) {
        LOG.error("a push met an unexpected failure and counts as failed", failure);
      }
      boolean isTaken = failure == null && result.taken();
      Measure what = isTaken ? Measure.PUSHED : Measure.FAILED_PUSHES;
      tools.tally().add(queue.queueId(), what, 1);
      tools.tally().add(subscription.topicId(), what, 1);
      if (isTaken) {
        if (!stopped) {
          tools.outcomes().taken(queue.queueId(), System.currentTimeMillis());
        }
        delete(grant.lease());
        end();
        return;
      }
      OptionalLong delayMs =
          RetrySchedule.delayMs(
              subscription.notifyStrategy(),
              grant.count(),
              ThreadLocalRandom.current().nextLong(),
              lifeLeftMs());
      if (!stopped) {
        String reason = failure == null ? result.failure() : "an error of the server";
        remember(reason, delayMs);
      }
      if (delayMs.isPresent()) {
        defer(delayMs.getAsLong());
      } else {
        giveUp(grant.count());
      }
    }

    private void remember(String reason, OptionalLong delayMs) {
      long now = System.currentTimeMillis();
      long next = delayMs.isPresent() ? now + delayMs.getAsLong() : 0;
      tools.outcomes().failed(queue.queueId(), new PushFailure(now, reason, grant.count(), next));
    }

    private void giveUp(int pushes) {
      if (subscription.deadLetterQueue() == null) {
        tools.meters().dropped().increment();
        logGivenUp(pushes, "is dropped");
        delete(grant.lease());
      } else {
        tools.meters().buried().increment();
        logGivenUp(pushes, "goes to queue " + subscription.deadLetterQueue());
        tools.commands().tell(queue, new QueueCommand.Bury(List.of(grant.lease())));
      }
      end();
    }

    private void logGivenUp(int pushes, String outcome) {
      if (tools.logged().isDue(subscription.id())) {
        LOG.info(
            "message {} was not taken by subscription {} of topic {} in {} pushes, and {}",
            grant.offset(),
            subscription.name(),
            subscription.topicName(),
            pushes,
            outcome);
      }
    }

    private void defer(long delayMs) {
      tools.commands().tell(queue, new QueueCommand.Defer(grant.lease(), delayMs));
      end();
    }

    /** Gives the message back. It was not pushed, so the delivery does not count. */
    private void giveBack() {
      tools.commands().tell(queue, new QueueCommand.Release(List.of(grant.lease())));
      end();
    }

    private void end() {
      held--;
      slot.free();
      receive();
    }
  }
}
