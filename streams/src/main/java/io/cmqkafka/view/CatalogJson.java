package io.cmqkafka.view;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.HandleKey;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.catalog.RulesInForce;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.malformed.MalformedRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** The text form of catalog entries: {@code {"version":12,"queue":{...}}}. */
public final class CatalogJson {
  private static final Map<String, Class<? extends CatalogEntry>> TYPES =
      Map.of(
          "queue", QueueDefinition.class,
          "topic", TopicDefinition.class,
          "subscription", SubscriptionDefinition.class,
          "released", ReleasedName.class,
          "handleKey", HandleKey.class,
          "redrive", Redrive.class,
          "rules", RulesInForce.class);

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * @param version the catalog's version when the entry was stored
   */
  public record Versioned(long version, CatalogEntry entry) {}

  private CatalogJson() {}

  public static byte[] encode(Versioned versioned) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", versioned.version());
    TYPES.forEach(
        (name, type) -> {
          if (type.isInstance(versioned.entry())) {
            json.set(name, MAPPER.valueToTree(versioned.entry()));
          }
        });
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Versioned decode(byte[] value) throws MalformedRecordException {
    try {
      JsonNode json = MAPPER.readTree(value);
      for (Map.Entry<String, Class<? extends CatalogEntry>> type : TYPES.entrySet()) {
        JsonNode body = json.get(type.getKey());
        if (body != null && json.path("version").isIntegralNumber()) {
          CatalogEntry entry = Objects.requireNonNull(MAPPER.treeToValue(body, type.getValue()));
          return new Versioned(json.get("version").longValue(), entry);
        }
      }
      throw new MalformedRecordException("unknown catalog entry");
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw new MalformedRecordException("not a catalog entry", e);
    }
  }
}
