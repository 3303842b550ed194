package io.cmqkafka.cluster;

import io.cmqkafka.config.ThisProcess;
import io.cmqkafka.queue.Rules;
import java.util.Optional;

/**
 * The only process that can be on the cluster. It takes the place of its predecessor in the group
 * (static membership), and Kafka keeps showing the client id of a predecessor that was killed. So
 * it is not asked of Kafka which process is there.
 *
 * @param offered the newest rules that it lets be put in force
 */
public record OnlyProcess(String instanceId, Rules offered) {

  /** Empty when other processes may be there. */
  public static Optional<OnlyProcess> of(ThisProcess process, Rules offered) {
    return process.onlyInstance()
        ? Optional.of(new OnlyProcess(process.instanceId(), offered))
        : Optional.empty();
  }
}
