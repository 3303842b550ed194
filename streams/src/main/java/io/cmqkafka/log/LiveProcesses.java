package io.cmqkafka.log;

import io.cmqkafka.queue.Rules;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
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

  /** The members' client ids, as the last answer but one had them, and as the last one has them. */
  private volatile List<Set<String>> lastTwo = List.of();

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
   * Whether a process is known to have been gone for some seconds. One that only paused for long is
   * among them.
   *
   * @param instanceId the process's own part of its client ids
   */
  public boolean isGone(String instanceId) {
    List<Set<String>> looks = lastTwo;
    return looks.size() == 2
        && looks.stream()
            .flatMap(Set::stream)
            .noneMatch(clientId -> clientId.contains("-" + instanceId + "-"));
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
      look(description);
    } else {
      LOG.debug("the group {} could not be looked at", group, failure);
      count = OptionalInt.empty();
      offered = Optional.empty();
      lastTwo = List.of();
    }
    asking.set(false);
  }

  private void look(ConsumerGroupDescription description) {
    Set<String> now =
        description.members().stream()
            .map(MemberDescription::clientId)
            .collect(Collectors.toUnmodifiableSet());
    List<Set<String>> before = lastTwo;
    lastTwo = before.isEmpty() ? List.of(now) : List.of(before.get(before.size() - 1), now);
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
