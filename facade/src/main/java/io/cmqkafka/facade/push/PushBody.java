package io.cmqkafka.facade.push;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.cmqkafka.Publication;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.facade.api.BodyText;
import io.cmqkafka.topic.NotifyContentFormat;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a push carries, in the format that the subscription asks for. */
final class PushBody {
  /** There are no accounts here: what stands for the owner is what queues have as createUin. */
  private static final int OWNER = 0;

  private static final int FIELDS_BYTES = 512;

  private final JsonFactory json = new JsonFactory();

  byte[] of(SubscriptionDefinition subscription, Publication publication) {
    return subscription.notifyContentFormat() == NotifyContentFormat.SIMPLIFIED
        ? publication.body()
        : object(subscription, publication);
  }

  private byte[] object(SubscriptionDefinition subscription, Publication publication) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(publication.body().length + FIELDS_BYTES);
        JsonGenerator fields = json.createGenerator(bytes)) {
      fields.writeStartObject();
      fields.writeNumberField("TopicOwner", OWNER);
      fields.writeStringField("topicName", subscription.topicName());
      fields.writeStringField("subscriptionName", subscription.name());
      fields.writeStringField("msgId", publication.id().toString());
      BodyText.write(publication.body(), fields);
      fields.writeNumberField("publishTime", publication.publishTimeMs() / 1_000);
      fields.writeEndObject();
      fields.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }
}
