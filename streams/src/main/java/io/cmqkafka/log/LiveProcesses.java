package io.cmqkafka.log;

import io.cmqkafka.queue.Rules;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which processes share the work, as the group of their stream threads has it: one that was killed
 * counts until its session has ended. Thread-safe; never blocks.
 */
public final class LiveProcesses {
  private static final Logger LOG = LoggerFactory.getLogger(LiveProcesses.class);

  /** Ends the part of a member's client id that all stream threads of a process have in common. */
  private static final String THREAD = "-StreamThread-";

  private final Admin admin;
  private final String group;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile OptionalInt count = OptionalInt.empty();
  private volatile Optional<Rules> offered = Optional.empty();

  /**
   * @param group the application id of a topology that every process runs
   */
  public LiveProcesses(Admin admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  /** Asks, unless an answer is still waited for. To be called every few seconds. */
  public void ask() {
    if (!asking.compareAndSet(false, true)) {
      return;
    }
    try {
      admin
          .describeConsumerGroups(List.of(group))
          .describedGroups()
          .get(group)
          .whenComplete(this::answered);
    } catch (RuntimeException e) {
      answered(null, e);
    }
  }

  /** Empty as long as Kafka has not said. */
  public OptionalInt count() {
    return count;
  }

  /**
   * The newest rules that every process offers; empty as long as Kafka has not said, and while
   * somebody is joining or leaving.
   */
  public Optional<Rules> offered() {
    return offered;
  }

  private void answered(ConsumerGroupDescription description, Throwable failure) {
    if (failure == null) {
      count = OptionalInt.of(count(description));
      offered = offered(description);
    } else {
      LOG.debug("the group {} could not be looked at", group, failure);
      count = OptionalInt.empty();
      offered = Optional.empty();
    }
    asking.set(false);
  }

  private static int count(ConsumerGroupDescription description) {
    return (int)
        description.members().stream()
            .map(MemberDescription::clientId)
            .map(id -> id.contains(THREAD) ? id.substring(0, id.indexOf(THREAD)) : id)
            .distinct()
            .count();
  }

  private static Optional<Rules> offered(ConsumerGroupDescription description) {
    return description.groupState() == GroupState.STABLE
        ? description.members().stream()
            .map(member -> OfferedRules.in(member.clientId()))
            .min(Comparator.comparingInt(Rules::version))
        : Optional.empty();
  }
}
