package io.cmqkafka.facade.settings;

import static io.cmqkafka.facade.settings.Format.integer;
import static io.cmqkafka.facade.settings.Format.pattern;

import io.cmqkafka.config.QueueBounds;

/**
 * What clients may ask of queues.
 *
 * @param delayMaxSeconds the largest delay of a message
 * @param partitions of a new queue for which none are asked
 */
public record QueueSettings(int delayMaxSeconds, int partitions, QueueBounds bounds) {

  // spotless:off
  static QueueSettings read(SettingReader s) {
    return new QueueSettings(
        s.get("delay.max.seconds", integer(0, 40 * 24 * 3_600), "3600", "The largest delaySeconds accepted."),
        s.get("queue.partitions", integer(1, 64), "1", "Partitions of a new queue; with more than one, order holds within each only."),
        new QueueBounds(
            s.get("max.queues", integer(1, 1_000_000), "10000", "How many queues may exist."),
            s.find("bind.topics", pattern(), "The Kafka topics that queues may be bound to, as a pattern of the whole name; none when not set."),
            s.get("queue.max.inactive", integer(1, 100_000_000), "100000", "How many messages of one queue partition may be invisible at a time."),
            s.get("queue.max.delayed", integer(0, 100_000_000), "100000", "How many messages of one queue may be delayed at a time."),
            s.get("queue.rate.limit", integer(0, 1_000_000), "0", "Messages a second that this process lets clients send to one queue before it answers 4420, those of batches counted one by one; 0 for no limit.")));
  }
  // spotless:on
}
