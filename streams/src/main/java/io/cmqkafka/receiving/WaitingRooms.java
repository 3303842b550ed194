package io.cmqkafka.receiving;

import io.cmqkafka.body.MessageLog;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link WaitingRoom} for each queue of several partitions that is received from. Thread-safe.
 */
public final class WaitingRooms implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingRooms.class);

  /** How long a stop waits for the parked receives to be answered. */
  private static final long LAST_REPLIES_MS = 2_000;

  private final CommandLog commands;
  private final MessageLog messages;
  private final int maxInactive;
  private final int timeoutMs;
  private final Map<String, WaitingRoom> rooms = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * @param maxInactive messages in flight at which a partition gives no more
   * @param timeoutMs how long a receive may take beyond its wait
   */
  public WaitingRooms(CommandLog commands, MessageLog messages, int maxInactive, int timeoutMs) {
    this.commands = commands;
    this.messages = messages;
    this.maxInactive = maxInactive;
    this.timeoutMs = timeoutMs;
  }

  /**
   * Enters the queue's room and runs the task that {@link WaitingRoom#enter} returns.
   *
   * @throws RefusedException UNAVAILABLE once this is closed
   */
  void enter(QueueDefinition queue, WaitingRoom.Guest guest) {
    if (closed) {
      throw new RefusedException(Refusal.UNAVAILABLE);
    }
    Runnable[] begin = new Runnable[1];
    rooms.compute(
        queue.id(),
        (id, there) -> {
          WaitingRoom room = there == null ? roomOf(queue) : there;
          begin[0] = room.enter(guest);
          return room;
        });
    begin[0].run();
    if (closed) {
      // This room may have been made after the last look at the rooms.
      rooms.values().forEach(WaitingRoom::close);
    }
  }

  void leave(QueueDefinition queue, WaitingRoom.Guest guest) {
    WaitingRoom room = rooms.get(queue.id());
    if (room != null) {
      room.leave(guest);
    }
  }

  /** See {@link WaitingRoom#sweep}. */
  public void sweep() {
    rooms.forEach(
        (id, room) -> {
          room.sweep();
          if (!room.isInUse()) {
            rooms.computeIfPresent(id, (same, now) -> now.isInUse() ? now : null);
          }
        });
  }

  /** Parks no receive any more, and waits until messages granted to nobody are given back. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    try {
      CompletableFuture.allOf(
              rooms.values().stream().map(WaitingRoom::close).toArray(CompletableFuture[]::new))
          .get(LAST_REPLIES_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "stopping while parked receives have no reply; a message that one of them receives comes"
              + " again when its visibility timeout has ended");
    }
  }

  private WaitingRoom roomOf(QueueDefinition queue) {
    return new WaitingRoom(
        commands, messages, maxInactive, timeoutMs, queue.id(), queue.partitions());
  }
}
