package io.cmqkafka.facade.settings;

import static io.cmqkafka.facade.settings.Format.bytes;
import static io.cmqkafka.facade.settings.Format.integer;
import static io.cmqkafka.facade.settings.Format.pattern;

import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.config.ProcessBounds;
import io.cmqkafka.config.ThisProcess;
import io.cmqkafka.config.TopicBounds;
import io.cmqkafka.facade.exit.StartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All settings of the server, by topic, each within its range. What each one means, its range and
 * its default stand where it is read.
 */
public record Settings(
    HttpSettings http,
    ProcessSettings process,
    KafkaSettings kafka,
    CredentialSettings credentials,
    QueueSettings queues,
    TopicBounds topics,
    ProcessBounds bounds,
    PushSettings push) {

  /** The environment variable that names the configuration file. */
  public static final String CONFIG_VARIABLE = "CMQ_CONFIG";

  /** The environment variable that asks for stack traces. */
  public static final String DEBUG_VARIABLE = "CMQ_DEBUG";

  private static final String PASSED_THROUGH =
      """
        kafka.PROPERTY (CMQ_KAFKA_PROPERTY)
            Any Kafka client property, such as kafka.security.protocol
            (CMQ_KAFKA_SECURITY_PROTOCOL); passed to every Kafka client
      """;

  /** What a server started without any setting has. */
  public static Settings defaults() {
    return of(Map.of());
  }

  /**
   * Settings by their keys in the configuration file; what is not given has its default.
   *
   * @throws StartException with a sentence that names the setting which is unknown or impossible
   */
  public static Settings of(Map<String, String> values) {
    return from(new SettingSources(known()).values(values));
  }

  /**
   * Settings from all their sources: the command line wins over the environment, the environment
   * over the file, the file over the default.
   *
   * @param options by key
   * @param file the configuration file, if any
   * @throws StartException with a sentence that names the setting which is unknown or impossible
   */
  public static Settings read(
      Map<String, String> options, Map<String, String> environment, Optional<Path> file) {
    SettingSources sources = new SettingSources(known());
    file.ifPresent(sources::file);
    return from(sources.environment(environment).commandLine(options));
  }

  /** The list of all settings, for people. */
  public static String describe() {
    return known().stream().map(Setting::describe).collect(Collectors.joining()) + PASSED_THROUGH;
  }

  /**
   * What the Kafka side is told.
   *
   * @param servers where the cluster or the embedded broker is
   * @param stateDir where Kafka Streams keeps its directory
   */
  public CmqConfig forKafka(String servers, Path stateDir) {
    return new CmqConfig(
        ThisProcess.of(!kafka.hasCluster(), stateDir, kafka.clientProperties(servers)),
        kafka.layout(),
        kafka.topology(),
        queues.bounds(),
        topics,
        bounds);
  }

  /** Every setting there is, in the order of the documentation. */
  static List<Setting<?>> known() {
    // The largest heap there can be, so that no default is out of range while settings are listed.
    SettingReader reader = new SettingReader(Map.of(), Long.MAX_VALUE);
    read(reader);
    return reader.declared();
  }

  private static Settings from(SettingSources sources) {
    return read(new SettingReader(sources.given(), Runtime.getRuntime().maxMemory()));
  }

  private static Settings read(SettingReader s) {
    return new Settings(
        HttpSettings.read(s),
        ProcessSettings.read(s),
        KafkaSettings.read(s),
        CredentialSettings.read(s),
        QueueSettings.read(s),
        topics(s),
        bounds(s),
        PushSettings.read(s));
  }

  // spotless:off
  private static TopicBounds topics(SettingReader s) {
    return new TopicBounds(
        s.get("max.topics", integer(1, 1_000_000), "10000", "How many topics may exist."),
        s.get("max.subscriptions", integer(1, 100_000), "1000", "How many subscriptions one topic may have."),
        s.find("endpoint.topics", pattern(), "The Kafka topics that subscriptions of protocol kafka may write to, as a pattern of the whole name; none when not set."),
        s.get("topic.rate.limit", integer(0, 1_000_000), "0", "Messages a second that this process lets clients publish to one topic before it answers 4420, those of batches counted one by one; 0 for no limit."));
  }

  private static ProcessBounds bounds(SettingReader s) {
    return new ProcessBounds(
        s.get("body.cache.bytes", bytes(0, s.heapBytes()), "heap/8", "Memory for the bodies of recent messages."),
        s.get("max.pending.requests", integer(1, 1_000_000), "20000", "How many requests may be in progress, waiting receives included, before more are refused."),
        s.get("max.inflight.bytes", bytes(8 << 20, s.heapBytes()), "heap/8", "Bytes that requests and pushes may make the process hold, being read, on their way to Kafka, fetched, answered and pushed, before more are refused or wait."),
        s.get("numbers.bytes", bytes(1 << 20, s.heapBytes()), "16m", "Memory for the numbers over time; when it is used up, those of what is quiet are forgotten."),
        s.get("request.timeout.ms", integer(1_000, 600_000), "10000", "How long Kafka may take for one request before the client is answered 6000."));
  }
  // spotless:on
}
