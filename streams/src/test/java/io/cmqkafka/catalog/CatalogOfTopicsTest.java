package io.cmqkafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cmqkafka.catalog.CatalogCommand.ChangeSubscription;
import io.cmqkafka.catalog.CatalogCommand.ChangeTopic;
import io.cmqkafka.catalog.CatalogCommand.CreateQueue;
import io.cmqkafka.catalog.CatalogCommand.CreateTopic;
import io.cmqkafka.catalog.CatalogCommand.DropQueue;
import io.cmqkafka.catalog.CatalogCommand.DropTopic;
import io.cmqkafka.catalog.CatalogCommand.ReleaseName;
import io.cmqkafka.catalog.CatalogCommand.Subscribe;
import io.cmqkafka.catalog.CatalogCommand.Unsubscribe;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.topic.SubscriptionChanges;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link CatalogMachine} decides about topics and subscriptions. */
class CatalogOfTopicsTest {
  private static final int MAX_TOPICS = 3;
  private static final int MAX_SUBSCRIPTIONS = 2;
  private static final MessageId BEGINS = new MessageId(3, 7);
  private static final SubscriptionChanges NOTHING =
      new SubscriptionChanges(null, null, null, null);

  private final InMemoryCatalogStore store = new InMemoryCatalogStore();
  private CatalogMachine machine = new CatalogMachine(store);
  private long position;
  private long now = 1_000;

  @Test
  void createTopic_storesItWithTheTimeOfTheLog() {
    CatalogOutcome outcome =
        run(new CreateTopic("News", "topic-1", 2_048, FilterType.ROUTING, BEGINS, 1));
    assertThat(outcome.key()).isEqualTo("topic/news");
    assertThat(outcome.entry())
        .isEqualTo(
            new TopicDefinition(
                "News", "topic-1", 2_048, FilterType.ROUTING, BEGINS, 1_000, 1_000));
    assertThat(store.entries).containsEntry("topic/news", outcome.entry());
  }

  @Test
  void aTopicCoversWhatWasPublishedToItAndWhateverWasPublishedSinceItBegan() {
    TopicDefinition topic =
        new TopicDefinition("news", "topic-2", 1_024, FilterType.TAG, new MessageId(3, 100), 0, 0);
    assertThat(topic.covers("topic-2", new MessageId(3, 99))).isTrue();
    assertThat(topic.covers(null, new MessageId(3, 99))).isTrue();
    assertThat(topic.covers("topic-1", new MessageId(3, 99))).isFalse();
    assertThat(topic.covers("topic-1", new MessageId(3, 100))).isTrue();
    assertThat(topic.covers("topic-1", new MessageId(2, 100))).isFalse();
  }

  @Test
  void aTopicOfUnknownBeginningCoversOnlyWhatWasPublishedToIt() {
    TopicDefinition topic =
        new TopicDefinition("news", "topic-2", 1_024, FilterType.TAG, null, 0, 0);
    assertThat(topic.covers("topic-2", new MessageId(0, 0))).isTrue();
    assertThat(topic.covers("topic-1", new MessageId(0, Long.MAX_VALUE))).isFalse();
  }

  @Test
  void ofTopicsWhoseNamesDifferInCaseTheSecondIsRefused() {
    done(create("News", "topic-1"));
    refused(create("nEWS", "topic-2"), Refusal.TOPIC_EXISTS);
  }

  @Test
  void aTopicAndAQueueMayHaveOneName() {
    done(queue("news"));
    done(create("news", "topic-1"));
    done(new DropQueue("news", "queue-news"));
    done(new DropTopic("news", "topic-1"));
    done(create("news", "topic-2"));
  }

  @Test
  void noMoreTopicsThanTheLimit_andRoomAgainAfterADrop() {
    done(create("a", "topic-a"));
    done(create("b", "topic-b"));
    done(create("c", "topic-c"));
    refused(create("d", "topic-d"), Refusal.TOPIC_LIMIT_REACHED);
    done(new DropTopic("a", "topic-a"));
    done(create("d", "topic-d"));
    refused(create("e", "topic-e"), Refusal.TOPIC_LIMIT_REACHED);
  }

