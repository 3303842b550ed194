package io.cmqkafka.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.copy.Copied;
import io.cmqkafka.queue.QueuePartition;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueStateKeyTest {

  @ParameterizedTest
  @ValueSource(strings = {"queue-abcd1234", "", "a\u0000b", "\u4f8b\u5b50"})
  void comesBackAsItWas(String queueId) {
    for (char kind : new char[] {QueueStateKey.HEADER, QueueStateKey.ENTRY, QueueStateKey.PARKED}) {
      for (long number : new long[] {0, 1, 255, Long.MAX_VALUE}) {
        QueueStateKey key = new QueueStateKey(new QueuePartition(queueId, 70_000), kind, number);
        Bytes bytes = key.bytes();
        assertThat(QueueStateKey.of(bytes)).isEqualTo(key);
        assertThat(bytes).isNotEqualTo(QueueStateKey.PROGRESS);
      }
    }
    for (String name : new String[] {"source/0", "s", "e".repeat(Copied.MAX_NAME)}) {
      QueueStateKey key = QueueStateKey.ofSource(new QueuePartition(queueId, 70_000), name);
      assertThat(QueueStateKey.of(key.bytes())).isEqualTo(key);
    }
  }
}
