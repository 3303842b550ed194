package io.cmqkafka.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class PublicationTimeTest {
  private final PublicationTime time = new PublicationTime();
  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void aPublicationIsMadeWhenItsRecordWas_andItsLeaderIsNoted() {
    assertThat(time.extract(record(1_700_000_000_000L, Optional.of(12)), 5))
        .isEqualTo(1_700_000_000_000L);
    assertThat(PublicationHeaders.leaderEpoch(headers)).isEqualTo(12);
  }

  @Test
  void whatAProducerSaysOfTheLeaderDoesNotCount() {
    headers.add("cmq-leader-epoch", "x".getBytes(UTF_8));
    time.extract(record(1, Optional.of(3)), 5);
    assertThat(PublicationHeaders.leaderEpoch(headers)).isEqualTo(3);

    headers.add("cmq-leader-epoch", "x".getBytes(UTF_8));
    time.extract(record(1, Optional.empty()), 5);
    assertThat(PublicationHeaders.leaderEpoch(headers)).isEqualTo(-1);
  }

  @Test
  void aRecordWithoutATimeIsAPublicationToo() {
    assertThat(time.extract(record(-1, Optional.of(3)), 5)).isZero();
  }

  private ConsumerRecord<Object, Object> record(long timestamp, Optional<Integer> leaderEpoch) {
    return new ConsumerRecord<>(
        "cmq.publications",
        0,
        7,
        timestamp,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        null,
        null,
        headers,
        leaderEpoch);
  }
}