  @Test
  void changeTopic_setsTheSizeAndKeepsTheRest() {
    done(create("news", "topic-1"));
    now = 7_000;
    assertThat(run(new ChangeTopic("news", "topic-1", 1_024)).entry())
        .isEqualTo(
            new TopicDefinition("news", "topic-1", 1_024, FilterType.TAG, BEGINS, 1_000, 7_000));
  }

  @Test
  void commandsAreForOneLifeOfATopic() {
    refused(new ChangeTopic("news", "topic-1", 1_024), Refusal.NO_SUCH_TOPIC);
    refused(new DropTopic("news", "topic-1"), Refusal.NO_SUCH_TOPIC);
    refused(subscribe(http("news", "topic-1", "s")), Refusal.NO_SUCH_TOPIC);
    done(create("news", "topic-2"));
    refused(new ChangeTopic("news", "topic-1", 1_024), Refusal.NO_SUCH_TOPIC);
    refused(new DropTopic("news", "topic-1"), Refusal.NO_SUCH_TOPIC);
    refused(subscribe(http("news", "topic-1", "s")), Refusal.NO_SUCH_TOPIC);
    refused(subscribe(http("News", "topic-2", "s")), Refusal.NO_SUCH_TOPIC);
  }

  @Test
  void aDroppedTopicsNameIsFreeAtOnce() {
    done(create("news", "topic-1"));
    CatalogOutcome dropped = run(new DropTopic("news", "topic-1"));
    assertThat(dropped).isEqualTo(new CatalogOutcome(null, "topic/news", null));
    assertThat(store.entries).isEmpty();
    done(create("News", "topic-2"));
  }

  @Test
  void subscribe_storesItAndItsDeliveryQueueWithTheTimeOfTheLog() {
    done(create("News", "topic-1"));
    now = 2_000;
    SubscriptionDefinition wanted = http("News", "topic-1", "Mail");
    CatalogOutcome outcome = run(subscribe(wanted));
    assertThat(outcome.key()).isEqualTo("subscription/news/mail");
    SubscriptionDefinition stored = (SubscriptionDefinition) outcome.entry();
    assertThat(stored)
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*(create|lastModify)TimeMs")
        .isEqualTo(wanted);
    assertThat(
            List.of(
                stored.createTimeMs(),
                stored.lastModifyTimeMs(),
                stored.delivery().createTimeMs(),
                stored.delivery().lastModifyTimeMs()))
        .containsOnly(2_000L);
    assertThat(store.entries).containsEntry("subscription/news/mail", stored);
  }

  @Test
  void subscriptionNamesAreUniqueInTheirTopic_whateverTheirCase() {
    done(create("news", "topic-1"));
    done(create("other", "topic-2"));
    done(subscribe(kafka("news", "topic-1", "mail")));
    refused(subscribe(kafka("news", "topic-1", "MAIL")), Refusal.SUBSCRIPTION_EXISTS);
    done(subscribe(kafka("other", "topic-2", "mail")));
  }

  @Test
  void noMoreSubscriptionsOfATopicThanTheLimit_andRoomAgainAfterOneEnds() {
    done(create("news", "topic-1"));
    done(create("other", "topic-2"));
    done(subscribe(kafka("news", "topic-1", "a")));
    done(subscribe(kafka("news", "topic-1", "b")));
    refused(subscribe(kafka("news", "topic-1", "c")), Refusal.SUBSCRIPTION_LIMIT_REACHED);
    done(subscribe(kafka("other", "topic-2", "c")));
    done(new Unsubscribe("news", "a", "subsc-a"));
    done(subscribe(kafka("news", "topic-1", "c")));
    refused(subscribe(kafka("news", "topic-1", "d")), Refusal.SUBSCRIPTION_LIMIT_REACHED);
  }

