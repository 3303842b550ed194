package io.cmqkafka.topology;

import io.cmqkafka.catalog.CatalogMachine;
import io.cmqkafka.catalog.CatalogOutcome;
import io.cmqkafka.command.CommandPartitions;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.queue.UnknownRulesException;
import io.cmqkafka.view.CatalogJson;
import io.cmqkafka.view.CatalogView;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives catalog commands to the catalog machine and publishes what changed. */
final class CatalogProcessor implements Processor<byte[], LoggedCommand, byte[], byte[]> {
  static final String STORE = "catalog-state";

  private static final Logger LOG = LoggerFactory.getLogger(CatalogProcessor.class);

  private final LogLimit logged = new LogLimit();

  private final Outbox outbox;
  private final SkippedRecords skipped;
  private final Rules newest;
  private ProcessorContext<byte[], byte[]> context;
  private CatalogMachine machine;

  /**
   * @param newest the newest rules that can be decided by here
   */
  CatalogProcessor(Outbox outbox, SkippedRecords skipped, Rules newest) {
    this.outbox = outbox;
    this.skipped = skipped;
    this.newest = newest;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> newContext) {
    context = newContext;
    setUp();
  }

  private void setUp() {
    KeyValueStore<String, byte[]> store = context.getStateStore(STORE);
    machine = new CatalogMachine(new StreamsCatalogStore(store), newest);
  }

  @Override
  public void process(Record<byte[], LoggedCommand> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    run(record.value(), place, record.timestamp())
        .ifPresent(
            outcome -> {
              publish(outcome, place.offset(), record.timestamp());
              outbox.reply(record.value().origin(), replyOf(outcome, place.offset()));
            });
  }

  private Optional<CatalogOutcome> run(
      LoggedCommand command, RecordMetadata place, long timestamp) {
    try {
      if (command instanceof LoggedCommand.ForCatalog one) {
        return machine.run(one.command(), place.offset(), timestamp);
      }
      // Every commands partition has its rules; those of the catalog's partition are the catalog's.
      return command instanceof LoggedCommand.PutInForce newer
              && place.partition() == CommandPartitions.CATALOG
          ? machine.putInForce(newer.rules(), place.offset(), timestamp)
          : Optional.empty();
    } catch (KafkaException | UnknownRulesException e) {
      // The command is not at fault: the store failed, or other processes must decide from here on.
      throw e;
    } catch (RuntimeException e) {
      // As with queues, the command must not hold up the others, now and after each restart. Its
      // changes in the store stay, and memory is read anew from the store.
      if (logged.isDue("skipped")) {
        LOG.error("a catalog command failed and is skipped", e);
      }
      skipped.skip(place.topic(), place.partition(), place.offset(), e);
      setUp();
      return Optional.empty();
    }
  }

  private void publish(CatalogOutcome outcome, long version, long timestamp) {
    if (outcome.changed()) {
      byte[] key = outcome.key().getBytes(StandardCharsets.UTF_8);
      byte[] value =
          outcome.entry() == null
              ? null
              : CatalogJson.encode(new CatalogJson.Versioned(version, outcome.entry()));
      RecordHeaders headers = new RecordHeaders();
      headers.add(
          CatalogView.VERSION_HEADER, Long.toString(version).getBytes(StandardCharsets.US_ASCII));
      context.forward(new Record<>(key, value, timestamp, headers));
      // The asker waits until its view has the change, and views read committed records.
      context.commit();
    }
  }

  private static Reply replyOf(CatalogOutcome outcome, long version) {
    return outcome.refusal() != null
        ? new Reply.Refused(outcome.refusal())
        : new Reply.Stored(outcome.changed() ? version : -1);
  }
}
