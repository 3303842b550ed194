package io.cmqkafka.facade.push;

import io.cmqkafka.Publication;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.facade.classic.JsonText;
import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.topic.NotifyContentFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.Request;

/** What a push carries, in the format that the subscription asks for. */
final class PushBody {
  /** There are no accounts here: what stands for the owner is what queues have as createUin. */
  private static final int OWNER = 0;

  private static final int PIECE_BYTES = 32 << 10;

  /** Long JSON is made piece by piece, as it is sent. */
  Request.Content of(SubscriptionDefinition subscription, Publication publication) {
    return subscription.notifyContentFormat() == NotifyContentFormat.SIMPLIFIED
        ? new BytesRequestContent(PushHeaders.CONTENT_TYPE, publication.body())
        : content(object(subscription, publication));
  }

  private static Request.Content content(JsonText json) {
    return new InputStreamRequestContent(PushHeaders.CONTENT_TYPE, json.stream(), PIECE_BYTES) {
      @Override
      public long getLength() {
        return json.length();
      }
    };
  }

  private static JsonText object(SubscriptionDefinition subscription, Publication publication) {
    try (JsonWriter json = new JsonWriter()) {
      json.writeStartObject();
      json.writeNumberField("TopicOwner", OWNER);
      json.writeStringField("topicName", subscription.topicName());
      json.writeStringField("subscriptionName", subscription.name());
      json.writeStringField("msgId", publication.id().toString());
      json.writeBody(publication.body());
      json.writeNumberField("publishTime", publication.publishTimeMs() / 1_000);
      json.writeEndObject();
      return json.text();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }
}