  @Test
  void aQueueEndpointNamesAnExistingQueueExactly() {
    done(create("news", "topic-1"));
    refused(subscribe(toQueue("news", "topic-1", "s", "Orders")), Refusal.ENDPOINT_ILLEGAL);
    done(queue("Orders"));
    refused(subscribe(toQueue("news", "topic-1", "s", "orders")), Refusal.ENDPOINT_ILLEGAL);
    done(subscribe(toQueue("news", "topic-1", "s", "Orders")));
    done(new DropQueue("Orders", "queue-Orders"));
    refused(subscribe(toQueue("news", "topic-1", "t", "Orders")), Refusal.ENDPOINT_ILLEGAL);
  }

  @Test
  void aDeadLetterQueueIsAnExistingQueueNamedExactly() {
    done(create("news", "topic-1"));
    SubscriptionDefinition wanted =
        subscription("news", "topic-1", "s", Protocol.HTTP, "u", "Dead");
    refused(subscribe(wanted), Refusal.NO_SUCH_DEAD_LETTER_QUEUE);
    done(queue("dead"));
    refused(subscribe(wanted), Refusal.NO_SUCH_DEAD_LETTER_QUEUE);
    done(subscribe(subscription("news", "topic-1", "s", Protocol.HTTP, "u", "dead")));
  }

  @Test
  void aRefusedSubscribeLeavesNothing() {
    done(create("news", "topic-1"));
    refused(subscribe(toQueue("news", "topic-1", "s", "none")), Refusal.ENDPOINT_ILLEGAL);
    done(new DropTopic("news", "topic-1"));
    assertThat(store.entries).isEmpty();
  }

  @Test
  void changeSubscription_keepsWhatIsNotNamed() {
    done(create("news", "topic-1"));
    SubscriptionDefinition before =
        (SubscriptionDefinition) run(subscribe(http("news", "topic-1", "s"))).entry();
    now = 5_000;
    SubscriptionDefinition retried =
        change(new SubscriptionChanges(NotifyStrategy.BACKOFF_RETRY, null, null, null));
    assertThat(retried.notifyStrategy()).isEqualTo(NotifyStrategy.BACKOFF_RETRY);
    assertThat(retried.lastModifyTimeMs()).isEqualTo(5_000);
    assertThat(retried)
        .usingRecursiveComparison()
        .ignoringFields("notifyStrategy", "lastModifyTimeMs")
        .isEqualTo(before);
    SubscriptionDefinition formatted =
        change(new SubscriptionChanges(null, NotifyContentFormat.SIMPLIFIED, null, null));
    assertThat(formatted.notifyStrategy()).isEqualTo(NotifyStrategy.BACKOFF_RETRY);
    assertThat(formatted.notifyContentFormat()).isEqualTo(NotifyContentFormat.SIMPLIFIED);
    assertThat(change(new SubscriptionChanges(null, null, null, List.of("k"))).filter())
        .isEqualTo(new Filter(List.of("tag"), List.of("k")));
    assertThat(change(SubscriptionChanges.CLEAR_TAGS).filter())
        .isEqualTo(new Filter(List.of(), List.of("k")));
    assertThat(store.entries).containsEntry("subscription/news/s", change(NOTHING));
  }

  @Test
  void commandsAreForOneLifeOfASubscription() {
    refused(new Unsubscribe("news", "s", "subsc-s"), Refusal.NO_SUCH_SUBSCRIPTION);
    done(create("news", "topic-1"));
    done(subscribe(kafka("news", "topic-1", "s")));
    refused(new Unsubscribe("news", "s", "subsc-former"), Refusal.NO_SUCH_SUBSCRIPTION);
    refused(
        new ChangeSubscription("news", "s", "subsc-former", NOTHING), Refusal.NO_SUCH_SUBSCRIPTION);
    refused(new ChangeSubscription("news", "t", "subsc-s", NOTHING), Refusal.NO_SUCH_SUBSCRIPTION);
    done(new Unsubscribe("news", "s", "subsc-s"));
    refused(new ChangeSubscription("news", "s", "subsc-s", NOTHING), Refusal.NO_SUCH_SUBSCRIPTION);
  }

