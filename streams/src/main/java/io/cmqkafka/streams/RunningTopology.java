package io.cmqkafka.streams;

import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.config.Replication;
import io.cmqkafka.config.ThisProcess;
import io.cmqkafka.config.TopologySettings;
import io.cmqkafka.queue.UnknownRulesException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A topology and the threads that run it; those that die are replaced. */
public final class RunningTopology implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningTopology.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /**
   * The shortest interval of heartbeats. By a heartbeat a process learns that another one has left,
   * so the interval is the larger part of a planned handover. A shorter one would only cost
   * requests.
   */
  private static final int MIN_HEARTBEAT_MS = 200;

  private final String name;
  private final KafkaStreams streams;
  private final Restoration restoration = new Restoration();
  private final ReplacementDelay delay = new ReplacementDelay(System::nanoTime);
  private final CompletableFuture<Void> running = new CompletableFuture<>();
  private final CompletableFuture<UnknownRulesException> stuck = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * @param name what it is called in the log
   */
  public RunningTopology(String name, Topology topology, Properties properties) {
    this(name, new KafkaStreams(topology, properties));
  }

  /**
   * @param clients makes the Kafka clients
   */
  public RunningTopology(
      String name, Topology topology, Properties properties, KafkaClientSupplier clients) {
    this(name, new KafkaStreams(topology, properties, clients));
  }

  private RunningTopology(String name, KafkaStreams streams) {
    this.name = name;
    this.streams = streams;
    streams.setGlobalStateRestoreListener(restoration);
    streams.setUncaughtExceptionHandler(
        failure -> {
          UnknownRulesException unknown = cause(failure, UnknownRulesException.class);
          if (unknown != null) {
            stop(unknown);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          }
          AuthorizationException forbidden = cause(failure, AuthorizationException.class);
          if (forbidden != null
              && (running.completeExceptionally(named(forbidden))
                  || running.isCompletedExceptionally())) {
            // At the start it ends the process. Later it may be an operator's slip that is put
            // right.
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          }
          long delayMs = delay.next();
          LOG.error("a {} thread failed and is replaced in {} ms", name, delayMs, failure);
          delay.await(delayMs);
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    streams.setStateListener(
        (now, before) -> {
          LOG.info("the {} topology is {}", name, now);
          if (now == KafkaStreams.State.RUNNING) {
            running.complete(null);
          } else if (now == KafkaStreams.State.PENDING_SHUTDOWN) {
            closing.countDown();
          }
        });
  }

  /** Starts; the future completes when this process has its part of the work. */
  public CompletableFuture<Void> start() {
    streams.start();
    return running;
  }

  /**
   * Completes when this process must not decide any more, because it does not know the rules. It
   * must be closed then, so that other processes take over its partitions. Until then no process
   * decides about them.
   */
  public CompletableFuture<UnknownRulesException> stuck() {
    return stuck;
  }

  public KafkaStreams.State state() {
    return streams.state();
  }

  /** For people: how far the process is with taking up its part of the work. */
  public String progress() {
    String tasks =
        streams.metadataForLocalThreads().stream()
            .map(thread -> thread.activeTasks().size() + " (" + thread.threadState() + ")")
            .collect(Collectors.joining(", "));
    return "the %s topology, which is %s: tasks of its threads %s; %s"
        .formatted(name, streams.state(), tasks, restoration);
  }

  public KafkaStreams kafkaStreams() {
    return streams;
  }

  /** Commits, and leaves the group so that others take over at once; bounded by 5 s. */
  @Override
  public void close() {
    delay.close();
    streams.close(
        CloseOptions.timeout(CLOSE_TIMEOUT)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  /** Holds up the thread, which must not go on, until all threads end; then it is not replaced. */
  private void stop(UnknownRulesException unknown) {
    stuck.complete(unknown);
    running.completeExceptionally(unknown);
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kafka does not name the transactional id, of which there is one for each thread. */
  private static AuthorizationException named(AuthorizationException forbidden) {
    return forbidden instanceof TransactionalIdAuthorizationException
        ? new AuthorizationException(
            "it lacks Write on its transactional ids (" + forbidden.getMessage() + ")", forbidden)
        : forbidden;
  }

  private static <T extends Throwable> T cause(Throwable failure, Class<T> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return kind.cast(cause);
      }
    }
    return null;
  }

  /** The settings that all topologies of the server have. */
  public static Properties properties(CmqConfig config, String applicationId, String role) {
    ThisProcess process = config.process();
    Replication replication = config.layout().replication();
    TopologySettings settings = config.topology();
    Properties properties = new Properties();
    properties.putAll(process.kafka());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, "cmq-" + role + "-" + process.instanceId());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, process.stateDir().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.streamThreads());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) replication.factor());
    // Below this many copies a commit is not answered: what is trimmed behind it must not get lost.
    properties.put(
        StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
        Integer.toString(replication.minInsync()));
    // Never skip existing records, also if a setting for other clients says so.
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // Each task has one input partition, so there is nothing to wait for before it is processed.
    properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        settings.sessionTimeoutMs());
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        Math.max(MIN_HEARTBEAT_MS, settings.sessionTimeoutMs() / 12));
    if (process.onlyInstance()) {
      // The member is known again after a restart, so the group does not wait for the old session
      // to end.
      properties.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), "embedded");
    }
    return properties;
  }
}
