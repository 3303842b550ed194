package io.cmqkafka.repair;

import io.cmqkafka.Failures;
import io.cmqkafka.RedriveOutcome;
import io.cmqkafka.RedriveOutcome.Result;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.browsing.RecordReader;
import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.QueueCommand.Choose;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply.Chosen;
import io.cmqkafka.view.CatalogView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Moves chosen messages of a queue partition to other queues, and waits until they are there.
 * Thread-safe; nothing blocks.
 *
 * <p>A message is looked at before anything is done with it: one that cannot be moved stays as it
 * is. One that can be is sent on its way by a command. From then on it arrives once, whatever dies.
 * When the command's reply is lost, the messages are looked at, and those that have not left are
 * sent once more. Of those that have it is not known then whether it was this that took them away:
 * a consumer may have received and deleted them, or they may have died.
 */
public final class Redriving {
  private static final long FIRST_LOOK_MS = 25;
  private static final long LAST_LOOK_MS = 500;

  /** How often messages are sent on their way, if it is not known what came of it. */
  private static final int MOVES = 2;

  /** Lets some messages more into a queue, or refuses as HEAP_FULL. */
  @FunctionalInterface
  public interface Admission {
    CompletableFuture<Void> admit(QueueDefinition queue, int messages);
  }

  /** What must be known of a record, without its body. */
  private record Facts(int size, CopyHeader copyOf) {}

  private final PartitionRequests requests;
  private final RecordReader records;
  private final CatalogView catalog;
  private final Admission admission;
  private final Predicate<QueueDefinition> isGone;
  private final int maxLeaving;
  private final long patienceNanos;

