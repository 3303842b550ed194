package io.cmqkafka.node;

import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.config.TopicLayout;
import io.cmqkafka.kafka.KafkaClients;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.setup.AutoCreation;
import io.cmqkafka.setup.KafkaTopicSetup;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that every other part of a process is made with.
 *
 * @param partitions that the server's Kafka topics have, which may differ from the settings
 * @param budget what requests may make this process hold; pushes have a part to themselves
 * @param tally what this process has done, for the numbers over time
 */
record Foundation(
    CmqConfig config,
    KafkaClients clients,
    Admin admin,
    KafkaTopicSetup.Partitions partitions,
    SkippedRecords skipped,
    ByteBudget budget,
    Tally tally,
    MeterRegistry meters,
    StartProgress progress) {
  private static final Logger LOG = LoggerFactory.getLogger(Foundation.class);

  /** Creates the server's Kafka topics if need be. */
  static Foundation of(
      CmqConfig config, KafkaClients clients, MeterRegistry meters, StartProgress progress)
      throws ExecutionException, InterruptedException, TimeoutException {
    Admin admin = clients.admin();
    TopicLayout layout = config.layout();
    KafkaTopicSetup.Partitions partitions =
        new KafkaTopicSetup(
                admin, layout, config.bounds().requestTimeoutMs(), progress.deadlineNanos())
            .run();
    new AutoCreation(admin).warn();
    if (partitions.commands() != layout.commandsPartitions()) {
      LOG.warn(
          "{} has {} partitions, which were fixed at its first start; commands.partitions={} is"
              + " not used",
          layout.names().commands(),
          partitions.commands(),
          layout.commandsPartitions());
    }
    return new Foundation(
        config,
        clients,
        admin,
        partitions,
        new SkippedRecords(meters),
        new ByteBudget(config.bounds().maxRequestedBytes()),
        new Tally(),
        meters,
        progress);
  }

  KafkaTopics names() {
    return config.layout().names();
  }

  int timeoutMs() {
    return config.bounds().requestTimeoutMs();
  }

  <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).description(description).register(meters);
  }
}
