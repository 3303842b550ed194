package io.cmqkafka.facade.cli;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.KafkaSettings;
import io.cmqkafka.facade.settings.Settings;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/** Starts a server only when its cluster answers, and otherwise says which setting is to blame. */
public final class ReachableCluster implements ServerStarter {
  private final ServerStarter next;
  private final Duration patience;

  /**
   * @param patience how long the cluster may take to answer
   */
  public ReachableCluster(ServerStarter next, Duration patience) {
    this.next = next;
    this.patience = patience;
  }

  @Override
  public RunningServer start(Settings settings) {
    settings.kafka().bootstrapServers().ifPresent(servers -> reach(settings.kafka(), servers));
    return next.start(settings);
  }

  private void reach(KafkaSettings kafka, String servers) {
    int timeout = Math.toIntExact(patience.toMillis());
    try (Admin admin = Admin.create(kafka.clientProperties(servers))) {
      admin.describeCluster(new DescribeClusterOptions().timeoutMs(timeout)).nodes().get();
    } catch (ExecutionException e) {
      throw unreachable(servers, e.getCause());
    } catch (KafkaException e) {
      throw unusable(servers, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(ExitCode.FAILED, "Interrupted while asking for the cluster.", e);
    }
  }

  private StartException unreachable(String servers, Throwable cause) {
    String sentence;
    if (cause instanceof SslAuthenticationException) {
      sentence = "refuses TLS as set with kafka.ssl.* (" + cause.getMessage() + ").";
    } else if (cause instanceof IllegalSaslStateException) {
      sentence =
          "speaks no SASL on this listener; check kafka.security.protocol and bootstrap.servers ("
              + cause.getMessage()
              + ").";
    } else if (cause instanceof UnsupportedSaslMechanismException) {
      sentence = "has other mechanisms than kafka.sasl.mechanism (" + cause.getMessage() + ").";
    } else if (cause instanceof AuthenticationException
        || cause instanceof AuthorizationException) {
      sentence = "refuses the credentials set with kafka.sasl.* (" + cause.getMessage() + ").";
    } else {
      sentence =
          "does not answer within %d s; check bootstrap.servers and kafka.security.protocol (%s)."
              .formatted(patience.toSeconds(), cause.getMessage());
    }
    return new StartException(
        ExitCode.CLUSTER_UNREACHABLE,
        "The cluster at " + servers + " (bootstrap.servers) " + sentence,
        cause);
  }

  /** No client could be made: the names do not resolve, or a property is wrong. */
  private static StartException unusable(String servers, KafkaException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage().contains(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)
        ? new StartException(
            ExitCode.CLUSTER_UNREACHABLE,
            "No host of bootstrap.servers (" + servers + ") can be found.",
            e)
        : new StartException(
            ExitCode.USAGE,
            "The settings kafka.* make no Kafka client: " + cause.getMessage() + ".",
            e);
  }
}
