package io.cmqkafka.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.NewSubscription;
import io.cmqkafka.NewTopic;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.publication.PublicationLog;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.CatalogLog;
import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.view.CatalogChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions with a delivery topic that was there before, on a catalog that the test writes. */
class TopicDefinitionsTest {
  private static final TopicDefinition NEWS = Fixtures.topic("news", FilterType.TAG);
  private static final String DELIVERY = "cmq.delivery.news.s";
  private static final NewSubscription WANTED =
      new NewSubscription(
          "s",
          Protocol.HTTP,
          "http://h/",
          NotifyStrategy.BACKOFF_RETRY,
          NotifyContentFormat.JSON,
          new Filter(List.of(), List.of()),
          null);

  private final FakeAdmin admin = new FakeAdmin();
  private final CatalogLog catalog = new CatalogLog();
  private final PendingReplies pending = new PendingReplies("me", 10);
  private final List<CatalogCommand> commands = new ArrayList<>();
  private final CmqConfig config = Fixtures.config(Map.of());
  private final PublicationLog publications =
      new PublicationLog(producer(), "cmq.publications", 1, new ByteBudget(1 << 20));
  private final TopicDefinitions definitions = definitions();

  /** Runs before the catalog takes up a subscription. */
  private Runnable beforeEntry = () -> {};

  @BeforeEach
  void start() {
    admin.answer(partition -> FakeAdmin.found(5, -1));
    catalog.put(NEWS);
    catalog.view.start().orTimeout(10, TimeUnit.SECONDS).join();
    new QueueTopics(admin.admin(), config.layout().replication())
        .createDelivery(DELIVERY, SubscriptionDefinition.DELIVERY)
        .join();
  }

  @AfterEach
  void stop() {
    catalog.view.close();
  }

  @Test
  void aTopicBeginsWhereItsPublicationsAreWhenItIsCreated() {
    publications.markVersion("mail", 0).join();
    publications.markVersion("mail", 0).join();

    create("mail");

    assertThat(commands)
        .singleElement()
        .isInstanceOfSatisfying(
            CatalogCommand.CreateTopic.class,
            command -> assertThat(command.begins()).isEqualTo(new MessageId(0, 2)));
  }

  @Test
  void aTopicThatIsThereIsRefused_andItsPublicationsAreNotMarked() {
    long next = publications.markVersion("news", 0).join().offset() + 1;

    assertThatThrownBy(() -> create("NEWS"))
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.refusal()).isEqualTo(Refusal.TOPIC_EXISTS));
    assertThat(commands).isEmpty();
    assertThat(publications.markVersion("news", 0).join().offset()).isEqualTo(next);
  }

  @Test
  void aDeliveryTopicThatWasThereIsTakenOverAndSetRight() {
    SubscriptionDefinition made = subscribe();
    assertThat(made.delivery().kafkaTopic()).isEqualTo(DELIVERY);
    assertThat(made.delivery().begins()).containsExactly(5L);
    assertThat(commands).hasSize(1);
    assertThat(admin.altered.get(DELIVERY)).containsEntry("retention.ms", "90000000");
  }

  @Test
  void aDeliveryTopicThatWasRemovedMeanwhileEndsTheSubscriptionItWasFor() {
    beforeEntry = () -> admin.topics.remove(DELIVERY);
    assertThatThrownBy(this::subscribe)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.refusal()).isEqualTo(Refusal.UNAVAILABLE));
    String id = ((CatalogCommand.Subscribe) commands.get(0)).wanted().id();
    assertThat(commands.get(1)).isEqualTo(new CatalogCommand.Unsubscribe("news", "s", id));
    assertThat(admin.altered).isEmpty();

    beforeEntry = () -> {};
    assertThat(subscribe().id()).isNotEqualTo(id);
    assertThat(admin.topics).containsKey(DELIVERY);
  }

  private void create(String topic) {
    definitions
        .create(new NewTopic(topic, 65_536, FilterType.TAG))
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private SubscriptionDefinition subscribe() {
    return definitions.subscribe(NEWS, WANTED).orTimeout(10, TimeUnit.SECONDS).join();
  }

  private TopicDefinitions definitions() {
    CommandLog log =
        new CommandLog(new Machine(), "cmq.commands", 1, pending, new LogClock(), 60_000);
    return new TopicDefinitions(
        config.topics(),
        config.layout().names(),
        new QueueTopics(admin.admin(), config.layout().replication()),
        catalog.view,
        new CatalogChanges(log, catalog.view, 60_000),
        publications,
        new PartitionRequests(log, 60_000));
  }

  private static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Carries out what is appended. */
  private final class Machine extends MockProducer<byte[], byte[]> {
    Machine() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      Future<RecordMetadata> sent = super.send(record, callback);
      LoggedCommand.ForCatalog command = decoded(record);
      commands.add(command.command());
      if (command.command() instanceof CatalogCommand.Subscribe subscribe) {
        beforeEntry.run();
        catalog.put(subscribe.wanted());
      } else if (command.command() instanceof CatalogCommand.CreateTopic) {
        catalog.put(Fixtures.topic("mail", FilterType.TAG));
      } else if (command.command() instanceof CatalogCommand.Unsubscribe gone) {
        catalog.remove(catalog.view.subscription(NEWS, gone.name()).orElseThrow());
      }
      pending.complete(command.origin().request(), new Reply.Stored(catalog.version()));
      return sent;
    }

    private static LoggedCommand.ForCatalog decoded(ProducerRecord<byte[], byte[]> record) {
      try {
        return (LoggedCommand.ForCatalog) CommandJson.decode(record.value());
      } catch (MalformedRecordException e) {
        throw new AssertionError(e);
      }
    }
  }
}
