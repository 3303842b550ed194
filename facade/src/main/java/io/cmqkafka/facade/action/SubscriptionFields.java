package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.catalog.SubscriptionDefinition;
import java.io.IOException;
import java.util.List;

/** How parts of a subscription are written, under both names where clients read different ones. */
final class SubscriptionFields {
  private SubscriptionFields() {}

  /** Where its messages go, and where those that it gives up. */
  static void writeTarget(SubscriptionDefinition subscription, JsonGenerator json)
      throws IOException {
    String protocol = Endpoints.name(subscription.protocol());
    json.writeStringField("protocol", protocol);
    json.writeStringField("protocal", protocol);
    json.writeStringField("endpoint", subscription.endpoint());
    if (subscription.deadLetterQueue() != null) {
      json.writeStringField("deadLetterQueue", subscription.deadLetterQueue());
    }
  }

  static void writeFilter(SubscriptionDefinition subscription, JsonGenerator json)
      throws IOException {
    writeArray("filterTag", subscription.filter().tags(), json);
    writeArray("filterTags", subscription.filter().tags(), json);
    writeArray("bindingKey", subscription.filter().bindingKeys(), json);
  }

  private static void writeArray(String name, List<String> texts, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
