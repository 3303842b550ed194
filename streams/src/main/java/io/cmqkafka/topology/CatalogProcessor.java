package io.cmqkafka.topology;

import io.cmqkafka.catalog.CatalogMachine;
import io.cmqkafka.catalog.CatalogOutcome;
import io.cmqkafka.log.CatalogJson;
import io.cmqkafka.log.CatalogView;
import io.cmqkafka.log.LoggedCommand;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.queue.Reply;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Gives catalog commands to the catalog machine and publishes what changed. */
final class CatalogProcessor implements Processor<byte[], LoggedCommand, byte[], byte[]> {
  static final String STORE = "catalog-state";

  private final Outbox outbox;
  private ProcessorContext<byte[], byte[]> context;
  private CatalogMachine machine;

  CatalogProcessor(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> newContext) {
    context = newContext;
    KeyValueStore<String, byte[]> store = context.getStateStore(STORE);
    machine = new CatalogMachine(new StreamsCatalogStore(store));
  }

  @Override
  public void process(Record<byte[], LoggedCommand> record) {
    if (record.value() instanceof LoggedCommand.ForCatalog one) {
      long version = context.recordMetadata().orElseThrow().offset();
      machine
          .run(one.command(), version, record.timestamp())
          .ifPresent(
              outcome -> {
                publish(outcome, version, record.timestamp());
                outbox.reply(one.origin(), replyOf(outcome, version));
              });
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
      // Whoever asked waits until its view has the change, and views read what is committed.
      context.commit();
    }
  }

  private static Reply replyOf(CatalogOutcome outcome, long version) {
    return outcome.refusal() != null
        ? new Reply.Refused(outcome.refusal())
        : new Reply.Stored(outcome.changed() ? version : -1);
  }
}
