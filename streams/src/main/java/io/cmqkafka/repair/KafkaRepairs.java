package io.cmqkafka.repair;

import static java.util.stream.Collectors.toList;

import io.cmqkafka.Failures;
import io.cmqkafka.RedriveOutcome;
import io.cmqkafka.RedriveOutcome.Result;
import io.cmqkafka.Repairs;
import io.cmqkafka.catalog.CatalogCommand.PutRedrive;
import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.catalog.Redrive.Reason;
import io.cmqkafka.catalog.Redrive.State;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.QueueCommand.AskEnd;
import io.cmqkafka.queue.QueueCommand.Choose;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply.Chosen;
import io.cmqkafka.queue.Reply.KnownUpTo;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.view.CatalogChanges;
import io.cmqkafka.view.CatalogView;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is asked for. Whole queues are moved by {@link RedriveRunner}. */
public final class KafkaRepairs implements Repairs {
  /** How often a change is tried that another one has come before. */
  private static final int TRIES = 5;

  private final CatalogView catalog;
  private final CatalogChanges changes;
  private final PartitionRequests requests;
  private final Redriving redriving;
  private final Function<QueueDefinition, CompletableFuture<Void>> caughtUp;

  /**
   * @param caughtUp completes when the queue's machines know what this process has sent
   */
  public KafkaRepairs(
      CatalogView catalog,
      CatalogChanges changes,
      PartitionRequests requests,
      Redriving redriving,
      Function<QueueDefinition, CompletableFuture<Void>> caughtUp) {
    this.caughtUp = caughtUp;
    this.catalog = catalog;
    this.changes = changes;
    this.requests = requests;
    this.redriving = redriving;
  }

  @Override
  public CompletableFuture<List<MessageState>> choose(
      QueueDefinition queue, List<MessageId> ids, Act act) {
    if (Rules.THIRD.isNewerThan(catalog.rules())) {
      return Failures.refused(Refusal.RULES_TOO_OLD);
    }
    return requests.bounded(
        "choosing messages of queue " + queue.name(),
        caughtUp.apply(queue).thenCompose(known -> chooseNow(queue, ids, act)));
  }

  private CompletableFuture<List<MessageState>> chooseNow(
      QueueDefinition queue, List<MessageId> ids, Act act) {
    Map<Integer, Choose> choices = new HashMap<>();
    byPartition(ids).forEach((p, offsets) -> choices.put(p, new Choose(offsets, act)));
    Map<MessageId, MessageState> were = new HashMap<>();
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (Map.Entry<Integer, CompletableFuture<Chosen>> one :
        requests.askAll(queue, choices, Chosen.class).entrySet()) {
      List<Long> offsets = choices.get(one.getKey()).offsets();
      all =
          all.thenCombine(
              one.getValue(),
              (done, chosen) -> {
                for (int i = 0; i < offsets.size(); i++) {
                  were.put(new MessageId(one.getKey(), offsets.get(i)), chosen.were().get(i));
                }
                return null;
              });
    }
    return all.thenApply(
        done -> Collections.unmodifiableList(ids.stream().map(were::get).collect(toList())));
  }

  @Override
  public CompletableFuture<List<RedriveOutcome>> redrive(
      QueueDefinition queue, List<MessageId> ids, String target, Predicate<CatalogEntry> maySend) {
    if (Rules.THIRD.isNewerThan(catalog.rules())) {
      return Failures.refused(Refusal.RULES_TOO_OLD);
    }
    BooleanSupplier isGivenUp = requests.givesUp();
    return requests.bounded(
        "moving messages of queue " + queue.name(),
        caughtUp
            .apply(queue)
            .thenCompose(
                known -> {
                  Map<Integer, CompletableFuture<List<RedriveOutcome>>> moves = new HashMap<>();
                  byPartition(ids)
                      .forEach(
                          (partition, offsets) ->
                              moves.put(
                                  partition,
                                  redriving.move(
                                      queue, partition, offsets, target, maySend, isGivenUp)));
                  return outcomes(ids, moves);
                }));
  }

