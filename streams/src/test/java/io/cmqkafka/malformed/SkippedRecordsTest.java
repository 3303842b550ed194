package io.cmqkafka.malformed;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SkippedRecordsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SkippedRecords skipped = new SkippedRecords(meters);

  @Test
  void countsEachRecordOnce_howeverOftenItIsRead() {
    skip("a", 0, 3);
    skip("a", 0, 5);
    skip("a", 0, 3);
    skip("a", 0, 5);
    assertThat(counted("a")).isEqualTo(2);
    skip("a", 1, 3);
    skip("a", 0, 6);
    assertThat(counted("a")).isEqualTo(4);
    skip("b", 0, 0);
    skip("b", 0, 0);
    assertThat(counted("b")).isEqualTo(1);
    assertThat(meters.get("cmq.skipped.records").meters())
        .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
  }

  @Test
  void aPartitionThatBeginsAgainIsCountedAgain() {
    skip("a", 0, 3);
    skipped.forget(new TopicPartition("a", 0));
    skip("a", 0, 1);
    assertThat(counted("a")).isEqualTo(2);
  }

  @Test
  void remembersABoundedNumberOfPartitions() {
    skip("a", 0, 3);
    for (int i = 0; i < SkippedRecords.MAX_PARTITIONS; i++) {
      skip("many", i, 3);
    }
    skip("a", 0, 3);
    skip("many", SkippedRecords.MAX_PARTITIONS - 1, 3);
    assertThat(counted("a")).isEqualTo(2);
    assertThat(counted("many")).isEqualTo(SkippedRecords.MAX_PARTITIONS);
  }

  private void skip(String topic, int partition, long offset) {
    skipped.skip(topic, partition, offset, new MalformedRecordException("nonsense"));
  }

  private int counted(String topic) {
    return (int) meters.counter("cmq.skipped.records", "topic", topic).count();
  }
}
