package io.cmqkafka.facade.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All settings of the server, each within its range. What each one means, its range and its default
 * stand in {@link #describe()}.
 *
 * @param httpTls empty for plain HTTP
 * @param bootstrapServers empty when the broker is embedded
 * @param bindTopics empty when queues may be bound to no Kafka topic
 * @param endpointTopics empty when subscriptions may write to no Kafka topic
 * @param pushAllow not checked yet, like {@code pushDeny}
 * @param kafka Kafka client properties passed through, without their prefix
 */
public record Settings(
    HostPort http,
    Optional<HostPort> httpAdvertised,
    Optional<TlsPaths> httpTls,
    int httpReadTimeoutMs,
    int httpWriteTimeoutMs,
    int httpMaxConnectionsPerAddress,
    HostPort management,
    Path dataDir,
    Optional<String> bootstrapServers,
    int embeddedKafkaPort,
    String topicPrefix,
    int replicationFactor,
    int minInsyncReplicas,
    int commandsPartitions,
    int repliesPartitions,
    int publicationsPartitions,
    int streamThreads,
    int standbyReplicas,
    int sessionTimeoutMs,
    int commitIntervalMs,
    int rulesVersion,
    int commandsRetentionMs,
    Optional<Path> credentialsFile,
    Optional<SecretPair> secret,
    int timestampToleranceSeconds,
    int delayMaxSeconds,
    int maxQueues,
    int maxTopics,
    int maxSubscriptions,
    int queuePartitions,
    Optional<Pattern> bindTopics,
    Optional<Pattern> endpointTopics,
    int queueMaxInactive,
    int queueMaxDelayed,
    int queueRateLimit,
    int topicRateLimit,
    long bodyCacheBytes,
    int maxPendingRequests,
    long maxInflightBytes,
    int requestTimeoutMs,
    int slowRequestMs,
    int startTimeoutMs,
    int shutdownGraceMs,
    List<String> pushAllow,
    List<String> pushDeny,
    int pushTimeoutMs,
    int pushMaxConnections,
    int pushConcurrency,
    Map<String, String> kafka) {

  static final String KAFKA_PREFIX = "kafka.";
  private static final String PASSED_THROUGH =
      """
        kafka.PROPERTY (CMQ_KAFKA_PROPERTY)
            Any Kafka client property, such as kafka.security.protocol
            (CMQ_KAFKA_SECURITY_PROTOCOL); passed to every Kafka client
      """;
  private static final Pattern NEEDS_CLUSTER = Pattern.compile("(security|sasl|ssl)\\..+");

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
    return from(new SettingSources(new KnownSettings().all()).values(values).given());
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
    SettingSources sources = new SettingSources(new KnownSettings().all());
    file.ifPresent(sources::file);
    return from(sources.environment(environment).commandLine(options).given());
  }

  /** The list of all settings, for people. */
  public static String describe() {
    return new KnownSettings().all().stream().map(Setting::describe).collect(Collectors.joining())
        + PASSED_THROUGH;
  }

  public boolean hasCluster() {
    return bootstrapServers.isPresent();
  }

  /**
   * What every Kafka client of the server begins with; settings a client cannot work without are to
   * be put over it.
   *
   * @param servers where the cluster or the embedded broker is
   * @return a new map
   */
  public Map<String, Object> clientProperties(String servers) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("bootstrap.servers", servers);
    return properties;
  }

  /** Leaves out the Kafka properties' values, which may be passwords. */
  @Override
  public String toString() {
    return "Settings[http=%s, management=%s, dataDir=%s, bootstrapServers=%s, kafka=%s]"
        .formatted(http, management, dataDir, bootstrapServers.orElse("none"), kafka.keySet());
  }

  private static Settings from(Map<String, Given> given) {
    KnownSettings k = new KnownSettings();
    SettingValues v = new SettingValues(given, given.containsKey(k.bootstrapServers.key()));
    Settings settings =
        new Settings(
            v.get(k.http),
            v.optional(k.httpAdvertised),
            tls(v.optional(k.httpTlsCertificate), v.optional(k.httpTlsKey)),
            v.get(k.httpReadTimeoutMs),
            v.get(k.httpWriteTimeoutMs),
            v.get(k.httpMaxConnectionsPerAddress),
            v.get(k.management),
            v.get(k.dataDir),
            v.optional(k.bootstrapServers),
            v.get(k.embeddedKafkaPort),
            v.get(k.topicPrefix),
            v.get(k.replicationFactor),
            v.optional(k.minInsyncReplicas)
                .orElse(Math.min(v.get(k.minInsyncReplicas), v.get(k.replicationFactor))),
            v.get(k.commandsPartitions),
            v.get(k.repliesPartitions),
            v.get(k.publicationsPartitions),
            v.get(k.streamThreads),
            v.get(k.standbyReplicas),
            v.get(k.sessionTimeoutMs),
            v.get(k.commitIntervalMs),
            v.get(k.rulesVersion),
            v.get(k.commandsRetentionMs),
            v.optional(k.credentialsFile),
            secret(v.optional(k.secretId), v.optional(k.secretKey), v.optional(k.secretAllow)),
            v.get(k.timestampToleranceSeconds),
            v.get(k.delayMaxSeconds),
            v.get(k.maxQueues),
            v.get(k.maxTopics),
            v.get(k.maxSubscriptions),
            v.get(k.queuePartitions),
            v.optional(k.bindTopics),
            v.optional(k.endpointTopics),
            v.get(k.queueMaxInactive),
            v.get(k.queueMaxDelayed),
            v.get(k.queueRateLimit),
            v.get(k.topicRateLimit),
            v.get(k.bodyCacheBytes),
            v.get(k.maxPendingRequests),
            v.get(k.maxInflightBytes),
            v.get(k.requestTimeoutMs),
            v.get(k.slowRequestMs),
            v.get(k.startTimeoutMs),
            v.get(k.shutdownGraceMs),
            v.get(k.pushAllow),
            v.optional(k.pushDeny).orElse(List.of()),
            v.get(k.pushTimeoutMs),
            v.get(k.pushMaxConnections),
            v.get(k.pushConcurrency),
            kafka(given));
    settings.refuseContradictions();
    return settings;
  }

  private static Optional<TlsPaths> tls(Optional<Path> certificate, Optional<Path> key) {
    require(
        certificate.isPresent() == key.isPresent(),
        "The settings http.tls.certificate and http.tls.key belong together, but only one of them"
            + " is given.");
    return certificate.map(c -> new TlsPaths(c, key.orElseThrow()));
  }

  private static Optional<SecretPair> secret(
      Optional<String> id, Optional<String> key, Optional<List<String>> allow) {
    require(
        id.isPresent() == key.isPresent(),
        "The settings secret.id and secret.key belong together, but only one of them is given.");
    require(
        id.isPresent() || allow.isEmpty(),
        "The setting secret.allow says what secret.id may do, but secret.id is not given.");
    return id.map(i -> new SecretPair(i, key.orElseThrow(), allow));
  }

  private static Map<String, String> kafka(Map<String, Given> given) {
    Map<String, String> properties = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          if (key.startsWith(KAFKA_PREFIX)) {
            properties.put(key.substring(KAFKA_PREFIX.length()), value.value());
          }
        });
    return Map.copyOf(properties);
  }

  private void refuseContradictions() {
    require(
        hasCluster() || replicationFactor == 1,
        "The setting replication.factor is '%d', but must be 1 with the embedded broker;"
            + " for a cluster set bootstrap.servers.",
        replicationFactor);
    require(
        minInsyncReplicas <= replicationFactor,
        "The setting min.insync.replicas is '%d', but must be at most replication.factor, %d.",
        minInsyncReplicas,
        replicationFactor);
    require(
        commitIntervalMs < sessionTimeoutMs,
        "The setting commit.interval.ms is '%d', but must be less than session.timeout.ms, %d.",
        commitIntervalMs,
        sessionTimeoutMs);
    require(
        !kafka.containsKey("bootstrap.servers"),
        "The cluster is set with bootstrap.servers, not with kafka.bootstrap.servers.");
    kafka
        .keySet()
        .forEach(
            key ->
                require(
                    hasCluster() || !NEEDS_CLUSTER.matcher(key).matches(),
                    "The setting kafka.%s is for a cluster, but bootstrap.servers is not set.",
                    key));
  }

  private static void require(boolean condition, String sentence, Object... arguments) {
    if (!condition) {
      throw new StartException(ExitCode.USAGE, sentence.formatted(arguments));
    }
  }
}
