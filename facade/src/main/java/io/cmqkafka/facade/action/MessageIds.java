package io.cmqkafka.facade.action;

import io.cmqkafka.Repairs;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.MessageId;
import java.util.List;

/** Messages that a request chooses by {@code msgId.n}. */
final class MessageIds {
  private MessageIds() {}

  /** 1 to 100 ids, else 10370; one that cannot be of this queue: 10770; one twice: 10330. */
  static List<MessageId> read(Params params, QueueDefinition queue) {
    List<MessageId> ids =
        params.indexed("msgId", Repairs.MAX_CHOSEN).stream().map(id -> parse(id, queue)).toList();
    if (ids.stream().distinct().count() < ids.size()) {
      throw new CmqException(CmqError.NOT_REPEATABLE, "msgId");
    }
    return ids;
  }

  /** An id that can be of this queue, else 10770. */
  static MessageId parse(String id, QueueDefinition queue) {
    return MessageId.parse(id.strip())
        .filter(it -> it.partition() < queue.partitions())
        .orElseThrow(() -> new CmqException(CmqError.MESSAGE_ID_INVALID));
  }
}
