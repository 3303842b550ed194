package io.cmqkafka.log;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {
  private final KafkaClients clients =
      new KafkaClients(Fixtures.config(Map.of("bootstrap.servers", "127.0.0.1:1")));

  @Test
  void whatNobodyHasClosedIsClosed() {
    Producer<byte[], byte[]> producer = clients.commandProducer();
    Consumer<byte[], byte[]> consumer = clients.tailConsumer();
    clients.close();
    assertThatIllegalStateException().isThrownBy(consumer::assignment);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> producer.send(new ProducerRecord<>("any", new byte[0])));
  }

  @Test
  void noProducerHoldsUpItsSender_whileNoBrokerIsThere() {
    for (Producer<byte[], byte[]> producer :
        List.of(clients.commandProducer(), clients.publicationProducer(), clients.bodyProducer())) {
      assertThatThrownBy(() -> producer.send(new ProducerRecord<>("any", new byte[0])).get())
          .hasRootCauseInstanceOf(TimeoutException.class)
          .rootCause()
          .hasMessageContaining("after 0 ms");
    }
    clients.close();
  }

  @Test
  void whatIsClosedAlreadyDoesNotMatter() {
    clients.bodyProducer().close();
    clients.bodyConsumer().close();
    clients.close();
    clients.close();
  }
}
