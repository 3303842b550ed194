package io.cmqkafka.facade.whole;

import io.cmqkafka.facade.TestedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What clients do at a server, and what Kafka's own clients do beside it. */
abstract class KafkaSession extends ApiSession {
  NativeKafka kafka;

  KafkaSession(TestedServer server) {
    super(server);
  }

  @BeforeEach
  final void connectToKafka() {
    kafka = new NativeKafka(server);
  }

  @AfterEach
  final void disconnectFromKafka() {
    kafka.close();
  }
}
