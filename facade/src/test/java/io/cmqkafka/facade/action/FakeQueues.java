package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.completedFuture;

import io.cmqkafka.BrowseRequest;
import io.cmqkafka.BrowsedMessages;
import io.cmqkafka.DeleteOutcome;
import io.cmqkafka.Failures;
import io.cmqkafka.MessageTrace;
import io.cmqkafka.NewQueue;
import io.cmqkafka.QueueCounts;
import io.cmqkafka.Queues;
import io.cmqkafka.Received;
import io.cmqkafka.RewindCounts;
import io.cmqkafka.TracePosition;
import io.cmqkafka.catalog.DeadLetterBinding;
import io.cmqkafka.catalog.DeadLetterPolicy;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Writes down what it is asked for, and answers what the test has laid ready. */
final class FakeQueues implements Queues {

  private final Map<String, QueueDefinition> queues = new TreeMap<>();

  /** What was asked for, in order, as text. */
  final List<String> asked = new ArrayList<>();

  CompletableFuture<Received> received = completedFuture(Received.NOTHING);
  List<DeleteOutcome> outcomes = List.of();
  QueueCounts counts = new QueueCounts(0, 0, 0, 0, 0);
  NewQueue created;
  BrowseRequest browsed;
  BrowsedMessages found;
  MessageTrace trace;
  Runnable onCatchUp = () -> {};
  CompletableFuture<Void> caughtUp = completedFuture(null);

  FakeQueues add(String name, QueueAttributes attributes) {
    queues.put(name, definition(name, attributes, null));
    return this;
  }

  FakeQueues add(String name, int partitions) {
    List<Long> begins = Collections.nCopies(partitions, 0L);
    queues.put(name, definition(name, QueueAttributes.DEFAULTS, null, begins));
    return this;
  }

  FakeQueues add(String name, DeadLetterPolicy deadLetter) {
    queues.put(name, definition(name, QueueAttributes.DEFAULTS, deadLetter));
    return this;
  }

  static QueueDefinition definition(
      String name, QueueAttributes attributes, DeadLetterPolicy deadLetter) {
    return definition(name, attributes, deadLetter, List.of(0L));
  }

  private static QueueDefinition definition(
      String name, QueueAttributes attributes, DeadLetterPolicy deadLetter, List<Long> begins) {
    return new QueueDefinition(
        name,
        "queue-" + name,
        "cmq.queue." + name,
        "topic-id-of-" + name,
        false,
        begins,
        attributes,
        deadLetter,
        1_700_000_000_999L,
        1_700_000_001_001L);
  }

  @Override
  public Optional<QueueDefinition> find(String name) {
    return Optional.ofNullable(queues.get(name));
  }

  @Override
  public CompletableFuture<Void> catchUp() {
    onCatchUp.run();
    return caughtUp;
  }

  @Override
  public List<QueueDefinition> list() {
    return List.copyOf(queues.values());
  }

  @Override
  public CompletableFuture<QueueDefinition> create(NewQueue queue) {
    created = queue;
    return completedFuture(definition(queue.name(), queue.attributes(), null));
  }

  @Override
  public CompletableFuture<QueueDefinition> change(
      QueueDefinition queue, AttributeChanges changes, DeadLetterBinding deadLetter) {
    if (deadLetter != null) {
      asked.add("bind " + queue.name() + " to " + deadLetter);
    }
    return completedFuture(definition(queue.name(), changes.appliedTo(queue.attributes()), null));
  }

  @Override
  public CompletableFuture<Void> unbindDeadLetter(QueueDefinition queue) {
    asked.add("unbind " + queue.name());
    return completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> drop(QueueDefinition queue) {
    asked.add("drop " + queue.name());
    return completedFuture(null);
  }

  @Override
  public CompletableFuture<List<MessageId>> send(
      QueueDefinition queue, List<byte[]> bodies, int delaySeconds) {
    List<MessageId> ids = new ArrayList<>();
    for (byte[] body : bodies) {
      asked.add("send " + queue.name() + " " + new String(body, UTF_8) + " in " + delaySeconds);
      ids.add(new MessageId(0, ids.size()));
    }
    return completedFuture(ids);
  }

  @Override
  public CompletableFuture<Received> receive(QueueDefinition queue, int max, int waitSeconds) {
    asked.add("receive " + queue.name() + " " + max + " within " + waitSeconds);
    return received;
  }

  @Override
  public CompletableFuture<List<DeleteOutcome>> delete(
      QueueDefinition queue, List<String> receiptHandles) {
    asked.add("delete " + queue.name() + " " + receiptHandles);
    return completedFuture(outcomes);
  }

  @Override
  public CompletableFuture<Void> rewind(QueueDefinition queue, long startConsumeTime) {
    asked.add("rewind " + queue.name() + " to " + startConsumeTime);
    return completedFuture(null);
  }

  @Override
  public CompletableFuture<RewindCounts> rewindable(QueueDefinition queue, long startConsumeTime) {
    asked.add("count " + queue.name() + " from " + startConsumeTime);
    return completedFuture(new RewindCounts(counts, 7));
  }

  @Override
  public CompletableFuture<Void> clear(QueueDefinition queue) {
    asked.add("clear " + queue.name());
    return completedFuture(null);
  }

  @Override
  public CompletableFuture<QueueCounts> counts(QueueDefinition queue) {
    asked.add("count " + queue.name());
    return completedFuture(counts);
  }

  @Override
  public CompletableFuture<BrowsedMessages> browse(QueueDefinition queue, BrowseRequest request) {
    browsed = request;
    return completedFuture(found);
  }

  @Override
  public CompletableFuture<MessageTrace> trace(
      QueueDefinition queue, MessageId id, Optional<TracePosition> from, int maxRecords) {
    asked.add(
        "trace "
            + queue.name()
            + " "
            + id
            + " from "
            + from.map(TracePosition::toString).orElse("its append")
            + ", "
            + maxRecords);
    return trace == null ? Failures.refused(Refusal.NO_SUCH_MESSAGE) : completedFuture(trace);
  }
}
