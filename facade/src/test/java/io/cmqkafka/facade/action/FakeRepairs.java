package io.cmqkafka.facade.action;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.cmqkafka.Failures;
import io.cmqkafka.RedriveOutcome;
import io.cmqkafka.RedriveOutcome.Result;
import io.cmqkafka.Repairs;
import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Notes what is asked for. Every chosen message is visible, and every redrive goes to "source". */
final class FakeRepairs implements Repairs {
  final List<String> asked = new ArrayList<>();
  MessageState state = MessageState.VISIBLE;
  Redrive latest;

  /** The thread that asked to go on. */
  Thread resumedBy;

  @Override
  public CompletableFuture<List<MessageState>> choose(
      QueueDefinition queue, List<MessageId> ids, Act act) {
    asked.add(act + " " + ids.size());
    return completedFuture(Collections.nCopies(ids.size(), state));
  }

  @Override
  public CompletableFuture<List<RedriveOutcome>> redrive(
      QueueDefinition queue, List<MessageId> ids, String target, Predicate<CatalogEntry> maySend) {
    asked.add("redrive " + ids.size() + " to " + target);
    String to = target == null ? "source" : target;
    QueueDefinition there = FakeQueues.definition(to, QueueAttributes.DEFAULTS, null);
    Result result = maySend.test(there) ? Result.MOVED : Result.NOT_ALLOWED;
    return completedFuture(ids.stream().map(id -> new RedriveOutcome(id, to, result)).toList());
  }

  @Override
  public CompletableFuture<Redrive> startRedrive(
      QueueDefinition queue, String target, int perSecond) {
    asked.add("start to " + target + " at " + perSecond);
    latest = Redrive.beginning(queue, target, perSecond, List.of(5L), 1);
    return completedFuture(latest);
  }

  @Override
  public CompletableFuture<Redrive> resumeRedrive(
      QueueDefinition queue, Redrive stopped, int perSecond) {
    asked.add("resume at " + perSecond);
    resumedBy = Thread.currentThread();
    return completedFuture(latest);
  }

  @Override
  public CompletableFuture<Redrive> stopRedrive(QueueDefinition queue) {
    asked.add("stop");
    return latest == null ? Failures.refused(Refusal.NO_REDRIVE) : completedFuture(latest);
  }

  @Override
  public Optional<Redrive> latestRedrive(QueueDefinition queue) {
    return Optional.ofNullable(latest);
  }
}
