package io.cmqkafka.repair;

import io.cmqkafka.Failures;
import io.cmqkafka.RedriveOutcome;
import io.cmqkafka.RedriveOutcome.Result;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.browsing.RecordReader;
import io.cmqkafka.catalog.QueueDefinition;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Moves chosen messages of a queue partition to other queues, and waits until they are there.
 * Thread-safe; nothing blocks.
 *
 * <p>A message is looked at before anything is done with it: one that cannot be moved stays as it
 * is. One that can be is sent on its way by a command. From then on it arrives once, whatever dies.
 */
public final class Redriving {
  private static final long LOOK_AGAIN_MS = 25;

  /** After so many looks a message that has not arrived is said to be on its way: some 5 s. */
  private static final int LOOKS = 200;

  private static final Executor LOOK_AGAIN =
      CompletableFuture.delayedExecutor(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);

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

  public Redriving(
      PartitionRequests requests, RecordReader records, CatalogView catalog, Admission admission) {
    this.requests = requests;
    this.records = records;
    this.catalog = catalog;
    this.admission = admission;
  }

  /**
   * One outcome for each offset, in the order of the offsets. Refused when nothing is known to have
   * been done.
   *
   * @param offsets ascending, 1 to 100
   * @param target name of the queue to move to; null for the one in which each message died
   * @param maySend whether a message may be sent to the queue of this name
   */
  public CompletableFuture<List<RedriveOutcome>> move(
      QueueDefinition from,
      int partition,
      List<Long> offsets,
      String target,
      Predicate<String> maySend) {
    return records
        .read(
            new TopicPartition(from.kafkaTopic(), partition),
            offsets,
            Long.MAX_VALUE,
            Redriving::factsOf)
        .thenCompose(
            found ->
                new Moving(from, partition, target, maySend).move(offsets, found.orElseThrow()));
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
    private final Predicate<String> maySend;
    private final Map<Long, RedriveOutcome> outcomes = new HashMap<>();

    Moving(QueueDefinition from, int partition, String target, Predicate<String> maySend) {
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
      CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
      for (Map.Entry<QueueDefinition, List<Long>> some : going.entrySet()) {
        all = all.thenCompose(done -> send(some.getKey(), some.getValue()));
      }
      return all.thenApply(done -> offsets.stream().map(outcomes::get).toList());
    }

    /** Null for a message that stays; its outcome is noted then. */
    private QueueDefinition destination(long offset, Facts facts) {
      if (facts == null) {
        return stays(offset, null, Result.NOT_VISIBLE);
      }
      String source = facts.copyOf() == null ? null : queueOf(facts.copyOf());
      if (target == null && source == null) {
        return stays(offset, null, Result.NOT_A_DEAD_LETTER);
      }
      QueueDefinition to =
          (target == null ? catalog.storedQueue(source) : catalog.queue(target)).orElse(null);
      if (to == null) {
        return stays(offset, target, Result.TARGET_GONE);
      } else if (to.id().equals(from.id())) {
        return stays(offset, to.name(), Result.SAME_QUEUE);
      } else if (!maySend.test(to.name())) {
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

    private CompletableFuture<Void> send(QueueDefinition to, List<Long> offsets) {
      return admission
          .admit(to, offsets.size())
          .handle((ok, failure) -> failure)
          .thenCompose(
              failure -> {
                if (failure == null) {
                  return choose(offsets, Act.MOVE, to.id())
                      .thenCompose(chosen -> sent(to, offsets, chosen.were()));
                } else if (isFull(failure)) {
                  offsets.forEach(offset -> note(offset, to.name(), Result.TARGET_FULL));
                  return CompletableFuture.completedFuture(null);
                }
                return CompletableFuture.failedFuture(failure);
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
      return leaving.isEmpty()
          ? CompletableFuture.completedFuture(null)
          : arrive(to, leaving, LOOKS);
    }

    private CompletableFuture<Void> arrive(QueueDefinition to, List<Long> leaving, int looks) {
      return CompletableFuture.runAsync(() -> {}, LOOK_AGAIN)
          .thenCompose(rested -> choose(leaving, Act.LOOK, null))
          .thenCompose(
              chosen -> {
                List<Long> left = new ArrayList<>();
                for (int i = 0; i < leaving.size(); i++) {
                  MessageState state = chosen.were().get(i);
                  if (state == MessageState.DEAD && looks > 1) {
                    left.add(leaving.get(i));
                  } else {
                    note(leaving.get(i), to.name(), resultOf(state));
                  }
                }
                return left.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : arrive(to, left, looks - 1);
              });
    }

    private CompletableFuture<Chosen> choose(List<Long> offsets, Act act, String targetId) {
      return requests.ask(from, partition, new Choose(offsets, act, targetId), Chosen.class);
    }
  }

  /** What was moved is deleted where it was; Kafka may have forgotten it there meanwhile. */
  private static Result resultOf(MessageState state) {
    if (state == null || state == MessageState.DELETED) {
      return Result.MOVED;
    }
    return state == MessageState.DEAD ? Result.ON_ITS_WAY : Result.NOT_TAKEN;
  }

  private static boolean isFull(Throwable failure) {
    return Failures.cause(failure) instanceof RefusedException refused
        && refused.refusal() == Refusal.HEAP_FULL;
  }

  /** The id of the queue in which it died; null when it is a copy of something else. */
  private static String queueOf(CopyHeader copy) {
    return copy.publicationsPartition().isPresent()
        ? null
        : copy.source().substring(0, Math.max(0, copy.source().lastIndexOf('/')));
  }
}
