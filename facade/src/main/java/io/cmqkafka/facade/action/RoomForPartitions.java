package io.cmqkafka.facade.action;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Whether Kafka can have more partitions. Any thread may call. */
public interface RoomForPartitions {

  /** Sets aside room for so many more; false, and nothing set aside, when there is none. */
  boolean take(int partitions);

  /** They were not created after all. */
  default void giveBack(int partitions) {}

  /**
   * Creates something new that has so many partitions.
   *
   * @throws CmqException with {@code refusal} when there is no room for them
   */
  default <T> CompletableFuture<T> creating(
      int partitions, CmqError refusal, Supplier<CompletableFuture<T>> creation) {
    if (!take(partitions)) {
      throw new CmqException(refusal);
    }
    CompletableFuture<T> created;
    try {
      created = creation.get();
    } catch (Throwable e) {
      giveBack(partitions);
      throw e;
    }
    return created.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            giveBack(partitions);
          }
        });
  }
}
