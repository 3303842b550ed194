package io.cmqkafka.catalog;

import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Who may have which dead-letter queue.
 *
 * @param byName the queue of exactly this name, or null
 * @param sourcesOf how many queues have the queue of this id as their dead-letter queue
 */
public record DeadLetterRules(
    Function<String, QueueDefinition> byName, ToIntFunction<String> sourcesOf) {

  /** So many queues at most share a dead-letter queue. */
  public static final int MAX_SOURCES = 6;

  /**
   * What speaks against a policy of a queue that is being created.
   *
   * @param kafkaTopic of the new queue
   * @param binding null for no policy
   */
  public Optional<Refusal> refusalOfNew(
      String kafkaTopic, QueueAttributes attributes, DeadLetterBinding binding) {
    return Optional.ofNullable(
        binding == null ? null : refusal(binding, null, kafkaTopic, attributes));
  }

  /**
   * What speaks against a change of a queue.
   *
   * @param changed the attributes after the change
   * @param binding null to keep the policy, if there is one
   */
  public Optional<Refusal> refusalOfChange(
      QueueDefinition queue, QueueAttributes changed, DeadLetterBinding binding) {
    if (binding != null) {
      return Optional.ofNullable(refusal(binding, queue, queue.kafkaTopic(), changed));
    }
    return queue.deadLetter() != null && outlives(queue.deadLetter().limit(), changed)
        ? Optional.of(Refusal.DEAD_LETTER_EXCEEDS_RETENTION)
        : Optional.empty();
  }

  /** The policy that a binding without a refusal stands for. */
  DeadLetterPolicy resolve(DeadLetterBinding binding) {
    QueueDefinition target = byName.apply(binding.queueName());
    return new DeadLetterPolicy(target.name(), target.id(), binding.limit());
  }

  /**
   * @param source null for a queue that is being created
   */
  private Refusal refusal(
      DeadLetterBinding binding,
      QueueDefinition source,
      String kafkaTopic,
      QueueAttributes attributes) {
    QueueDefinition target = byName.apply(binding.queueName());
    if (target == null) {
      return Refusal.NO_SUCH_DEAD_LETTER_QUEUE;
    }
    // Bound queues may share a Kafka topic, and what is moved within one comes back at once.
    boolean nested =
        target.deadLetter() != null
            || target.kafkaTopic().equals(kafkaTopic)
            || source != null && sourcesOf.applyAsInt(source.id()) > 0;
    if (nested) {
      return Refusal.DEAD_LETTER_NESTED;
    }
    if (outlives(binding.limit(), attributes)) {
      return Refusal.DEAD_LETTER_EXCEEDS_RETENTION;
    }
    boolean bound =
        source != null
            && source.deadLetter() != null
            && source.deadLetter().queueId().equals(target.id());
    return !bound && sourcesOf.applyAsInt(target.id()) >= MAX_SOURCES
        ? Refusal.DEAD_LETTER_BOUND_TOO_OFTEN
        : null;
  }

  private static boolean outlives(DeadLetterLimit limit, QueueAttributes attributes) {
    return limit.maxTimeToLiveSeconds() >= attributes.msgRetentionSeconds();
  }
}
