package io.cmqkafka.setup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of brokers that create topics by themselves. With them a Kafka topic that was deleted comes
 * back at the next look of a client that remembers it.
 */
public final class AutoCreation {
  private static final Logger LOG = LoggerFactory.getLogger(AutoCreation.class);
  private static final String SETTING = "auto.create.topics.enable";

  private final Admin admin;

  public AutoCreation(Admin admin) {
    this.admin = admin;
  }

  /**
   * Asks every broker and logs at most one warning. Does not block, and never fails: a broker that
   * does not answer, or does not let this process see its settings, is passed over.
   *
   * @return completes when all have answered or have been given up, within the client's own timeout
   *     for each of two requests
   */
  public CompletableFuture<Void> warn() {
    return future(admin.describeCluster().nodes())
        .thenCompose(this::ask)
        .exceptionally(
            failure -> {
              LOG.debug("whether brokers create topics is not known", failure);
              return null;
            });
  }

  private CompletableFuture<Void> ask(Collection<Node> brokers) {
    List<ConfigResource> resources =
        brokers.stream()
            .map(broker -> new ConfigResource(ConfigResource.Type.BROKER, broker.idString()))
            .toList();
    Map<ConfigResource, KafkaFuture<Config>> asked = admin.describeConfigs(resources).values();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    asked.forEach(
        (broker, config) ->
            answers.add(
                future(config)
                    .thenApply(is -> creates(is) ? broker.name() : null)
                    .exceptionally(
                        failure -> {
                          LOG.debug(
                              "broker {} does not tell of {}", broker.name(), SETTING, failure);
                          return null;
                        })));
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenRun(() -> say(answers.stream().map(CompletableFuture::join).toList()));
  }

  private static boolean creates(Config broker) {
    ConfigEntry entry = broker.get(SETTING);
    return entry != null && "true".equals(entry.value());
  }

  private static void say(List<String> creating) {
    TreeSet<String> brokers = new TreeSet<>();
    creating.stream().filter(broker -> broker != null).forEach(brokers::add);
    if (!brokers.isEmpty()) {
      LOG.warn(
          "Kafka brokers {} have {}=true: Kafka topics of deleted queues and subscriptions can come"
              + " back, and stay in the way; set {}=false on every broker and restart it",
          brokers,
          SETTING,
          SETTING);
    }
  }

  private static <T> CompletableFuture<T> future(KafkaFuture<T> kafka) {
    return kafka.toCompletionStage().toCompletableFuture().thenApply(value -> value);
  }
}
