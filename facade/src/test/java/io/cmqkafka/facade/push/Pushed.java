package io.cmqkafka.facade.push;

import io.cmqkafka.Publication;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.Labels;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the tests push, and for whom. */
final class Pushed {
  static final MessageId ID = new MessageId(0, 7);

  private Pushed() {}

  static SubscriptionDefinition to(String endpoint, NotifyContentFormat format) {
    return new SubscriptionDefinition(
        "news",
        "topic-1",
        "hook",
        "subsc-1",
        Protocol.HTTP,
        endpoint,
        NotifyStrategy.BACKOFF_RETRY,
        format,
        Filter.NONE,
        null,
        new QueueDefinition(
            "news/hook",
            "queue-1",
            "cmq.delivery.news.hook",
            "x",
            false,
            List.of(0L),
            QueueAttributes.DEFAULTS,
            0,
            0),
        0,
        0);
  }

  static Publication publication(String body, String... tags) {
    return publication(body.getBytes(StandardCharsets.UTF_8), tags);
  }

  static Publication publication(byte[] body, String... tags) {
    return new Publication(ID, body, new Labels(List.of(tags), ""), 1_700_000_000_999L);
  }
}
