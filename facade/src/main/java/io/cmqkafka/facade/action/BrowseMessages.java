package io.cmqkafka.facade.action;

import io.cmqkafka.BrowsePosition;
import io.cmqkafka.BrowseRequest;
import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.MessageState;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** BrowseMessages, an extension: looks at a queue's messages without receiving them. */
record BrowseMessages(QueueLookup lookup, Queues queues) implements Action<BrowseMessages.Request> {
  private static final int MAX_LIMIT = 100;
  private static final int DEFAULT_LIMIT = 20;
  private static final int DEFAULT_BODY_BYTES = 1 << 10;
  private static final int MAX_SEARCH_BYTES = 64 << 20;
  private static final int DEFAULT_SEARCH_BYTES = 8 << 20;

  /** Of a deleted message that a rewind can bring back. */
  private static final String REWINDABLE = "REWINDABLE";

  record Request(QueueDefinition queue, BrowseRequest browse) {}

  @Override
  public Request parse(Params params) {
    QueueDefinition queue = lookup.existing(params);
    Optional<Integer> partition = params.integer("partition", 0, queue.partitions() - 1);
    boolean backwards = isBackwards(params);
    return new Request(
        queue,
        new BrowseRequest(
            position(params, queue, partition, backwards),
            backwards,
            partition.isPresent(),
            states(params),
            isOnlyRewindable(params),
            text(params),
            params.integer("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT),
            params.integer("bodyBytes", 0, BrowseRequest.MAX_BODY_BYTES).orElse(DEFAULT_BODY_BYTES),
            params.integer("searchBytes", 1, MAX_SEARCH_BYTES).orElse(DEFAULT_SEARCH_BYTES)));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return queues
        .browse(request.queue(), request.browse())
        .thenApply(found -> new BrowsedAnswer(request.queue(), found));
  }

  private static boolean isBackwards(Params params) {
    String direction = params.optional("direction").orElse("forward");
    if (!List.of("forward", "backward").contains(direction)) {
      throw new CmqException(CmqError.OUT_OF_RANGE, "direction");
    }
    return direction.equals("backward");
  }

  /**
   * One of position, msgId and time; else the first message, or the last one backwards. Whatever it
   * is, it must lie in the partition that is looked at alone.
   */
  private static BrowsePosition position(
      Params params, QueueDefinition queue, Optional<Integer> partition, boolean backwards) {
    BrowsePosition position =
        named(params, queue)
            .orElseGet(
                () ->
                    BrowsePosition.edge(
                        partition.orElse(backwards ? queue.partitions() - 1 : 0),
                        params.number("time", 0, UnixTime.FAR_FUTURE).orElse(0L) * 1_000));
    if (partition.isPresent() && partition.get() != position.partition()) {
      throw new CmqException(CmqError.OUT_OF_RANGE, "partition");
    }
    return position;
  }

  private static Optional<BrowsePosition> named(Params params, QueueDefinition queue) {
    Optional<String> position = params.optional("position");
    if (position.isPresent()) {
      return Optional.of(
          BrowsePosition.parse(PositionMark.of(queue).takenOff("position", position.get()))
              .filter(at -> at.partition() < queue.partitions())
              .orElseThrow(() -> new CmqException(CmqError.OUT_OF_RANGE, "position")));
    }
    return params
        .optional("msgId")
        .map(msgId -> MessageIds.parse(msgId, queue))
        .map(id -> new BrowsePosition(id.partition(), id.offset(), 0));
  }

  private static byte[] text(Params params) {
    byte[] text = params.optional("text").orElse("").getBytes(StandardCharsets.UTF_8);
    if (text.length > BrowseRequest.MAX_TEXT_BYTES) {
      throw new CmqException(CmqError.OUT_OF_RANGE, "text");
    }
    return text;
  }

  private static boolean isOnlyRewindable(Params params) {
    List<String> names = stateNames(params);
    return names.contains(REWINDABLE) && !names.contains(MessageState.DELETED.name());
  }

  /** All of them when none is named. */
  private static Set<MessageState> states(Params params) {
    List<String> names = stateNames(params);
    if (names.isEmpty()) {
      return EnumSet.allOf(MessageState.class);
    }
    Set<MessageState> states = EnumSet.noneOf(MessageState.class);
    for (String name : names) {
      try {
        states.add(name.equals(REWINDABLE) ? MessageState.DELETED : MessageState.valueOf(name));
      } catch (IllegalArgumentException unknown) {
        throw new CmqException(CmqError.OUT_OF_RANGE, "state");
      }
    }
    return states;
  }

  private static List<String> stateNames(Params params) {
    return params.texts("state").stream()
        .map(name -> name.strip().toUpperCase(Locale.ROOT))
        .toList();
  }
}
