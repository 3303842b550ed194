package io.cmqkafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cmqkafka.catalog.CatalogCommand.ChangeQueue;
import io.cmqkafka.catalog.CatalogCommand.CreateQueue;
import io.cmqkafka.catalog.CatalogCommand.DropQueue;
import io.cmqkafka.catalog.CatalogCommand.DropRedrive;
import io.cmqkafka.catalog.CatalogCommand.ProposeHandleKey;
import io.cmqkafka.catalog.CatalogCommand.PutRedrive;
import io.cmqkafka.catalog.CatalogCommand.ReleaseName;
import io.cmqkafka.catalog.CatalogCommand.Republish;
import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Rules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogMachineTest {
  private static final int MAX_QUEUES = 3;
  private static final AttributeChanges NOTHING =
      new AttributeChanges(null, null, null, null, null, null);

  private final InMemoryCatalogStore store = new InMemoryCatalogStore();
  private CatalogMachine machine = new CatalogMachine(store);
  private long position;
  private long now = 1_000;

  @Test
  void create_storesTheQueueWithTheTimeOfTheLog() {
    CatalogOutcome outcome = run(create("Orders", "queue-1"));
    assertThat(outcome.refusal()).isNull();
    assertThat(outcome.key()).isEqualTo("queue/orders");
    assertThat(outcome.entry())
        .isEqualTo(
            new QueueDefinition(
                "Orders",
                "queue-1",
                "cmq.queue.Orders",
                "topic-of-queue-1",
                false,
                List.of(0L),
                QueueAttributes.DEFAULTS,
                1_000,
                1_000));
    assertThat(store.entries).containsEntry("queue/orders", outcome.entry());
  }

  @Test
  void ofTwoThatCreateOneNameTheSecondIsRefused() {
    CatalogOutcome first = run(create("orders", "queue-1"));
    refused(run(create("orders", "queue-2")), Refusal.QUEUE_EXISTS);
    assertThat(store.entries).containsEntry("queue/orders", first.entry());
  }

  @Test
  void republish_tellsOnceMoreWhatAKeyStandsFor_orThatItStandsForNothing() {
    CatalogOutcome created = run(create("orders", "queue-1"));
    assertThat(run(new Republish("queue/orders"))).isEqualTo(created);
    assertThat(run(new Republish("queue/gone")))
        .isEqualTo(new CatalogOutcome(null, "queue/gone", null));
    assertThat(store.entries).hasSize(1);
  }

  @Test
  void namesThatDifferInCaseDoNotCoexist() {
    run(create("Orders", "queue-1"));
    refused(run(create("oRDERS", "queue-2")), Refusal.QUEUE_EXISTS);
  }

  @Test
  void noMoreQueuesThanTheLimit_andRoomAgainAfterADrop() {
    run(create("a", "queue-a"));
    run(create("b", "queue-b"));
    run(create("c", "queue-c"));
    refused(run(create("d", "queue-d")), Refusal.QUEUE_LIMIT_REACHED);
    run(new DropQueue("a", "queue-a"));
    assertThat(run(create("d", "queue-d")).refusal()).isNull();
  }

  @Test
  void aRewindWindowLongerThanTheRetentionIsRefused() {
    CreateQueue tooFar = create("a", "queue-a", attributes(60, 61), false);
    refused(run(tooFar), Refusal.REWIND_EXCEEDS_RETENTION);
    run(create("a", "queue-a", attributes(60, 60), false));
    refused(run(change(null, 61)), Refusal.REWIND_EXCEEDS_RETENTION);
    refused(run(change(59, null)), Refusal.REWIND_EXCEEDS_RETENTION);
    assertThat(run(change(61, 61)).refusal()).isNull();
  }

  @Test
  void change_keepsWhatIsNotNamed() {
    QueueDefinition before = (QueueDefinition) run(create("a", "queue-a")).entry();
    now = 5_000;
    QueueDefinition after = (QueueDefinition) run(change(120, null)).entry();
    assertThat(after.attributes())
        .isEqualTo(
            new AttributeChanges(null, null, null, null, 120, null).appliedTo(before.attributes()));
    assertThat(after.createTimeMs()).isEqualTo(1_000);
    assertThat(after.lastModifyTimeMs()).isEqualTo(5_000);
    assertThat(store.entries).containsEntry("queue/a", after);
  }

  @Test
  void changeAndDropAreForOneLifeOfTheName() {
    refused(run(new ChangeQueue("a", "queue-a", NOTHING)), Refusal.NO_SUCH_QUEUE);
    refused(run(new DropQueue("a", "queue-a")), Refusal.NO_SUCH_QUEUE);
    run(create("a", "queue-a"));
    refused(run(new ChangeQueue("a", "queue-former", NOTHING)), Refusal.NO_SUCH_QUEUE);
    refused(run(new DropQueue("a", "queue-former")), Refusal.NO_SUCH_QUEUE);
  }

  @Test
  void aDroppedNameIsFreeOnceItsTopicIsGone() {
    run(create("Orders", "queue-1"));
    CatalogOutcome dropped = run(new DropQueue("Orders", "queue-1"));
    assertThat(dropped.entry())
        .isEqualTo(new ReleasedName("Orders", "queue-1", "topic-of-queue-1", "queue/orders"));
    refused(run(create("orders", "queue-2")), Refusal.NAME_BEING_RELEASED);
    refused(run(new DropQueue("Orders", "queue-1")), Refusal.NO_SUCH_QUEUE);

    assertThat(run(new ReleaseName("Orders", "queue-other", null)).changed()).isFalse();
    CatalogOutcome released = run(new ReleaseName("Orders", "queue-1", null));
    assertThat(released.key()).isEqualTo("queue/orders");
    assertThat(released.entry()).isNull();
    assertThat(store.entries).isEmpty();
    assertThat(run(create("orders", "queue-2")).refusal()).isNull();
    assertThat(run(new ReleaseName("orders", "queue-1", null)).changed()).isFalse();
    assertThat(run(new ReleaseName("orders", "queue-2", null)).changed()).isFalse();
  }

  @Test
  void aBoundQueueLeavesItsTopicAlone_soItsNameIsFreeAtOnce() {
    run(create("events", "queue-1", QueueAttributes.DEFAULTS, true));
    CatalogOutcome dropped = run(new DropQueue("events", "queue-1"));
    assertThat(dropped.key()).isEqualTo("queue/events");
    assertThat(dropped.entry()).isNull();
    assertThat(run(create("events", "queue-2")).refusal()).isNull();
  }

  @Test
  void theFirstHandleKeyProposedStays() {
    HandleKey first = new HandleKey("Zmlyc3Q=");
    assertThat(run(new ProposeHandleKey(first)).entry()).isEqualTo(first);
    assertThat(run(new ProposeHandleKey(new HandleKey("c2Vjb25k"))).changed()).isFalse();
    assertThat(store.entries).containsEntry(HandleKey.KEY, first);
    assertThat(first.toString()).doesNotContain("Zmlyc3Q=");
  }

  @Test
  void aRedriveIsStoredWithTheTimeOfTheLog_andChangedByWhoeverKnowsItsLatest() {
    QueueDefinition queue = (QueueDefinition) run(create("dead", "queue-d")).entry();
    machine.putInForce(Rules.NEWEST, position++, now);
    Redrive first = Redrive.beginning(queue, null, 10, List.of(5L), 1);
    Redrive stored = (Redrive) run(new PutRedrive(first)).entry();
    assertThat(stored.startedMs()).isEqualTo(1_000);
    refused(run(new PutRedrive(first)), Refusal.REDRIVE_CHANGED);
    now = 2_000;
    Redrive next = stored.after(0, 5, 4, List.of()).with(2, Redrive.State.DONE, null);
    Redrive done = (Redrive) run(new PutRedrive(next)).entry();
    assertThat(done.startedMs()).isEqualTo(1_000);
    assertThat(done.changedMs()).isEqualTo(2_000);
    assertThat(store.entries).containsEntry("redrive/dead", done);
  }

  @Test
  void aRedriveIsOfOneLifeOfItsQueue() {
    QueueDefinition queue =
        (QueueDefinition) run(create("dead", "queue-d", QueueAttributes.DEFAULTS, true)).entry();
    machine.putInForce(Rules.NEWEST, position++, now);
    run(new PutRedrive(Redrive.beginning(queue, null, 10, List.of(5L), 1)));
    run(new DropQueue("dead", "queue-d"));
    refused(
        run(new PutRedrive(Redrive.beginning(queue, null, 10, List.of(5L), 2))),
        Refusal.NO_SUCH_QUEUE);
    QueueDefinition again = (QueueDefinition) run(create("dead", "queue-e")).entry();
    assertThat(run(new DropRedrive("dead", "queue-e")).changed()).isFalse();
    assertThat(run(new PutRedrive(Redrive.beginning(again, null, 10, List.of(0L), 1))).refusal())
        .isNull();
    assertThat(run(new DropRedrive("dead", "queue-d")).changed()).isFalse();
    assertThat(run(new DropRedrive("dead", "queue-e")).key()).isEqualTo("redrive/dead");
  }

  @Test
  void beforeItsRulesAreInForceARedriveIsPassedOver() {
    QueueDefinition queue = (QueueDefinition) run(create("dead", "queue-d")).entry();
    PutRedrive put = new PutRedrive(Redrive.beginning(queue, null, 10, List.of(5L), 1));
    assertThat(machine.run(put, position++, now)).isEmpty();
    assertThat(store.entries).doesNotContainKey("redrive/dead");
  }

  @Test
  void aQueueMayBeNamedLikeTheHandleKey() {
    run(new ProposeHandleKey(new HandleKey("Zmlyc3Q=")));
    assertThat(run(create(HandleKey.KEY, "queue-1")).refusal()).isNull();
  }

  @Test
  void aRepeatedCommandDoesAndAnswersNothing() {
    run(create("a", "queue-a"));
    run(new DropQueue("a", "queue-a"));
    Map<String, CatalogEntry> before = Map.copyOf(store.entries);
    assertThat(machine.run(create("b", "queue-b"), 0, now)).isEmpty();
    assertThat(machine.run(create("b", "queue-b"), 1, now)).isEmpty();
    assertThat(store.entries).isEqualTo(before);
  }

  @Test
  void timeDoesNotGoBack() {
    run(create("a", "queue-a"));
    now = 500;
    assertThat(((QueueDefinition) run(create("b", "queue-b")).entry()).createTimeMs())
        .isEqualTo(1_000);
  }

  @Test
  void goesOnFromWhatTheStoreHolds() {
    run(create("a", "queue-a"));
    run(create("b", "queue-b"));
    run(new DropQueue("b", "queue-b"));
    run(new ProposeHandleKey(new HandleKey("Zmlyc3Q=")));
    machine = new CatalogMachine(store);

    assertThat(machine.run(create("z", "queue-z"), position - 1, now)).isEmpty();
    refused(run(create("A", "queue-2")), Refusal.QUEUE_EXISTS);
    refused(run(create("b", "queue-2")), Refusal.NAME_BEING_RELEASED);
    assertThat(run(new ProposeHandleKey(new HandleKey("c2Vjb25k"))).changed()).isFalse();
    run(create("c", "queue-c"));
    run(create("d", "queue-d"));
    refused(run(create("e", "queue-e")), Refusal.QUEUE_LIMIT_REACHED);
  }

  @Test
  void aQueueWithoutPartitionsIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new CreateQueue("a", "i", "t", "x", false, List.of(), QueueAttributes.DEFAULTS, 1));
  }

  private CatalogOutcome run(CatalogCommand command) {
    return machine.run(command, position++, now).orElseThrow();
  }

  private static void refused(CatalogOutcome outcome, Refusal refusal) {
    assertThat(outcome).isEqualTo(new CatalogOutcome(refusal, null, null));
    assertThat(outcome.changed()).isFalse();
  }

  private static CreateQueue create(String name, String id) {
    return create(name, id, QueueAttributes.DEFAULTS, false);
  }

  private static CreateQueue create(
      String name, String id, QueueAttributes attributes, boolean bound) {
    return new CreateQueue(
        name,
        id,
        "cmq.queue." + name,
        "topic-of-" + id,
        bound,
        List.of(0L),
        attributes,
        MAX_QUEUES);
  }

  private static ChangeQueue change(Integer retentionSeconds, Integer rewindSeconds) {
    return new ChangeQueue(
        "a",
        "queue-a",
        new AttributeChanges(null, null, null, null, retentionSeconds, rewindSeconds));
  }

  private static QueueAttributes attributes(int retentionSeconds, int rewindSeconds) {
    return new QueueAttributes(1_000_000, 0, 30, 65_536, retentionSeconds, rewindSeconds);
  }
}
