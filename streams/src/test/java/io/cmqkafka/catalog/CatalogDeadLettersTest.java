package io.cmqkafka.catalog;

import static io.cmqkafka.catalog.DeadLetterLimit.receivedTooOften;
import static io.cmqkafka.catalog.DeadLetterLimit.unconsumedTooLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cmqkafka.catalog.CatalogCommand.ChangeQueue;
import io.cmqkafka.catalog.CatalogCommand.CreateQueue;
import io.cmqkafka.catalog.CatalogCommand.DropQueue;
import io.cmqkafka.catalog.CatalogCommand.ReleaseName;
import io.cmqkafka.catalog.CatalogCommand.UnbindDeadLetter;
import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may have which dead-letter queue, decided by the machine that decides about all queues. */
class CatalogDeadLettersTest {
  private static final AttributeChanges NOTHING =
      new AttributeChanges(null, null, null, null, null, null);

  private final InMemoryCatalogStore store = new InMemoryCatalogStore();
  private CatalogMachine machine = new CatalogMachine(store);
  private long position;
  private long now = 1_000;

  @BeforeEach
  void aDeadLetterQueue() {
    done(create("dlq", null));
  }

  @Test
  void aPolicyNamesTheDeadLetterQueueAndItsLife() {
    QueueDefinition created = done(create("a", to("dlq", receivedTooOften(3))));
    assertThat(created.deadLetter())
        .isEqualTo(new DeadLetterPolicy("dlq", "queue-dlq", receivedTooOften(3)));
    assertThat(store.entries).containsEntry("queue/a", created);
  }

  @Test
  void aChangeSetsThePolicy_andKeepsItWhenItNamesNone() {
    done(create("a", null));
    now = 2_000;
    QueueDefinition bound = done(change("a", to("dlq", unconsumedTooLong(300))));
    assertThat(bound.deadLetter())
        .isEqualTo(new DeadLetterPolicy("dlq", "queue-dlq", unconsumedTooLong(300)));
    assertThat(bound.lastModifyTimeMs()).isEqualTo(2_000);

    assertThat(done(change("a", null)).deadLetter()).isEqualTo(bound.deadLetter());

    done(create("dlq2", null));
    assertThat(done(change("a", to("dlq2", receivedTooOften(1)))).deadLetter())
        .isEqualTo(new DeadLetterPolicy("dlq2", "queue-dlq2", receivedTooOften(1)));
    done(drop("dlq"));
  }

  @Test
  void theDeadLetterQueueMustExistUnderExactlyThatName() {
    refused(create("a", to("other", receivedTooOften(1))), Refusal.NO_SUCH_DEAD_LETTER_QUEUE);
    refused(create("a", to("DLQ", receivedTooOften(1))), Refusal.NO_SUCH_DEAD_LETTER_QUEUE);
    refused(create("a", to("a", receivedTooOften(1))), Refusal.NO_SUCH_DEAD_LETTER_QUEUE);
    done(drop("dlq"));
    refused(create("a", to("dlq", receivedTooOften(1))), Refusal.NO_SUCH_DEAD_LETTER_QUEUE);
    assertThat(store.entries).doesNotContainKey("queue/a");
  }

  @Test
  void noQueueIsItsOwnDeadLetterQueue() {
    refused(change("dlq", to("dlq", receivedTooOften(1))), Refusal.DEAD_LETTER_NESTED);
  }

  @Test
  void whatHasAPolicyIsNoDeadLetterQueue_andWhatIsOneGetsNoPolicy() {
    done(create("a", to("dlq", receivedTooOften(1))));
    done(create("b", null));
    refused(create("c", to("a", receivedTooOften(1))), Refusal.DEAD_LETTER_NESTED);
    refused(change("b", to("a", receivedTooOften(1))), Refusal.DEAD_LETTER_NESTED);
    refused(change("dlq", to("b", receivedTooOften(1))), Refusal.DEAD_LETTER_NESTED);

    done(new UnbindDeadLetter("a", "queue-a"));
    done(change("b", to("a", receivedTooOften(1))));
    done(change("dlq", to("a", receivedTooOften(1))));
  }

  @Test
  void noQueueHasItsOwnKafkaTopicForADeadLetterQueue() {
    done(bound("first", "events", null));
    refused(
        bound("second", "events", to("first", receivedTooOften(1))), Refusal.DEAD_LETTER_NESTED);
    done(bound("second", "events", null));
    refused(change("second", to("first", receivedTooOften(1))), Refusal.DEAD_LETTER_NESTED);
    done(bound("third", "others", to("first", receivedTooOften(1))));
  }

  @Test
  void sixQueuesShareADeadLetterQueue_andNoSeventh() {
    for (int i = 0; i < 6; i++) {
      done(create("a" + i, i % 2 == 0 ? to("dlq", receivedTooOften(1)) : null));
      done(change("a" + i, to("dlq", receivedTooOften(2))));
    }
    done(create("b", null));
    refused(create("c", to("dlq", receivedTooOften(1))), Refusal.DEAD_LETTER_BOUND_TOO_OFTEN);
    refused(change("b", to("dlq", receivedTooOften(1))), Refusal.DEAD_LETTER_BOUND_TOO_OFTEN);
    done(change("a3", to("dlq", receivedTooOften(7))));

    done(new UnbindDeadLetter("a3", "queue-a3"));
    done(change("b", to("dlq", receivedTooOften(1))));
    refused(create("c", to("dlq", receivedTooOften(1))), Refusal.DEAD_LETTER_BOUND_TOO_OFTEN);
    done(drop("a4"));
    done(create("c", to("dlq", receivedTooOften(1))));

    machine = new CatalogMachine(store);
    refused(create("d", to("dlq", receivedTooOften(1))), Refusal.DEAD_LETTER_BOUND_TOO_OFTEN);
  }

