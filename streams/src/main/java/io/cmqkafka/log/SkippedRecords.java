package io.cmqkafka.log;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs foreign records: each once, by its place, never with its content. */
public final class SkippedRecords {
  private static final Logger LOG = LoggerFactory.getLogger(SkippedRecords.class);
  private final MeterRegistry meters;

  public SkippedRecords(MeterRegistry meters) {
    this.meters = meters;
  }

  public void skip(String topic, int partition, long offset, Exception why) {
    meters.counter("cmq.skipped.records", "topic", topic).increment();
    LOG.warn(
        "skipped a record that is none of ours: {}-{} offset {}: {}",
        topic,
        partition,
        offset,
        why.getMessage());
  }
}
