package io.cmqkafka.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HangingTransactionsTest {
  private static final TopicPartition PARTITION = new TopicPartition("cmq.queues-x-changelog", 3);
  private static final TopicPartition OTHER = new TopicPartition("cmq.queues-x-changelog", 4);
  private static final TopicPartition CATALOG = new TopicPartition("cmq.catalog", 0);
  private static final OpenTransaction PUBLISHED = new OpenTransaction(CATALOG, 7, 50);
  private static final OpenTransaction OPEN = new OpenTransaction(PARTITION, 7, 31);
  private static final OpenTransaction ANOTHER = new OpenTransaction(OTHER, 8, 2);
  private static final Set<TopicPartition> NOTHING = Set.of();

  private final Brokers brokers = new Brokers();
  private final AtomicLong seconds = new AtomicLong();
  private final List<String> republished = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final HangingTransactions hanging =
      new HangingTransactions(
          brokers,
          CATALOG.topic(),
          this::republish,
          10_000,
          10_000,
          meters,
          key -> true,
          () -> TimeUnit.SECONDS.toNanos(seconds.get()));

  /** Null, or why nothing can be published. */
  private RuntimeException unpublished;

  private final List<String> asked = new ArrayList<>();
  private Reply reply = new Reply.Stored(7);

  private CompletableFuture<Reply> republish(String key) {
    if (unpublished != null) {
      return CompletableFuture.failedFuture(unpublished);
    }
    asked.add(key);
    if (reply instanceof Reply.Stored) {
      republished.add(key);
    }
    return CompletableFuture.completedFuture(reply);
  }

  @AfterEach
  void close() {
    hanging.close();
  }

  @Test
  void oneThatItsCoordinatorHasForgottenIsEnded() throws Exception {
    brokers.open.add(OPEN);
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", Set.of(OTHER)));
    lookAfter(0);
    lookAfter(11);
    assertThat(brokers.fenced).containsExactly("cmq.queues-a-1");
    assertThat(brokers.aborted).containsExactly(OPEN);
    assertThat(aborted()).isEqualTo(1);
    lookAfter(11);
    assertThat(brokers.aborted).hasSize(1);
  }

  @Test
  void oneThatMayStillBeUnderWayIsNotEvenAskedAbout() throws Exception {
    brokers.open.add(OPEN);
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", NOTHING));
    lookAfter(0);
    lookAfter(10);
    assertThat(brokers.asked).isEmpty();
    assertThat(brokers.aborted).isEmpty();
  }

  @Test
  void oneThatItsCoordinatorWillEndIsLeftAlone() throws Exception {
    brokers.open.add(OPEN);
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", Set.of(PARTITION)));
    lookAfter(0);
    lookAfter(1_000);
    assertThat(brokers.aborted).isEmpty();
  }

  @Test
  void oneThatNoCoordinatorAnswersForIsLeftAlone() throws Exception {
    brokers.open.add(OPEN);
    lookAfter(0);
    lookAfter(1_000);
    assertThat(brokers.aborted).isEmpty();
    assertThat(hanging.holdsUp(PARTITION.partition())).isTrue();
  }

  @Test
  void oneThatWasCommittedIsNotAborted() throws Exception {
    brokers.open.add(OPEN);
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", NOTHING));
    brokers.held = new HeldCommands(OptionalLong.of(41), 42);
    lookAfter(0);
    lookAfter(1_000);
    assertThat(brokers.aborted).isEmpty();
    assertThat(brokers.fenced).isEmpty();
    assertThat(hanging.holdsUp(PARTITION.partition())).isTrue();
    assertThat(hanging.holdsUp(OTHER.partition())).isFalse();
    brokers.open.clear();
    lookAfter(5);
    assertThat(hanging.holdsUp(PARTITION.partition())).isFalse();
  }

  @Test
  void whoeverMayGoOnWithItIsFencedBefore_andMayHaveCommittedUntilThen() throws Exception {
    brokers.open.add(OPEN);
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", NOTHING));
    brokers.heldOnceFenced = new HeldCommands(OptionalLong.of(41), 42);
    lookAfter(0);
    lookAfter(11);
    assertThat(brokers.fenced).containsExactly("cmq.queues-a-1");
    assertThat(brokers.aborted).isEmpty();
  }

  @Test
  void positionsAreEndedFirst_forTheyTellWhetherTheOthersWereCommitted() throws Exception {
    OpenTransaction positions =
        new OpenTransaction(new TopicPartition("__consumer_offsets", 1), 7, 900);
    brokers.open.addAll(List.of(OPEN, ANOTHER, positions));
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", NOTHING));
    brokers.known.put(8L, new KnownTransaction("cmq.queues-a-2", NOTHING));
    lookAfter(0);
    lookAfter(11);
    assertThat(brokers.aborted).hasSize(3).startsWith(positions);
  }

  @Test
  void oneThatHasEndedWhileItsCoordinatorWasAskedIsLeftAlone() throws Exception {
    brokers.open.add(OPEN);
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", NOTHING));
    lookAfter(0);
    brokers.endWhenAsked = true;
    lookAfter(11);
    assertThat(brokers.asked).containsExactly(Set.of(7L));
    assertThat(brokers.aborted).isEmpty();
  }

  @Test
  void eachTransactionOfAProducerHasItsOwnTime() throws Exception {
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", NOTHING));
    for (int offset = 0; offset < 5; offset++) {
      brokers.open.clear();
      brokers.open.add(new OpenTransaction(PARTITION, 7, offset));
      lookAfter(8);
    }
    assertThat(brokers.asked).isEmpty();
  }

  @Test
  void whoMayNotEndThemSaysSoAndGoesOnWithTheNext() throws Exception {
    brokers.open.add(OPEN);
    brokers.open.add(ANOTHER);
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", NOTHING));
    brokers.known.put(8L, new KnownTransaction("cmq.queues-a-2", NOTHING));
    brokers.refusal = new ClusterAuthorizationException("no");
    lookAfter(0);
    lookAfter(11);
    lookAfter(5);
    // Each thread's tasks are disturbed once, not for as long as nobody is allowed to end it.
    assertThat(brokers.fenced).containsExactlyInAnyOrder("cmq.queues-a-1", "cmq.queues-a-2");
    brokers.refused.subList(2, 4).clear();
    assertThat(brokers.refused).containsExactlyInAnyOrder(OPEN, ANOTHER);
    assertThat(aborted()).isZero();
    brokers.refusal = null;
    lookAfter(5);
    assertThat(brokers.aborted).containsExactlyInAnyOrder(OPEN, ANOTHER);
  }

  @Test
  void oneThatCannotBeEndedKeepsNoOtherFromIt_andIsTriedAgain() throws Exception {
    brokers.open.add(OPEN);
    brokers.open.add(ANOTHER);
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", NOTHING));
    brokers.known.put(8L, new KnownTransaction("cmq.queues-a-2", NOTHING));
    RuntimeException moved = new NotLeaderOrFollowerException("moved");
    for (OpenTransaction failing : List.of(OPEN, ANOTHER)) {
      brokers.open.addAll(List.of(OPEN, ANOTHER));
      lookAfter(0);
      brokers.refusal = moved;
      brokers.refusedOnly = failing;
      assertThatThrownBy(() -> lookAfter(11)).hasCause(moved);
      assertThat(brokers.open).containsExactly(failing);
      brokers.refusal = null;
      lookAfter(5);
      assertThat(brokers.open).isEmpty();
    }
  }

  @Test
  void inTheCatalogsTopicItIsEndedWhateverItWas_andWhatItHeldIsPublishedAgain() throws Exception {
    hangsInTheCatalog("queue/orders", "x".repeat(1_001));
    lookAfter(0);
    assertThat(republished).isEmpty();
    lookAfter(11);
    assertThat(brokers.aborted).containsExactly(PUBLISHED);
    assertThat(brokers.fenced).isEmpty();
    assertThat(republished).containsExactly("queue/orders");
    lookAfter(11);
    assertThat(republished).hasSize(1);
  }

  @Test
  void itIsPublishedAgainAlsoIfSomebodyElseHasEndedIt_butNotBefore() throws Exception {
    brokers.open.add(PUBLISHED);
    brokers.keys.put(PUBLISHED, Set.of("queue/orders"));
    lookAfter(0);
    lookAfter(11);
    assertThat(brokers.aborted).isEmpty();
    assertThat(republished).isEmpty();
    brokers.open.clear();
    lookAfter(5);
    assertThat(republished).containsExactly("queue/orders");
  }

  @Test
  void whatCannotBePublishedAgainIsTriedAgain() throws Exception {
    hangsInTheCatalog("queue/orders", "topic/news");
    unpublished = new RefusedException(Refusal.UNAVAILABLE);
    lookAfter(0);
    assertThatThrownBy(() -> lookAfter(11)).hasCause(unpublished);
    unpublished = null;
    lookAfter(5);
    assertThat(republished).containsExactlyInAnyOrder("queue/orders", "topic/news");
  }

  @Test
  void whatIsRefusedToBePublishedAgainIsTriedAgain() throws Exception {
    hangsInTheCatalog("queue/orders");
    // As CommandLog answers when Kafka does not take a command, or no reply comes.
    reply = new Reply.Refused(Refusal.UNAVAILABLE);
    lookAfter(0);
    lookAfter(11);
    assertThat(asked).containsExactly("queue/orders");
    reply = new Reply.Stored(8);
    lookAfter(5);
    assertThat(republished).containsExactly("queue/orders");
    lookAfter(5);
    assertThat(asked).hasSize(2);
  }

  @Test
  void whatWasEndedInTimeNeedsNotBePublishedAgain() throws Exception {
    brokers.open.add(PUBLISHED);
    brokers.keys.put(PUBLISHED, Set.of("queue/orders"));
    lookAfter(0);
    brokers.open.clear();
    lookAfter(11);
    assertThat(republished).isEmpty();
  }

  private void hangsInTheCatalog(String... keys) {
    brokers.open.add(PUBLISHED);
    brokers.known.put(7L, new KnownTransaction("cmq.queues-a-1", NOTHING));
    brokers.keys.put(PUBLISHED, Set.of(keys));
  }

  private void lookAfter(int later) throws Exception {
    seconds.addAndGet(later);
    hanging.endWhatHangs();
    hanging.republish();
  }

  private double aborted() {
    return meters.counter("cmq.hanging.transactions.aborted").count();
  }

  private static final class Brokers implements Transactions {
    final Set<OpenTransaction> open = new HashSet<>();
    final Map<Long, KnownTransaction> known = new HashMap<>();
    final List<Set<Long>> asked = new ArrayList<>();
    final List<OpenTransaction> aborted = new ArrayList<>();
    final List<String> fenced = new ArrayList<>();
    final Map<OpenTransaction, Set<String>> keys = new HashMap<>();
    HeldCommands heldOnceFenced;
    final List<OpenTransaction> refused = new ArrayList<>();
    HeldCommands held = new HeldCommands(OptionalLong.of(41), 41);
    boolean endWhenAsked;
    RuntimeException refusal;
    OpenTransaction refusedOnly;

    @Override
    public Set<OpenTransaction> open() {
      return Set.copyOf(open);
    }

    @Override
    public Set<OpenTransaction> open(Set<TopicPartition> partitions) {
      return open.stream()
          .filter(one -> partitions.contains(one.partition()))
          .collect(Collectors.toSet());
    }

    @Override
    public Map<Long, KnownTransaction> known(Set<Long> producerIds) {
      asked.add(producerIds);
      if (endWhenAsked) {
        open.clear();
      }
      return Map.copyOf(known);
    }

    @Override
    public HeldCommands held(OpenTransaction transaction) {
      return transaction.isOfPositions() || transaction.partition().equals(CATALOG)
          ? HeldCommands.NONE
          : held;
    }

    @Override
    public Set<String> keys(OpenTransaction transaction) {
      return keys.get(transaction);
    }

    @Override
    public void fence(String transactionalId) {
      fenced.add(transactionalId);
      held = heldOnceFenced == null ? held : heldOnceFenced;
    }

    @Override
    public boolean abort(OpenTransaction transaction) throws ExecutionException {
      if (refusal != null && (refusedOnly == null || refusedOnly.equals(transaction))) {
        refused.add(transaction);
        throw new ExecutionException(refusal);
      }
      open.remove(transaction);
      aborted.add(transaction);
      return true;
    }
  }
}