  @Test
  void aTopicWithSubscriptionsIsNotDropped() {
    done(create("news", "topic-1"));
    done(create("newsletter", "topic-2"));
    done(subscribe(kafka("news", "topic-1", "a")));
    done(subscribe(http("news", "topic-1", "b")));
    refused(new DropTopic("news", "topic-1"), Refusal.TOPIC_HAS_SUBSCRIPTIONS);
    done(new DropTopic("newsletter", "topic-2"));
    done(new Unsubscribe("news", "a", "subsc-a"));
    refused(new DropTopic("news", "topic-1"), Refusal.TOPIC_HAS_SUBSCRIPTIONS);
    done(new Unsubscribe("news", "b", "subsc-b"));
    done(new DropTopic("news", "topic-1"));
  }

  @Test
  void withoutADeliveryQueueAnEndedSubscriptionIsGoneAtOnce() {
    done(create("news", "topic-1"));
    done(queue("orders"));
    done(subscribe(toQueue("news", "topic-1", "a", "orders")));
    done(subscribe(kafka("news", "topic-1", "b")));
    assertThat(run(new Unsubscribe("news", "a", "subsc-a")))
        .isEqualTo(new CatalogOutcome(null, "subscription/news/a", null));
    done(new Unsubscribe("news", "b", "subsc-b"));
    assertThat(store.entries).containsOnlyKeys("topic/news", "queue/orders");
    done(subscribe(http("news", "topic-1", "a")));
  }

  @Test
  void anEndedHttpSubscriptionsNameIsFreeOnceItsDeliveryQueuesTopicIsGone() {
    done(create("news", "topic-1"));
    done(subscribe(http("news", "topic-1", "Mail")));
    CatalogOutcome ended = run(new Unsubscribe("news", "Mail", "subsc-Mail"));
    assertThat(ended.key()).isEqualTo("subscription/news/mail");
    assertThat(ended.entry())
        .isEqualTo(new ReleasedName("Mail", "subsc-Mail", "kafka-Mail", "subscription/news/mail"));
    refused(subscribe(kafka("news", "topic-1", "mail")), Refusal.NAME_BEING_RELEASED);
    refused(new Unsubscribe("news", "Mail", "subsc-Mail"), Refusal.NO_SUCH_SUBSCRIPTION);

    assertThat(run(release("Mail", "subsc-other")).changed()).isFalse();
    assertThat(run(new ReleaseName("Mail", "subsc-Mail", null)).changed()).isFalse();
    assertThat(run(release("Mail", "subsc-Mail")))
        .isEqualTo(new CatalogOutcome(null, "subscription/news/mail", null));
    done(subscribe(http("news", "topic-1", "mail")));
    assertThat(run(release("mail", "subsc-mail")).changed()).isFalse();
  }

  @Test
  void aTopicIsDroppedWhileASubscriptionsNameIsStillBeingReleased() {
    done(create("news", "topic-1"));
    done(subscribe(http("news", "topic-1", "s")));
    done(new Unsubscribe("news", "s", "subsc-s"));
    done(new DropTopic("news", "topic-1"));
    done(create("news", "topic-2"));
    refused(subscribe(http("news", "topic-2", "s")), Refusal.NAME_BEING_RELEASED);
    done(release("s", "subsc-s"));
    done(subscribe(http("news", "topic-2", "s")));
  }

