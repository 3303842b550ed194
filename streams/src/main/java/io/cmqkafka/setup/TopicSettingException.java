package io.cmqkafka.setup;

import org.apache.kafka.common.KafkaException;

/**
 * A Kafka topic that was there has a setting that the server cannot work with, and Kafka did not
 * let it be set right. The message names the topic, the setting and the value it must have.
 */
public final class TopicSettingException extends KafkaException {
  TopicSettingException(String topic, String wanted, Throwable cause) {
    super(
        "Kafka topic "
            + topic
            + " must have "
            + wanted
            + ", and Kafka did not let the server set it: "
            + cause.getMessage(),
        cause);
  }
}
