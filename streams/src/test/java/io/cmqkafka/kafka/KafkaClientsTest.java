package io.cmqkafka.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.worker.Worker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {
  private final KafkaClients clients =
      new KafkaClients(
          Fixtures.config(Map.of("bootstrap.servers", "127.0.0.1:1")), new SimpleMeterRegistry());

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
  void whetherAProducersThreadGoesOnIsTold() {
    Producer<byte[], byte[]> producer = clients.bodyProducer();
    Worker sender = clients.senders().get(0);
    assertThat(sender.isAlive()).isTrue();
    assertThat(sender.task()).isEqualTo("sending bodies");
    producer.close(Duration.ZERO);
    await().until(() -> !sender.isAlive());
  }

  @Test
  void anErrorInACallbackEndsNoThread_andTheCallbackIsToldOfAFailure() {
    List<Exception> told = new ArrayList<>();
    Callback callback =
        (metadata, failure) -> {
          told.add(failure);
          if (failure == null) {
            throw new OutOfMemoryError("as if");
          }
        };
    LastingProducer.outliving(callback).onCompletion(null, null);
    assertThat(told).hasSize(2).first().isNull();
    assertThat(told.get(1)).isInstanceOf(KafkaException.class);
  }

  @Test
  void aCallbackThatCannotEvenBeToldOfAFailureEndsNoThread() {
    Callback callback =
        (metadata, failure) -> {
          throw new OutOfMemoryError("as if");
        };
    assertThatCode(() -> LastingProducer.outliving(callback).onCompletion(null, null))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsClosedAlreadyDoesNotMatter() {
    clients.bodyProducer().close();
    clients.bodyConsumer().close();
    clients.close();
    clients.close();
  }
}