  @Test
  void goesOnFromWhatTheStoreHolds() {
    done(create("a", "topic-a"));
    done(create("b", "topic-b"));
    done(subscribe(kafka("a", "topic-a", "s")));
    done(subscribe(http("a", "topic-a", "t")));
    done(subscribe(http("b", "topic-b", "t")));
    done(new Unsubscribe("b", "t", "subsc-t"));
    machine = new CatalogMachine(store);

    refused(create("A", "topic-2"), Refusal.TOPIC_EXISTS);
    refused(subscribe(kafka("a", "topic-a", "S")), Refusal.SUBSCRIPTION_EXISTS);
    refused(subscribe(kafka("a", "topic-a", "u")), Refusal.SUBSCRIPTION_LIMIT_REACHED);
    refused(subscribe(kafka("b", "topic-b", "t")), Refusal.NAME_BEING_RELEASED);
    refused(new DropTopic("a", "topic-a"), Refusal.TOPIC_HAS_SUBSCRIPTIONS);
    done(new DropTopic("b", "topic-b"));
    done(create("c", "topic-c"));
    done(create("d", "topic-d"));
    refused(create("e", "topic-e"), Refusal.TOPIC_LIMIT_REACHED);
  }

  @Test
  void aTopicThatTakesNoBodyIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CreateTopic("t", "i", 0, FilterType.TAG, BEGINS, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChangeTopic("t", "i", 0));
  }

  private SubscriptionDefinition change(SubscriptionChanges changes) {
    CatalogOutcome outcome = run(new ChangeSubscription("news", "s", "subsc-s", changes));
    assertThat(outcome.refusal()).isNull();
    return (SubscriptionDefinition) outcome.entry();
  }

  private CatalogOutcome run(CatalogCommand command) {
    return machine.run(command, position++, now).orElseThrow();
  }

  private void done(CatalogCommand command) {
    CatalogOutcome outcome = run(command);
    assertThat(outcome.refusal()).isNull();
    assertThat(outcome.changed()).isTrue();
  }

  private void refused(CatalogCommand command, Refusal refusal) {
    assertThat(run(command)).isEqualTo(new CatalogOutcome(refusal, null, null));
  }

  private static CreateTopic create(String name, String id) {
    return new CreateTopic(name, id, 65_536, FilterType.TAG, BEGINS, MAX_TOPICS);
  }

  private static CreateQueue queue(String name) {
    return new CreateQueue(
        name,
        "queue-" + name,
        "cmq.queue." + name,
        "kafka-" + name,
        false,
        List.of(0L),
        QueueAttributes.DEFAULTS,
        100);
  }

  private static ReleaseName release(String name, String id) {
    return new ReleaseName(name, id, SubscriptionDefinition.keyOf("news", name));
  }

  private static Subscribe subscribe(SubscriptionDefinition wanted) {
    return new Subscribe(wanted, MAX_SUBSCRIPTIONS);
  }

  private static SubscriptionDefinition http(String topic, String topicId, String name) {
    return subscription(topic, topicId, name, Protocol.HTTP, "http://host/", null);
  }

  private static SubscriptionDefinition kafka(String topic, String topicId, String name) {
    return subscription(topic, topicId, name, Protocol.KAFKA, "events", null);
  }

  private static SubscriptionDefinition toQueue(
      String topic, String topicId, String name, String queue) {
    return subscription(topic, topicId, name, Protocol.QUEUE, queue, null);
  }

  private static SubscriptionDefinition subscription(
      String topic,
      String topicId,
      String name,
      Protocol protocol,
      String endpoint,
      String deadLetterQueue) {
    return new SubscriptionDefinition(
        topic,
        topicId,
        name,
        "subsc-" + name,
        protocol,
        endpoint,
        NotifyStrategy.EXPONENTIAL_DECAY_RETRY,
        NotifyContentFormat.JSON,
        new Filter(List.of("tag"), List.of()),
        deadLetterQueue,
        protocol == Protocol.HTTP ? delivery(name) : null,
        0,
        0);
  }

  private static QueueDefinition delivery(String name) {
    return new QueueDefinition(
        name,
        "subsc-" + name,
        "cmq.delivery." + name,
        "kafka-" + name,
        false,
        List.of(0L),
        QueueAttributes.DEFAULTS,
        0,
        0);
  }
}
