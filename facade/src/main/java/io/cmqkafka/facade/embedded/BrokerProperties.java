package io.cmqkafka.facade.embedded;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Properties;

/** The embedded broker's configuration: one node, few threads, small buffers, short waits. */
final class BrokerProperties {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /** Of requests that wait for the broker's threads; it can be no less than for the largest one. */
  private static final long LEAST_QUEUED_BYTES = 8 << 20;

  private static final long MOST_QUEUED_BYTES = 64 << 20;
  private static final long LARGEST_REQUEST_BYTES = 32 << 20;

  private BrokerProperties() {}

  /**
   * @param heapBytes of the process, of which the requests that wait take a sixteenth at most
   */
  static Properties of(
      Path logs, InetSocketAddress broker, InetSocketAddress controller, long heapBytes) {
    long queuedBytes = Math.max(LEAST_QUEUED_BYTES, Math.min(MOST_QUEUED_BYTES, heapBytes / 16));
    Properties p = new Properties();
    set(p, "process.roles", "broker,controller");
    set(p, "node.id", NODE_ID);
    set(p, "listeners", "PLAINTEXT://" + text(broker) + ",CONTROLLER://" + text(controller));
    set(p, "advertised.listeners", "PLAINTEXT://" + text(broker));
    set(p, "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    set(p, "controller.listener.names", CONTROLLER_LISTENER);
    set(p, "inter.broker.listener.name", "PLAINTEXT");
    // A static voter, because its port may be another one at each start.
    set(p, "controller.quorum.voters", NODE_ID + "@" + text(controller));
    set(p, "log.dirs", logs);
    set(p, "server.max.startup.time.ms", 300_000);

    set(p, "num.network.threads", 2);
    set(p, "num.io.threads", 4);
    set(p, "background.threads", 2);
    set(p, "num.recovery.threads.per.data.dir", 2);
    set(p, "group.coordinator.threads", 1);
    set(p, "share.coordinator.threads", 1);
    set(p, "socket.request.max.bytes", Math.min(LARGEST_REQUEST_BYTES, queuedBytes));
    set(p, "queued.max.request.bytes", queuedBytes);
    set(p, "message.max.bytes", 4 << 20);

    for (String topic : new String[] {"offsets.topic", "transaction.state.log"}) {
      set(p, topic + ".num.partitions", 4);
      set(p, topic + ".replication.factor", 1);
    }
    set(p, "transaction.state.log.min.isr", 1);
    set(p, "share.coordinator.state.topic.num.partitions", 1);
    set(p, "share.coordinator.state.topic.replication.factor", 1);
    set(p, "share.coordinator.state.topic.min.isr", 1);
    set(p, "default.replication.factor", 1);
    set(p, "min.insync.replicas", 1);
    set(p, "auto.create.topics.enable", false);

    // Nobody could take over, so silence is no reason to fence the broker: see decision 0010.
    set(p, "broker.session.timeout.ms", 120_000);
    set(p, "broker.heartbeat.interval.ms", 500);
    set(p, "group.initial.rebalance.delay.ms", 0);
    set(p, "group.min.session.timeout.ms", 1_000);
    // An open transaction of a killed process holds up its successor until this check sees it.
    set(p, "transaction.abort.timed.out.transaction.cleanup.interval.ms", 1_000);
    set(p, "log.cleaner.threads", 1);
    set(p, "log.cleaner.dedupe.buffer.size", 8 << 20);
    set(p, "log.cleaner.backoff.ms", 3_000);
    set(p, "log.retention.check.interval.ms", 60_000);
    return p;
  }

  /** HOST:PORT with IPv6 addresses in brackets. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    boolean bracketed = address.getAddress() instanceof Inet6Address;
    return (bracketed ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static void set(Properties properties, String key, Object value) {
    properties.setProperty(key, value.toString());
  }
}
