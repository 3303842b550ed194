package io.cmqkafka.facade.action;

import io.cmqkafka.Measure;
import io.cmqkafka.Numbers;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * GetTopicNumbers: what was published to some topics over time, and what became of it for the
 * subscriptions they have now, taken together. This server's own. Topics that do not exist, or that
 * the client may not ask about, are left out.
 */
record GetTopicNumbers(Topics topics, Numbers numbers) implements Action<NumbersRequest> {

  @Override
  public NumbersRequest parse(Params params) {
    return NumbersRequest.read(params, "topicName", NumberField.OF_TOPICS);
  }

  @Override
  public CompletableFuture<Answer> run(NumbersRequest request, Client client) {
    List<TopicDefinition> some =
        request.names().stream()
            .filter(name -> client.rights().allow("GetTopicNumbers", name))
            .map(topics::find)
            .flatMap(Optional::stream)
            .toList();
    return CompletableFuture.completedFuture(
        request.answer(
            numbers,
            some,
            "topicList",
            // Runs over all subscriptions, so only for those who want to know.
            request.fields().stream().anyMatch(NumberField::isOfDeliveries)
                ? this::withDeliveries
                : numbers::of,
            ListTopic::write));
  }

  private long[][] withDeliveries(TopicDefinition topic, Numbers.Window window) {
    long[][] sums =
        Arrays.stream(numbers.of(topic, window))
            .map(point -> point == null ? null : point.clone())
            .toArray(long[][]::new);
    for (SubscriptionDefinition subscription : topics.subscriptions(topic)) {
      long[][] deliveries = numbers.of(subscription, window);
      for (int i = 0; i < sums.length; i++) {
        add(sums[i], deliveries[i], Measure.PUSHED);
        add(sums[i], deliveries[i], Measure.FAILED_PUSHES);
      }
    }
    return sums;
  }

  /** A sum of which a part is not known is not known. */
  private static void add(long[] sum, long[] part, Measure what) {
    int i = what.ordinal();
    if (sum != null && sum[i] != Measure.UNKNOWN) {
      sum[i] = part == null ? Measure.UNKNOWN : sum[i] + part[i];
    }
  }
}
