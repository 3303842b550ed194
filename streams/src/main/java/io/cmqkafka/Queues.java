package io.cmqkafka;

import io.cmqkafka.catalog.DeadLetterBinding;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.MessageId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The queues of one cluster, as this process serves them. No method blocks: each answers with a
 * future that completes exceptionally with {@link io.cmqkafka.queue.RefusedException} when the
 * request is refused, within a bounded time whatever Kafka does. Futures complete on internal
 * threads, which callers must not block.
 *
 * <p>A {@link QueueDefinition} passed in stands for that very life of the queue: once the queue is
 * deleted, requests for it are refused with {@code NO_SUCH_QUEUE}, also when the name lives again.
 */
public interface Queues {

  /** The queue of exactly this name (case matters), as this process's catalog view has it. */
  Optional<QueueDefinition> find(String name);

  /**
   * Completes when this process knows all queues, topics and subscriptions that were in the catalog
   * when this was called, also those that other processes made. Without it, {@link #find} and the
   * other methods may answer from a slightly older catalog.
   */
  CompletableFuture<Void> catchUp();

  /** All queues, sorted by name. */
  List<QueueDefinition> list();

  /**
   * Refused with QUEUE_EXISTS (also for a name that differs only in case), QUEUE_LIMIT_REACHED,
   * NAME_BEING_RELEASED, TOPIC_NOT_BINDABLE, REWIND_EXCEEDS_RETENTION; and with a dead-letter
   * policy with NO_SUCH_DEAD_LETTER_QUEUE, DEAD_LETTER_NESTED, DEAD_LETTER_EXCEEDS_RETENTION,
   * DEAD_LETTER_BOUND_TOO_OFTEN.
   */
  CompletableFuture<QueueDefinition> create(NewQueue queue);

  /**
   * Refused with NO_SUCH_QUEUE, REWIND_EXCEEDS_RETENTION, and for the sake of dead letters as
   * {@link #create}.
   *
   * @param deadLetter null keeps what is in force
   */
  CompletableFuture<QueueDefinition> change(
      QueueDefinition queue, AttributeChanges changes, DeadLetterBinding deadLetter);

  /**
   * Takes the dead-letter queue away from a queue; does nothing when it has none. Dead letters stay
   * dead, and are moved once the queue has a dead-letter queue again. Refused with NO_SUCH_QUEUE.
   */
  CompletableFuture<Void> unbindDeadLetter(QueueDefinition queue);

  /** Refused with IS_DEAD_LETTER_QUEUE while it is another queue's. */
  CompletableFuture<Void> drop(QueueDefinition queue);

  /**
   * Appends bodies to the queue; the ids come in the order of the bodies. The limits are checked
   * for all of them before anything is written (HEAP_FULL, TOO_MANY_DELAYED, OVERLOADED). Refused
   * with KAFKA_TOPIC_GONE when the queue's Kafka topic was deleted with Kafka's tools.
   *
   * @param bodies 1 to 16 bodies, none empty, none larger than the queue's maxMsgSize
   * @param delaySeconds 0 for none
   */
  CompletableFuture<List<MessageId>> send(
      QueueDefinition queue, List<byte[]> bodies, int delaySeconds);

  /**
   * Receives up to {@code max} messages, or none when none came until the wait ended. Completes at
   * most a second after the wait. Cancelling the returned future gives up the wait, and messages
   * granted meanwhile become visible again at once. Receives fewer messages when this process has
   * no room for more; OVERLOADED when it has no room for one. The caller must call {@link
   * Received#end}. Refused with KAFKA_TOPIC_GONE as {@link #send}.
   *
   * @param max 1 to 16
   * @param waitSeconds 0 to 30
   */
  CompletableFuture<Received> receive(QueueDefinition queue, int max, int waitSeconds);

  /**
   * One outcome per handle, in order; UNKNOWN only beside one that is DELETED. Refused with
   * OVERLOADED if nothing was deleted, and with UNAVAILABLE if nothing is known to be.
   */
  CompletableFuture<List<DeleteOutcome>> delete(QueueDefinition queue, List<String> receiptHandles);

  /**
   * Makes deleted messages appended at or after this time receivable again.
   *
   * @param startConsumeTime epoch seconds; refused with REWIND_TIME_INVALID outside the valid range
   */
  CompletableFuture<Void> rewind(QueueDefinition queue, long startConsumeTime);

  /**
   * As {@link #counts}, and how many messages {@link #rewind} to this time would make receivable
   * again, refused as that is. Offsets that hold no message count too, once they were passed.
   */
  CompletableFuture<RewindCounts> rewindable(QueueDefinition queue, long startConsumeTime);

  /** Drops every message of the queue: active, inactive and delayed. */
  CompletableFuture<Void> clear(QueueDefinition queue);

  CompletableFuture<QueueCounts> counts(QueueDefinition queue);

  /**
   * Looks at messages without receiving them. Refused with RULES_TOO_OLD while a process of the
   * cluster does not know how to, with KAFKA_TOPIC_GONE as {@link #send}, and with OVERLOADED when
   * too many look.
   */
  CompletableFuture<BrowsedMessages> browse(QueueDefinition queue, BrowseRequest request);

  /**
   * Looks up what became of a message, as far as the commands log tells. Refused as {@link
   * #browse}, and with NO_SUCH_MESSAGE when the queue never had a message of this id.
   *
   * @param from where to go on, as {@link MessageTrace#next} told it; empty to begin with the
   *     message's append
   * @param maxRecords after so many commands the answer is given, or after some seconds
   */
  CompletableFuture<MessageTrace> trace(
      QueueDefinition queue, MessageId id, Optional<TracePosition> from, int maxRecords);
}
