package io.cmqkafka.facade.cli;

import static io.cmqkafka.facade.cli.Format.any;
import static io.cmqkafka.facade.cli.Format.bytes;
import static io.cmqkafka.facade.cli.Format.integer;
import static io.cmqkafka.facade.cli.Format.list;
import static io.cmqkafka.facade.cli.Format.listen;
import static io.cmqkafka.facade.cli.Format.matching;
import static io.cmqkafka.facade.cli.Format.rules;
import static io.cmqkafka.facade.cli.Format.servers;

import io.cmqkafka.queue.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Every setting there is, in the order of the documentation. */
final class KnownSettings {
  private static final int DAY_MS = 24 * 3_600_000;
  private static final int DAY_SECONDS = 24 * 3_600;

  private static final String TARGETS =
      "a list, separated by commas, of host names, '*.' and a suffix, addresses, CIDR ranges,"
          + " 'public' or '*'";

  private final List<Setting<?>> all = new ArrayList<>();

  // spotless:off
  final Setting<HostPort> http = add("http", listen(), "127.0.0.1:8080", "Where CMQ's API listens.");
  final Setting<HostPort> httpAdvertised = add("http.advertised", any("HOST:PORT", HostPort::parse), null, "The address at which clients reach this process, told to those that ask for routes; where it listens when not set.");
  final Setting<Path> httpTlsCertificate = add("http.tls.certificate", any("a path", Path::of), null, "A PEM file of the certificate with which the API's port speaks TLS, and those that vouch for it; read again when it changes.");
  final Setting<Path> httpTlsKey = add("http.tls.key", any("a path", Path::of), null, "A PEM file of the certificate's private key (PKCS#8, not encrypted); read again when it changes.");
  final Setting<Integer> httpReadTimeoutMs = add("http.read.timeout.ms", integer(100, 600_000), "60000", "How long a client may take for a request, from its first byte to its last, and for a TLS handshake.");
  final Setting<Integer> httpWriteTimeoutMs = add("http.write.timeout.ms", integer(100, 600_000), "60000", "How long a client may take to accept an answer.");
  final Setting<Integer> httpMaxConnectionsPerAddress = add("http.max.connections.per.address", integer(0, 50_000), "0", "How many connections one client address may have; 0 for any number.");
  final Setting<HostPort> management = add("management", listen(), "127.0.0.1:8081", "Where health and metrics listen.");
  final Setting<Path> dataDir = add("data.dir", any("a path", Path::of), "data", "The directory of this process: the embedded broker's logs, local state, created credentials.");
  final Setting<String> bootstrapServers = add("bootstrap.servers", servers(), null, "The Kafka cluster to use; without it a broker is embedded.");
  final Setting<Integer> embeddedKafkaPort = add("embedded.kafka.port", integer(0, 65_535), "9092", "Where the embedded broker listens on loopback; 0 for any free port.");
  final Setting<String> topicPrefix = add("topic.prefix", matching("[a-zA-Z0-9._-]{1,50}", "1 to 50 of letters, digits, '.', '_', '-'"), "cmq.", "What the names of the server's Kafka topics, and its Kafka client groups, begin with.");
  final Setting<Integer> replicationFactor = add("replication.factor", integer(1, 32_767), "1", "3", "Copies of each Kafka topic the server creates.");
  final Setting<Integer> minInsyncReplicas = add("min.insync.replicas", integer(1, 32_767), "1", "2", "Copies that must have a message before its send is answered; at most replication.factor.");
  final Setting<Integer> commandsPartitions = add("commands.partitions", integer(1, 1_000), "4", "12", "How many shares the queues' work is divided into; fixed at the first start on a cluster.");
  final Setting<Integer> repliesPartitions = add("replies.partitions", integer(1, 1_000), "4", "Partitions of the Kafka topic that carries replies between processes.");
  final Setting<Integer> publicationsPartitions = add("publications.partitions", integer(1, 1_000), "4", "12", "How many shares the publications of topics are divided into; fixed at the first start on a cluster.");
  final Setting<Integer> streamThreads = add("stream.threads", integer(1, 64), "1", "2", "Threads that process commands, and as many again that copy publications.");
  final Setting<Integer> standbyReplicas = add("standby.replicas", integer(0, 10), "0", "How many more processes follow the state of each commands partition, ready to take it over without reading it first; as many as there are other processes at most.");
  final Setting<Integer> sessionTimeoutMs = add("session.timeout.ms", integer(1_000, 1_800_000), "6000", "After how much silence other processes take over a process's queues; a cluster's brokers may ask for at least 6000.");
  final Setting<Integer> commitIntervalMs = add("commit.interval.ms", integer(10, 60_000), "1000", "How often queue state is committed; must be less than session.timeout.ms.");
  final Setting<Integer> rulesVersion = add("rules.version", integer(1, Rules.NEWEST.version()), Integer.toString(Rules.NEWEST.version()), "The newest version of the rules of queues and topics that this process lets be put in force; a lower one than the default keeps the way back open to programs that know no newer one.");
  final Setting<Integer> commandsRetentionMs = add("commands.retention.ms", integer(0, 7 * DAY_MS), "3600000", "How long processed commands are kept as an audit trail.");
  final Setting<Path> credentialsFile = add("credentials.file", any("a path", Path::of), null, "A file of SecretId and SecretKey pairs and their rights, read again when it changes.");
  final Setting<String> secretId = add("secret.id", any("text", text -> text), null, "One more SecretId; not accepted on the command line.");
  final Setting<String> secretKey = add("secret.key", any("text", text -> text), null, "The SecretKey of secret.id; not accepted on the command line.");
  final Setting<List<String>> secretAllow = add("secret.allow", rules(), null, "What secret.id may do; everything when not set.");
  final Setting<Integer> timestampToleranceSeconds = add("timestamp.tolerance.seconds", integer(0, 365 * DAY_SECONDS), "7200", "How far a request's Timestamp may be from the server's clock; 0 for no check.");
  final Setting<Integer> delayMaxSeconds = add("delay.max.seconds", integer(0, 40 * DAY_SECONDS), "3600", "The largest delaySeconds accepted.");
  final Setting<Integer> maxQueues = add("max.queues", integer(1, 1_000_000), "10000", "How many queues may exist.");
  final Setting<Integer> maxTopics = add("max.topics", integer(1, 1_000_000), "10000", "How many topics may exist.");
  final Setting<Integer> maxSubscriptions = add("max.subscriptions", integer(1, 100_000), "1000", "How many subscriptions one topic may have.");
  final Setting<Integer> queuePartitions = add("queue.partitions", integer(1, 64), "1", "Partitions of a new queue; with more than one, order holds within each only.");
  final Setting<Pattern> bindTopics = add("bind.topics", any("a regular expression (Java's)", Pattern::compile), null, "The Kafka topics that queues may be bound to, as a pattern of the whole name; none when not set.");
  final Setting<Pattern> endpointTopics = add("endpoint.topics", any("a regular expression (Java's)", Pattern::compile), null, "The Kafka topics that subscriptions of protocol kafka may write to, as a pattern of the whole name; none when not set.");
  final Setting<Integer> queueMaxInactive = add("queue.max.inactive", integer(1, 100_000_000), "100000", "How many messages of one queue partition may be invisible at a time.");
  final Setting<Integer> queueMaxDelayed = add("queue.max.delayed", integer(0, 100_000_000), "100000", "How many messages of one queue may be delayed at a time.");
  final Setting<Integer> queueRateLimit = add("queue.rate.limit", integer(0, 1_000_000), "0", "Messages a second that this process lets clients send to one queue before it answers 4420, those of batches counted one by one; 0 for no limit.");
  final Setting<Integer> topicRateLimit = add("topic.rate.limit", integer(0, 1_000_000), "0", "Messages a second that this process lets clients publish to one topic before it answers 4420, those of batches counted one by one; 0 for no limit.");
  final Setting<Long> bodyCacheBytes = add("body.cache.bytes", bytes(0), "heap/8", "Memory for the bodies of recent messages.");
  final Setting<Integer> maxPendingRequests = add("max.pending.requests", integer(1, 1_000_000), "20000", "How many requests may be in progress, waiting receives included, before more are refused.");
  final Setting<Long> maxInflightBytes = add("max.inflight.bytes", bytes(8 << 20), "heap/8", "Bytes that requests and pushes may make the process hold, being read, on their way to Kafka, fetched, answered and pushed, before more are refused or wait.");
  final Setting<Integer> requestTimeoutMs = add("request.timeout.ms", integer(1_000, 600_000), "10000", "How long Kafka may take for one request before the client is answered 6000.");
  final Setting<Integer> slowRequestMs = add("slow.request.ms", integer(0, 600_000), "1000", "From how long on a request is logged as slow, the wait for messages it asked for not counted; 0 for never.");
  final Setting<Integer> startTimeoutMs = add("start.timeout.ms", integer(1_000, 24 * 3_600_000), "300000", "How long the start may take to find its Kafka topics, read its state and get its part of the work before the process ends; it tells every 10 s what it waits for.");
  final Setting<Integer> shutdownGraceMs = add("shutdown.grace.ms", integer(0, 600_000), "5000", "How long requests in progress may take to end when the server stops.");
  final Setting<List<String>> pushAllow = add("push.allow", list(TARGETS), "*", "public", "The targets that messages may be pushed to; 'public' is the public Internet, '*' everything.");
  final Setting<List<String>> pushDeny = add("push.deny", list(TARGETS), null, "The targets that messages may not be pushed to, whatever push.allow says.");
  final Setting<Integer> pushTimeoutMs = add("push.timeout.ms", integer(100, 600_000), "15000", "How long a push may take, from resolving the host to the end of the answer, before it has failed.");
  final Setting<Integer> pushMaxConnections = add("push.max.connections", integer(1, 10_000), "200", "Connections for pushes to all endpoints together; three quarters of them at most are in use, the rest idle.");
  final Setting<Integer> pushConcurrency = add("push.concurrency", integer(1, 1_000), "16", "Pushes of one subscription at a time while they succeed.");
  // spotless:on

  List<Setting<?>> all() {
    return List.copyOf(all);
  }

  private <T> Setting<T> add(String key, Format<T> format, String value, String about) {
    return add(key, format, value, value, about);
  }

  private <T> Setting<T> add(
      String key, Format<T> format, String embedded, String cluster, String about) {
    Setting<T> setting = new Setting<>(key, format, embedded, cluster, about);
    all.add(setting);
    return setting;
  }
}