  /**
   * @param maxLeaving so many messages of a queue partition may be on their way to other queues
   * @param isGone whether the queue's Kafka topic was deleted with Kafka's tools
   * @param timeoutMs half as long is waited for messages to arrive, while none does
   */
  public Redriving(
      PartitionRequests requests,
      RecordReader records,
      CatalogView catalog,
      Admission admission,
      Predicate<QueueDefinition> isGone,
      int maxLeaving,
      long timeoutMs) {
    this.isGone = isGone;
    this.maxLeaving = maxLeaving;
    this.requests = requests;
    this.records = records;
    this.catalog = catalog;
    this.admission = admission;
    this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs / 2);
  }

  /** So many messages of a queue partition can be moved at once, if no others are on their way. */
  int mostAtOnce() {
    return Math.min(Choose.MAX_CHOSEN, maxLeaving);
  }

  /**
   * One outcome for each offset, in the order of the offsets. Fails only while nothing was done;
   * refused with KAFKA_TOPIC_GONE when there is nothing to move any more.
   *
   * @param offsets ascending, 1 to 100
   * @param target name of the queue to move to; null for the one in which each message died
   * @param maySend whether a message may be sent to this queue, or pushed for this subscription
   * @param isGivenUp whether nobody waits for the outcomes any more; no message sets out then
   */
  public CompletableFuture<List<RedriveOutcome>> move(
      QueueDefinition from,
      int partition,
      List<Long> offsets,
      String target,
      Predicate<CatalogEntry> maySend,
      BooleanSupplier isGivenUp) {
    if (isGone.test(from)) {
      return Failures.refused(Refusal.KAFKA_TOPIC_GONE);
    }
    return records
        .read(
            new TopicPartition(from.kafkaTopic(), partition),
            offsets,
            Long.MAX_VALUE,
            Redriving::factsOf)
        .thenCompose(
            found ->
                new Moving(from, partition, target, maySend, isGivenUp)
                    .move(offsets, found.orElseThrow()));
  }

  private static Facts factsOf(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null
        ? null
        : new Facts(record.value().length, CopyHeader.in(record.headers()));
  }

  /** One call. */
  private final class Moving {
    private final QueueDefinition from;
    private final int partition;
    private final String target;
    private final Predicate<CatalogEntry> maySend;
    private final BooleanSupplier isGivenUp;
    private final Map<Long, RedriveOutcome> outcomes = new ConcurrentHashMap<>();

    Moving(
        QueueDefinition from,
        int partition,
        String target,
        Predicate<CatalogEntry> maySend,
        BooleanSupplier isGivenUp) {
      this.isGivenUp = isGivenUp;
      this.from = from;
      this.partition = partition;
      this.target = target;
      this.maySend = maySend;
    }

    CompletableFuture<List<RedriveOutcome>> move(List<Long> offsets, Map<Long, Facts> found) {
      Map<QueueDefinition, List<Long>> going = new LinkedHashMap<>();
      for (long offset : offsets) {
        QueueDefinition to = destination(offset, found.get(offset));
        if (to != null) {
          going.computeIfAbsent(to, one -> new ArrayList<>()).add(offset);
        }
      }
      // None sets out before it is known of each queue whether it has room.
      return all(going, this::admit)
          .thenCompose(admitted -> all(going, this::send))
          .thenApply(done -> offsets.stream().map(outcomes::get).toList());
    }

    private CompletableFuture<Void> all(
        Map<QueueDefinition, List<Long>> going,
        BiFunction<QueueDefinition, List<Long>, CompletableFuture<Void>> step) {
      return CompletableFuture.allOf(
          going.entrySet().stream()
              .map(some -> step.apply(some.getKey(), some.getValue()))
              .toArray(CompletableFuture[]::new));
    }

    /** What a queue does not let in has its outcome then. Fails when nobody answered. */
    private CompletableFuture<Void> admit(QueueDefinition to, List<Long> offsets) {
      return admission
          .admit(to, offsets.size())
          .exceptionallyCompose(
              failure -> {
                Result result = resultOf(failure);
                if (result == Result.ON_ITS_WAY) {
                  return CompletableFuture.failedFuture(Failures.cause(failure));
                }
                offsets.forEach(offset -> note(offset, to.name(), result));
                return CompletableFuture.completedFuture(null);
              });
    }

    /** Null for a message that stays; its outcome is noted then. */
    private QueueDefinition destination(long offset, Facts facts) {
      if (facts == null) {
        return stays(offset, null, Result.NOT_VISIBLE);
      }
      String source = facts.copyOf() == null ? null : facts.copyOf().diedIn().orElse(null);
      if (target == null && source == null) {
        return stays(offset, null, Result.NOT_A_DEAD_LETTER);
      }
      CatalogEntry holder =
          (target == null
                  ? catalog.holderOf(source)
                  : catalog.queue(target).map(CatalogEntry.class::cast))
              .orElse(null);
      if (holder == null) {
        return stays(offset, target, Result.TARGET_GONE);
      }
      QueueDefinition to =
          holder instanceof SubscriptionDefinition one ? one.delivery() : (QueueDefinition) holder;
      if (to.id().equals(from.id())) {
        return stays(offset, to.name(), Result.SAME_QUEUE);
      } else if (!maySend.test(holder)) {
        return stays(offset, to.name(), Result.NOT_ALLOWED);
      } else if (facts.size() > to.attributes().maxMsgSize()) {
        return stays(offset, to.name(), Result.TOO_LARGE);
      }
      return to;
    }

    private QueueDefinition stays(long offset, String to, Result why) {
      note(offset, to, why);
      return null;
    }

    private void note(long offset, String to, Result result) {
      outcomes.put(offset, new RedriveOutcome(new MessageId(partition, offset), to, result));
    }

    /** One part after the other, as many together as may be on their way. */
    private CompletableFuture<Void> send(QueueDefinition to, List<Long> offsets) {
      List<Long> admitted =
          offsets.stream().filter(offset -> !outcomes.containsKey(offset)).toList();
      CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);
      for (int from = 0; from < admitted.size(); from += mostAtOnce()) {
        List<Long> part = admitted.subList(from, Math.min(from + mostAtOnce(), admitted.size()));
        sent = sent.thenCompose(before -> sendTogether(to, part, MOVES));
      }
      return sent;
    }

    /**
     * Never fails: when it is not known what was done, that is the outcome.
     *
     * @param moves how often they are sent at most, if it is not known what came of it
     */
    private CompletableFuture<Void> sendTogether(
        QueueDefinition to, List<Long> offsets, int moves) {
      if (isGivenUp.getAsBoolean()) {
        // Whoever asked may have asked for something else since.
        offsets.forEach(offset -> note(offset, to.name(), Result.ON_ITS_WAY));
        return CompletableFuture.completedFuture(null);
      }
      return choose(new Choose(offsets, Act.MOVE, to.id(), maxLeaving))
          .handle(
              (chosen, failure) ->
                  failure == null
                      ? sent(to, offsets, chosen.were())
                      : notAnswered(to, offsets, moves - 1, failure))
          .thenCompose(step -> step)
          .exceptionally(
              failure -> {
                Result result = resultOf(failure);
                offsets.stream()
                    .filter(offset -> !outcomes.containsKey(offset))
                    .forEach(offset -> note(offset, to.name(), result));
                return null;
              });
    }

    /** They may have left, may not have, and some may have been deleted by somebody else. */
    private CompletableFuture<Void> notAnswered(
        QueueDefinition to, List<Long> offsets, int moves, Throwable failure) {
      if (moves == 0 || resultOf(failure) != Result.ON_ITS_WAY) {
        return CompletableFuture.failedFuture(Failures.cause(failure));
      }
      // Two lost replies take all the time that a step has.
      return choose(new Choose(offsets, Act.LOOK))
          .thenCompose(
              chosen -> {
                List<MessageState> were = chosen.were();
                List<Long> still = new ArrayList<>();
                List<Long> left = new ArrayList<>();
                for (int i = 0; i < offsets.size(); i++) {
                  if (Act.MOVE.leadsOnFrom(were.get(i))) {
                    still.add(offsets.get(i));
                  } else if (isGone(were.get(i)) || were.get(i) == MessageState.DEAD) {
                    left.add(offsets.get(i));
                  } else {
                    note(offsets.get(i), to.name(), Result.NOT_VISIBLE);
                  }
                }
                CompletableFuture<Void> again =
                    still.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : sendTogether(to, still, moves);
                return again.thenCompose(sent -> arrive(to, left, Result.NO_LONGER_HERE));
              });
    }

    private CompletableFuture<Void> sent(
        QueueDefinition to, List<Long> offsets, List<MessageState> were) {
      List<Long> leaving = new ArrayList<>();
      for (int i = 0; i < offsets.size(); i++) {
        if (Act.MOVE.leadsOnFrom(were.get(i))) {
          leaving.add(offsets.get(i));
        } else {
          note(offsets.get(i), to.name(), Result.NOT_VISIBLE);
        }
      }
      return arrive(to, leaving, Result.MOVED);
    }

    /**
     * @param arrived the outcome of those that are gone
     */
    private CompletableFuture<Void> arrive(QueueDefinition to, List<Long> leaving, Result arrived) {
      return leaving.isEmpty()
          ? CompletableFuture.completedFuture(null)
          : arrive(to, leaving, arrived, FIRST_LOOK_MS, System.nanoTime());
    }

    /**
     * @param since when the last one arrived, or when they left
     */
    private CompletableFuture<Void> arrive(
        QueueDefinition to, List<Long> leaving, Result arrived, long waitMs, long since) {
      return CompletableFuture.runAsync(
              () -> {}, CompletableFuture.delayedExecutor(waitMs, TimeUnit.MILLISECONDS))
          .thenCompose(rested -> look(leaving))
          .thenCompose(
              were -> {
                boolean isPatient = System.nanoTime() - since < patienceNanos;
                List<Long> left = new ArrayList<>();
                for (int i = 0; i < leaving.size(); i++) {
                  MessageState state = were.get(i);
                  if (state == MessageState.DEAD && isPatient) {
                    left.add(leaving.get(i));
                  } else {
                    note(leaving.get(i), to.name(), isGone(state) ? arrived : resultOf(state));
                  }
                }
                if (left.isEmpty()) {
                  return CompletableFuture.completedFuture(null);
                }
                return left.size() < leaving.size()
                    ? arrive(to, left, arrived, FIRST_LOOK_MS, System.nanoTime())
                    : arrive(to, left, arrived, Math.min(2 * waitMs, LAST_LOOK_MS), since);
              });
    }

    /** Asks once more when no answer comes, which changes nothing. */
    private CompletableFuture<List<MessageState>> look(List<Long> offsets) {
      Choose look = new Choose(offsets, Act.LOOK);
      return choose(look).exceptionallyCompose(lost -> choose(look)).thenApply(Chosen::were);
    }

    private CompletableFuture<Chosen> choose(Choose choice) {
      return requests.ask(from, partition, choice, Chosen.class);
    }
  }

  /** What was moved is deleted where it was; Kafka may have forgotten it there meanwhile. */
  private static boolean isGone(MessageState state) {
    return state == null || state == MessageState.DELETED;
  }

  /** Of one that is not gone. */
  private static Result resultOf(MessageState state) {
    return state == MessageState.DEAD ? Result.ON_ITS_WAY : Result.NOT_TAKEN;
  }

  private static Result resultOf(Throwable failure) {
    if (!(Failures.cause(failure) instanceof RefusedException refused)) {
      return Result.ON_ITS_WAY;
    }
    return switch (refused.refusal()) {
      case HEAP_FULL -> Result.TARGET_FULL;
      case KAFKA_TOPIC_GONE -> Result.TARGET_GONE;
      case TOO_MANY_INACTIVE -> Result.TOO_MANY_LEAVING;
      default -> Result.ON_ITS_WAY;
    };
  }
}
