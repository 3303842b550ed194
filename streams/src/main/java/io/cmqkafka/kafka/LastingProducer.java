package io.cmqkafka.kafka;

import io.cmqkafka.worker.Worker;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A producer whose thread goes on after an error in a callback. In Kafka's own producer such an
 * error, out of memory for example, ends the thread: every send is still taken and nothing is sent
 * any more. An error in Kafka's code still ends the thread, and {@link #isAlive} says so.
 */
final class LastingProducer extends KafkaProducer<byte[], byte[]> implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(LastingProducer.class);

  /** Begins the name that Kafka gives the thread, which the client id ends. */
  private static final String THREAD = "kafka-producer-network-thread | ";

  private final String role;
  private final Thread thread;

  /**
   * @param role what it sends, to be named to an operator
   */
  LastingProducer(String role, Map<String, Object> config) {
    super(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.role = role;
    String name = THREAD + config.get(ProducerConfig.CLIENT_ID_CONFIG);
    // The youngest: a former one of the same name may be ending still.
    this.thread =
        Thread.getAllStackTraces().keySet().stream()
            .filter(one -> one.getName().equals(name))
            .max(Comparator.comparingLong(Thread::getId))
            .orElseThrow(() -> new IllegalStateException("no thread has the name " + name));
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message, Callback told) {
    return super.send(message, told == null ? null : outliving(told));
  }

  @Override
  public String task() {
    return "sending " + role;
  }

  @Override
  public boolean isAlive() {
    return thread.isAlive();
  }

  /** Tells a callback that threw an error that its send failed. */
  static Callback outliving(Callback told) {
    return (metadata, failure) -> {
      try {
        told.onCompletion(metadata, failure);
      } catch (Error e) {
        LOG.error("one who was told of a send met an error, and is told that it failed", e);
        tellAgain(told, e);
      }
    };
  }

  private static void tellAgain(Callback told, Error error) {
    try {
      told.onCompletion(null, new KafkaException("what became of it could not be told", error));
    } catch (Error e) {
      LOG.error("nor could that be told; deadlines end what waits for it", e);
    }
  }
}
