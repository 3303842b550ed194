package io.cmqkafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.completedFuture;

import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.deadletter.WaitingLetters.Line;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;

/** Queues of bodies without Kafka, which fail and wait as the test wants it. */
final class FakeDeadLetterTools implements DeadLetterTools {
  /** By queue id. */
  final Map<String, DeadLetterRoute> routes = new ConcurrentHashMap<>();

  /** By queue id, to which messages may be redriven. */
  final Map<String, QueueDefinition> targets = new ConcurrentHashMap<>();

  /** Bodies of every queue, by offset; an offset without one is gone. */
  final Map<Long, StoredBody> bodies = new ConcurrentHashMap<>();

  /** What was written, in order, as {@code queue/partition body source}. */
  final List<String> written = new CopyOnWriteArrayList<>();

  /** How many bytes of bodies were written at a time, in order. */
  final List<Integer> batches = new CopyOnWriteArrayList<>();

  /** The other headers of what was written, in order. */
  final List<List<String>> headers = new CopyOnWriteArrayList<>();

  /** What was deleted as moved, in order, as {@code partition [offset#number, ...]}. */
  final List<String> deleted = new CopyOnWriteArrayList<>();

  /** What became visible again, as what was deleted. */
  final List<String> returned = new CopyOnWriteArrayList<>();

  /** Whatever is known only then. */
  volatile Runnable onCatchUp = () -> {};

  final List<Integer> askedAgain = new CopyOnWriteArrayList<>();

  /** Has a body that was asked for arrive, now or later. */
  volatile Consumer<Runnable> arrivals = Runnable::run;

  /** Why Kafka does not take a letter, null for one that it takes; a refused one is not there. */
  volatile Function<StoredBody, Exception> refusal = letter -> null;

  /** What a write, and a deletion of what was moved, is answered with. */
  volatile Supplier<CompletableFuture<?>> writes = () -> completedFuture(null);

  volatile Supplier<CompletableFuture<?>> deletions = () -> completedFuture(null);

  void body(long offset, Header... with) {
    bodies.put(offset, new StoredBody(("body " + offset).getBytes(UTF_8), 1, List.of(with)));
  }

  @Override
  public Optional<DeadLetterRoute> route(Line line) {
    return Optional.ofNullable(routes.get(line.partition().queueId()))
        .map(
            route ->
                line.isRedriven()
                    ? new DeadLetterRoute(route.from(), targets.get(line.target()))
                    : route);
  }

  @Override
  public CompletableFuture<?> catchUp() {
    onCatchUp.run();
    return completedFuture(null);
  }

  @Override
  public CompletableFuture<StoredBody> fetch(BodySource source, long offset, ByteBudget room) {
    CompletableFuture<StoredBody> fetched = new CompletableFuture<>();
    arrivals.accept(
        () -> {
          StoredBody body = bodies.get(offset);
          if (body == null || room == null || room.tryAcquire(body.heldBytes())) {
            fetched.complete(body);
          } else {
            fetched.completeExceptionally(new RefusedException(Refusal.OVERLOADED));
          }
        });
    return fetched;
  }

  @Override
  public CompletableFuture<?> append(
      QueueDefinition queue, int partition, List<StoredBody> letters) {
    CompletableFuture<?> answer = writes.get();
    for (StoredBody letter : letters) {
      Exception refused = refusal.apply(letter);
      if (refused != null) {
        return CompletableFuture.failedFuture(new RefusedException(Refusal.UNAVAILABLE, refused));
      }
      List<String> others = new ArrayList<>();
      String source = null;
      for (Header header : letter.headers()) {
        if (header.key().equals(CopyHeader.HEADER)) {
          source = new String(header.value(), UTF_8);
        } else {
          others.add(header.key() + "=" + new String(header.value(), UTF_8));
        }
      }
      headers.add(others);
      written.add(
          queue.name() + "/" + partition + " " + new String(letter.body(), UTF_8) + " " + source);
    }
    batches.add(letters.stream().mapToInt(letter -> letter.body().length).sum());
    return answer;
  }

  @Override
  public CompletableFuture<?> deleteMoved(QueuePartition partition, List<Buried> letters) {
    CompletableFuture<?> answer = deletions.get();
    deleted.add(partition.queueId() + "/" + partition.partition() + " " + names(letters));
    return answer;
  }

  @Override
  public CompletableFuture<?> takeBack(QueuePartition partition, List<Buried> letters) {
    CompletableFuture<?> answer = deletions.get();
    returned.add(partition.queueId() + "/" + partition.partition() + " " + names(letters));
    return answer;
  }

  private static List<String> names(List<Buried> letters) {
    return letters.stream().map(letter -> letter.offset() + "#" + letter.number()).toList();
  }

  @Override
  public void askAgain(int commandsPartition) {
    askedAgain.add(commandsPartition);
  }

  /** Fails so often, then all is well. */
  static Supplier<CompletableFuture<?>> failing(int times) {
    var left = Stream.generate(() -> true).limit(times).iterator();
    return () ->
        left.hasNext() && left.next()
            ? CompletableFuture.failedFuture(new IllegalStateException("not now"))
            : completedFuture(null);
  }
}
