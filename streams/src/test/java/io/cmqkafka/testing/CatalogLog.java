package io.cmqkafka.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.view.CatalogJson;
import io.cmqkafka.view.CatalogView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A catalog to write to, and a view that follows it; versions count from 0. */
public final class CatalogLog {
  public static final TopicPartition PARTITION = new TopicPartition("cmq.catalog", 0);

  public final LogConsumer consumer = new LogConsumer();

  /** The view's, for questions about the end. */
  public final LogConsumer ends = new LogConsumer();

  public final CatalogView view =
      new CatalogView(
          consumer, ends, PARTITION.topic(), new SkippedRecords(new SimpleMeterRegistry()));
  private long end;

  /** Of the last change; -1 before the first. */
  public long version() {
    return end - 1;
  }

  public void put(CatalogEntry... entries) {
    for (CatalogEntry entry : entries) {
      append(entry.key(), CatalogJson.encode(new CatalogJson.Versioned(end, entry)));
    }
  }

  public void remove(CatalogEntry entry) {
    remove(entry.key());
  }

  public void remove(String key) {
    append(key, null);
  }

  private void append(String key, byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(CatalogView.VERSION_HEADER, Long.toString(end).getBytes(UTF_8));
    consumer.append(LogConsumer.record(PARTITION, end, key.getBytes(UTF_8), value, 1, headers));
    end++;
    ends.end(PARTITION, end);
  }
}