  /** Fails only while nothing was done in any partition. */
  private static CompletableFuture<List<RedriveOutcome>> outcomes(
      List<MessageId> ids, Map<Integer, CompletableFuture<List<RedriveOutcome>>> moves) {
    return CompletableFuture.allOf(moves.values().toArray(CompletableFuture[]::new))
        .handle(
            (done, failure) -> {
              Map<MessageId, RedriveOutcome> known = new HashMap<>();
              moves.values().stream()
                  .filter(move -> !move.isCompletedExceptionally())
                  .forEach(move -> move.join().forEach(one -> known.put(one.id(), one)));
              if (known.isEmpty() && failure != null) {
                throw new CompletionException(Failures.cause(failure));
              }
              return ids.stream()
                  .map(
                      id -> known.getOrDefault(id, new RedriveOutcome(id, null, Result.ON_ITS_WAY)))
                  .toList();
            });
  }

  @Override
  public CompletableFuture<Redrive> startRedrive(
      QueueDefinition queue, String target, int perSecond) {
    return requests.bounded(
        "starting a redrive of queue " + queue.name(),
        caughtUp
            .apply(queue)
            .thenCompose(known -> ends(queue))
            .thenCompose(
                ends ->
                    change(
                        queue,
                        before -> {
                          if (before != null && before.runs()) {
                            throw new RefusedException(Refusal.REDRIVE_UNDER_WAY);
                          }
                          return Redrive.beginning(
                              queue, target, perSecond, ends, 1 + revision(before));
                        },
                        TRIES)));
  }

  @Override
  public CompletableFuture<Redrive> resumeRedrive(
      QueueDefinition queue, Redrive stopped, int perSecond) {
    return requests.bounded(
        "resuming the redrive of queue " + queue.name(),
        change(
            queue,
            before -> {
              // What was on its way when it stopped may be noted in it since.
              if (before != null && !before.isSame(stopped)) {
                throw new RefusedException(Refusal.REDRIVE_CHANGED);
              }
              if (before == null || before.state() != State.STOPPED) {
                throw new RefusedException(
                    before != null && before.runs()
                        ? Refusal.REDRIVE_UNDER_WAY
                        : Refusal.NO_REDRIVE);
              }
              return before.goingOn(perSecond);
            },
            TRIES));
  }

  @Override
  public CompletableFuture<Redrive> stopRedrive(QueueDefinition queue) {
    return requests.bounded(
        "stopping the redrive of queue " + queue.name(),
        change(
            queue,
            before -> {
              if (before == null) {
                throw new RefusedException(Refusal.NO_REDRIVE);
              }
              return before.runs()
                  ? before.with(before.revision() + 1, State.STOPPED, Reason.ASKED)
                  : before;
            },
            TRIES));
  }

  @Override
  public Optional<Redrive> latestRedrive(QueueDefinition queue) {
    return catalog.redrive(queue);
  }

  /**
   * @param change given the latest redrive, null for none; gives the next one, or the same
   */
  private CompletableFuture<Redrive> change(
      QueueDefinition queue, UnaryOperator<Redrive> change, int tries) {
    if (Rules.THIRD.isNewerThan(catalog.rules())) {
      return Failures.refused(Refusal.RULES_TOO_OLD);
    }
    return catalog
        .catchUp()
        .thenCompose(
            read -> {
              Redrive before = catalog.redrive(queue).orElse(null);
              Redrive next = change.apply(before);
              return next == before
                  ? CompletableFuture.completedFuture(before)
                  : changes
                      .carryOut(new PutRedrive(next))
                      .thenApply(done -> catalog.redrive(queue).orElse(next));
            })
        .exceptionallyCompose(
            failure ->
                tries > 1 && isOvertaken(failure)
                    ? change(queue, change, tries - 1)
                    : CompletableFuture.failedFuture(Failures.cause(failure)));
  }

  private CompletableFuture<List<Long>> ends(QueueDefinition queue) {
    List<CompletableFuture<KnownUpTo>> asked =
        IntStream.range(0, queue.partitions())
            .mapToObj(p -> requests.ask(queue, p, new AskEnd(), KnownUpTo.class))
            .toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> asked.stream().map(one -> one.join().end()).toList());
  }

  /** The offsets in each partition, ascending. */
  private static Map<Integer, List<Long>> byPartition(List<MessageId> ids) {
    return ids.stream()
        .distinct()
        .collect(
            Collectors.groupingBy(
                MessageId::partition,
                Collectors.collectingAndThen(
                    Collectors.toList(),
                    some -> some.stream().map(MessageId::offset).sorted().toList())));
  }

  private static long revision(Redrive before) {
    return before == null ? 0 : before.revision();
  }

  private static boolean isOvertaken(Throwable failure) {
    return Failures.cause(failure) instanceof RefusedException refused
        && refused.refusal() == Refusal.REDRIVE_CHANGED;
  }
}
