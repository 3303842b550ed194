package io.cmqkafka.facade.push;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cmqkafka.Publication;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.Labels;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/**
 * Tags in the first line, separated by commas, and a body: pushed with headers that are one line
 * each, and as JSON that tells the body exactly.
 */
public final class PushTarget implements Target {
  private static final SubscriptionDefinition SUBSCRIPTION =
      new SubscriptionDefinition(
          "news",
          "topic-a",
          "mail",
          "subsc-a",
          Protocol.HTTP,
          "http://127.0.0.1:8089/",
          NotifyStrategy.BACKOFF_RETRY,
          NotifyContentFormat.JSON,
          Filter.NONE,
          null,
          new QueueDefinition(
              "d", "queue-d", "d", "id", false, List.of(0L), QueueAttributes.DEFAULTS, 0, 0),
          0,
          0);

  private final ObjectMapper mapper = new ObjectMapper();

  @Override
  public void run(byte[] input) throws IOException {
    int end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    List<String> tags = List.of(new String(input, 0, end, UTF_8).split(",", -1));
    byte[] body = Arrays.copyOfRange(input, Math.min(input.length, end + 1), input.length);
    Publication publication =
        new Publication(new MessageId(0, 7), body, new Labels(tags, ""), 1_795_396_821_544L);

    HttpFields.Mutable headers = HttpFields.build();
    PushHeaders.add(headers, publication, 1);
    headers.forEach(
        header ->
            Claim.that(
                header.getValue().chars().allMatch(c -> c >= ' ' && c <= '~'),
                "a header that is not printable: " + header));

    JsonNode json =
        mapper.readTree(Content.Source.asInputStream(new PushBody().of(SUBSCRIPTION, publication)));
    byte[] told =
        json.has("msgBodyBase64")
            ? json.get("msgBodyBase64").binaryValue()
            : json.get("msgBody").textValue().getBytes(UTF_8);
    Claim.same(new String(body, ISO_8859_1), new String(told, ISO_8859_1), "a body");
  }
}
