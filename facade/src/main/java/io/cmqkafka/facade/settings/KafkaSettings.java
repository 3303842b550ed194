package io.cmqkafka.facade.settings;

import static io.cmqkafka.facade.settings.Format.integer;
import static io.cmqkafka.facade.settings.Format.matching;
import static io.cmqkafka.facade.settings.Format.servers;
import static io.cmqkafka.facade.settings.SettingReader.require;

import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.config.KnownRules;
import io.cmqkafka.config.Replication;
import io.cmqkafka.config.TopicLayout;
import io.cmqkafka.config.TopologySettings;
import io.cmqkafka.queue.Rules;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which Kafka it is, the server's own topics there, and the topologies that run on them.
 *
 * @param bootstrapServers empty when the broker is embedded
 * @param embeddedPort 0 for any free one
 * @param properties Kafka client properties passed through, without their prefix
 */
public record KafkaSettings(
    Optional<String> bootstrapServers,
    int embeddedPort,
    TopicLayout layout,
    TopologySettings topology,
    Map<String, String> properties) {

  static final String SERVERS = "bootstrap.servers";
  private static final String MIN_INSYNC = "min.insync.replicas";
  private static final Pattern NEEDS_CLUSTER = Pattern.compile("(security|sasl|ssl)\\..+");

  // spotless:off
  static KafkaSettings read(SettingReader s) {
    return new KafkaSettings(
        s.find(SERVERS, servers(), "The Kafka cluster to use; without it a broker is embedded."),
        s.get("embedded.kafka.port", integer(0, 65_535), "9092", "Where the embedded broker listens on loopback; 0 for any free port."),
        new TopicLayout(
            new KafkaTopics(s.get("topic.prefix", matching("[a-zA-Z0-9._-]{1,50}", "1 to 50 of letters, digits, '.', '_', '-'"), "cmq.", "What the names of the server's Kafka topics, and its Kafka client groups, begin with.")),
            replication(s,
                s.get("replication.factor", integer(1, 32_767), "1", "3", "Copies of each Kafka topic the server creates."),
                s.get(MIN_INSYNC, integer(1, 32_767), "1", "2", "Copies that must have a message before its send is answered; at most replication.factor.")),
            s.get("commands.partitions", integer(1, 1_000), "4", "12", "How many shares the queues' work is divided into; fixed at the first start on a cluster."),
            s.get("replies.partitions", integer(1, 1_000), "4", "Partitions of the Kafka topic that carries replies between processes."),
            s.get("publications.partitions", integer(1, 1_000), "4", "12", "How many shares the publications of topics are divided into; fixed at the first start on a cluster.")),
        new TopologySettings(
            s.get("stream.threads", integer(1, 64), "1", "2", "Threads that process commands, and as many again that copy publications."),
            s.get("standby.replicas", integer(0, 10), "0", "How many more processes follow the state of each commands partition, ready to take it over without reading it first; as many as there are other processes at most."),
            s.get("session.timeout.ms", integer(1_000, 1_800_000), "6000", "After how much silence other processes take over a process's queues; a cluster's brokers may ask for at least 6000."),
            s.get("commit.interval.ms", integer(10, 60_000), "1000", "How often queue state is committed; must be less than session.timeout.ms."),
            new KnownRules(Rules.NEWEST, new Rules(s.get("rules.version", integer(1, Rules.NEWEST.version()), Integer.toString(Rules.NEWEST.version()), "The newest version of the rules of queues and topics that this process lets be put in force; a lower one than the default keeps the way back open to programs that know no newer one."))),
            s.get("commands.retention.ms", integer(0, 7 * 24 * 3_600_000), "3600000", "How long processed commands are kept as an audit trail.")),
        s.kafkaProperties());
  }
  // spotless:on

  public KafkaSettings {
    require(
        topology.commitIntervalMs() < topology.sessionTimeoutMs(),
        "The setting commit.interval.ms is '%d', but must be less than session.timeout.ms, %d.",
        topology.commitIntervalMs(),
        topology.sessionTimeoutMs());
    require(
        !properties.containsKey(SERVERS),
        "The cluster is set with bootstrap.servers, not with kafka.bootstrap.servers.");
    for (String key : properties.keySet()) {
      require(
          bootstrapServers.isPresent() || !NEEDS_CLUSTER.matcher(key).matches(),
          "The setting kafka.%s is for a cluster, but bootstrap.servers is not set.",
          key);
    }
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
    Map<String, Object> all = new HashMap<>(properties);
    all.put(SERVERS, servers);
    return all;
  }

  /** Leaves out the properties' values, which may be passwords. */
  @Override
  public String toString() {
    return "KafkaSettings[%s, %s, %s, properties=%s]"
        .formatted(
            bootstrapServers.orElse("embedded"),
            layout,
            topology,
            new TreeSet<>(properties.keySet()));
  }

  /** A default that is too large for the factor is as large as it may be. */
  private static Replication replication(SettingReader s, int factor, int minInsync) {
    require(
        s.hasCluster() || factor == 1,
        "The setting replication.factor is '%d', but must be 1 with the embedded broker;"
            + " for a cluster set bootstrap.servers.",
        factor);
    require(
        !s.isGiven(MIN_INSYNC) || minInsync <= factor,
        "The setting min.insync.replicas is '%d', but must be at most replication.factor, %d.",
        minInsync,
        factor);
    return new Replication((short) factor, Math.min(minInsync, factor));
  }
}