  @Test
  void whatDiesOfAgeDiesBeforeItsRetentionEnds() {
    refused(
        create("a", attributes(300), to("dlq", unconsumedTooLong(300))),
        Refusal.DEAD_LETTER_EXCEEDS_RETENTION);
    done(create("a", attributes(301), to("dlq", unconsumedTooLong(300))));
    refused(change("a", retention(300), null), Refusal.DEAD_LETTER_EXCEEDS_RETENTION);
    refused(
        change("a", retention(400), to("dlq", unconsumedTooLong(400))),
        Refusal.DEAD_LETTER_EXCEEDS_RETENTION);
    done(change("a", retention(401), to("dlq", unconsumedTooLong(400))));

    done(change("a", retention(60), to("dlq", receivedTooOften(1_000))));
    done(change("a", retention(61), null));
  }

  @Test
  void aDeadLetterQueueInUseIsNotDropped() {
    done(create("a", to("dlq", receivedTooOften(1))));
    done(create("b", to("dlq", receivedTooOften(1))));
    refused(drop("dlq"), Refusal.IS_DEAD_LETTER_QUEUE);
    machine = new CatalogMachine(store);
    refused(drop("dlq"), Refusal.IS_DEAD_LETTER_QUEUE);
    done(new UnbindDeadLetter("a", "queue-a"));
    refused(drop("dlq"), Refusal.IS_DEAD_LETTER_QUEUE);
    done(drop("b"));
    done(new ReleaseName("b", "queue-b", QueueDefinition.keyOf("b")));
    done(drop("dlq"));
  }

  @Test
  void unbindingIsForOneLifeOfTheName_andTwiceIsOnce() {
    done(create("a", to("dlq", receivedTooOften(1))));
    refused(new UnbindDeadLetter("a", "queue-former"), Refusal.NO_SUCH_QUEUE);
    refused(new UnbindDeadLetter("b", "queue-b"), Refusal.NO_SUCH_QUEUE);
    now = 3_000;
    QueueDefinition unbound = done(new UnbindDeadLetter("a", "queue-a"));
    assertThat(unbound.deadLetter()).isNull();
    assertThat(unbound.lastModifyTimeMs()).isEqualTo(3_000);
    assertThat(run(new UnbindDeadLetter("a", "queue-a"))).isEqualTo(CatalogOutcome.UNCHANGED);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "-1, 0", "0, -1", "-1, 1"})
  void aMessageDiesOfOneCause(int maxReceiveCount, int maxTimeToLiveSeconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DeadLetterLimit(maxReceiveCount, maxTimeToLiveSeconds));
  }

  private CatalogOutcome run(CatalogCommand command) {
    return machine.run(command, position++, now).orElseThrow();
  }

  private QueueDefinition done(CatalogCommand command) {
    CatalogOutcome outcome = run(command);
    assertThat(outcome.refusal()).isNull();
    return outcome.entry() instanceof QueueDefinition queue ? queue : null;
  }

  private void refused(CatalogCommand command, Refusal refusal) {
    assertThat(run(command)).isEqualTo(CatalogOutcome.refused(refusal));
  }

  private static DeadLetterBinding to(String queueName, DeadLetterLimit limit) {
    return new DeadLetterBinding(queueName, limit);
  }

  private static CreateQueue create(String name, DeadLetterBinding deadLetter) {
    return create(name, QueueAttributes.DEFAULTS, deadLetter);
  }

  private static CreateQueue create(
      String name, QueueAttributes attributes, DeadLetterBinding deadLetter) {
    return create(name, "cmq.queue." + name, attributes, false, deadLetter);
  }

  private static CreateQueue bound(String name, String kafkaTopic, DeadLetterBinding deadLetter) {
    return create(name, kafkaTopic, QueueAttributes.DEFAULTS, true, deadLetter);
  }

  private static CreateQueue create(
      String name,
      String kafkaTopic,
      QueueAttributes attributes,
      boolean bound,
      DeadLetterBinding deadLetter) {
    return new CreateQueue(
        name, "queue-" + name, kafkaTopic, "x", bound, List.of(0L), attributes, deadLetter, 100);
  }

  private static ChangeQueue change(String name, DeadLetterBinding deadLetter) {
    return change(name, NOTHING, deadLetter);
  }

  private static ChangeQueue change(
      String name, AttributeChanges changes, DeadLetterBinding deadLetter) {
    return new ChangeQueue(name, "queue-" + name, changes, deadLetter);
  }

  private static DropQueue drop(String name) {
    return new DropQueue(name, "queue-" + name);
  }

  private static QueueAttributes attributes(int retentionSeconds) {
    return new QueueAttributes(1_000_000, 0, 30, 65_536, retentionSeconds, 0);
  }

  private static AttributeChanges retention(int seconds) {
    return new AttributeChanges(null, null, null, null, seconds, null);
  }
}
