package io.cmqkafka.config;

/**
 * The names of every Kafka topic and group of ours.
 *
 * @param prefix begins each of them
 */
public record KafkaTopics(String prefix) {

  /** The largest body, 1 MiB, with room for its record's headers and framing. */
  public static final int MAX_MESSAGE_BYTES = (1 << 20) + (64 << 10);

  /** Every change of a queue's state or of the catalog; JSON. */
  public String commands() {
    return prefix + "commands";
  }

  /** Replies on their way to another process; JSON. */
  public String replies() {
    return prefix + "replies";
  }

  /** What exists; compacted JSON. */
  public String catalog() {
    return prefix + "catalog";
  }

  /** Numbers over time, as every process tells them; JSON. */
  public String numbers() {
    return prefix + "numbers";
  }

  /** Begins the names of all queues' topics. */
  public String queuePrefix() {
    return queue("");
  }

  /** A queue's messages: record value = body. */
  public String queue(String queueName) {
    return prefix + "queue." + queueName;
  }

  /** Application id of the topology: its consumer group, and the prefix of its changelogs. */
  public String queuesApplication() {
    return prefix + "queues";
  }

  /** What was published to (CMQ) topics: key = topic name, record value = body. */
  public String publications() {
    return prefix + "publications";
  }

  /** Begins the names of all HTTP subscriptions' topics. */
  public String deliveryPrefix() {
    return prefix + "delivery.";
  }

  /** The messages that wait to be pushed for an HTTP subscription: record value = body. */
  public String delivery(String topicName, String subscriptionName) {
    return deliveryPrefix() + topicName + "." + subscriptionName;
  }

  /** Application id of the fan-out: its consumer group. */
  public String fanOutApplication() {
    return prefix + "fan-out";
  }

  public boolean isOurs(String kafkaTopic) {
    return kafkaTopic.startsWith(prefix) || kafkaTopic.startsWith("__");
  }
}
