package io.cmqkafka.cluster;

import io.cmqkafka.queue.Rules;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which processes share the work, according to the group of their stream threads. A killed process
 * counts until its session has ended. Thread-safe; never blocks.
 */
public final class LiveProcesses {
  private static final Logger LOG = LoggerFactory.getLogger(LiveProcesses.class);

  /** Ends the part of a member's client id that all stream threads of a process have in common. */
  private static final String THREAD = "-StreamThread-";

  /** How many missing processes are remembered at a time. */
  private static final int MAX_MISSED = 1_000;

  private final Admin admin;
  private final String group;
  private final Optional<OnlyProcess> only;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile OptionalInt count = OptionalInt.empty();
  private volatile Optional<Rules> offered = Optional.empty();

  /** Null as long as Kafka has not said. */
  private volatile Look latest;

  private long looks;

  /** By instance id, the number of the answer that did not have it when it was asked about. */
  private final Map<String, Long> missedSince = new ConcurrentHashMap<>();

  private record Look(long number, Set<String> clientIds) {
    boolean has(String instanceId) {
      return clientIds.stream().anyMatch(clientId -> clientId.contains("-" + instanceId + "-"));
    }
  }

  /**
   * @param group the application id of a topology that every process runs
   * @param only the only process that can be there; empty when there may be others
   */
  public LiveProcesses(Admin admin, String group, Optional<OnlyProcess> only) {
    this.admin = admin;
    this.group = group;
    this.only = only;
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

  /** Whether there can be no other process. */
  boolean isAlone() {
    return only.isPresent();
  }

  /** Empty as long as Kafka has not said. */
  public OptionalInt count() {
    return count;
  }

  /**
   * Whether a process is gone: it was not among the members when this was first asked, nor two
   * answers of Kafka later. So a process that joins between two answers is not taken for gone. One
   * that only paused for long may be. Beside the only process, each other one is gone.
   *
   * @param instanceId the process's own part of its client ids
   */
  public boolean isGone(String instanceId) {
    if (only.isPresent()) {
      return !only.get().instanceId().equals(instanceId);
    }
    Look look = latest;
    if (look == null || look.has(instanceId)) {
      missedSince.remove(instanceId);
      return false;
    }
    if (missedSince.size() >= MAX_MISSED) {
      missedSince.clear();
    }
    Long since = missedSince.putIfAbsent(instanceId, look.number());
    return since != null && look.number() - since >= 2;
  }

  /**
   * The newest rules that every process offers; empty as long as Kafka has not said, and while a
   * process is joining or leaving.
   */
  public Optional<Rules> offered() {
    return offered;
  }

  private void answered(ConsumerGroupDescription description, Throwable failure) {
    if (failure == null) {
      count = OptionalInt.of(isAlone() ? 1 : count(description));
      offered = offered(description);
      latest = look(description);
    } else {
      LOG.debug("the group {} could not be looked at", group, failure);
      count = OptionalInt.empty();
      offered = Optional.empty();
      latest = null;
      missedSince.clear();
    }
    asking.set(false);
  }

  private Look look(ConsumerGroupDescription description) {
    return new Look(
        ++looks,
        description.members().stream()
            .map(MemberDescription::clientId)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static int count(ConsumerGroupDescription description) {
    return (int)
        description.members().stream()
            .map(MemberDescription::clientId)
            .map(id -> id.contains(THREAD) ? id.substring(0, id.indexOf(THREAD)) : id)
            .distinct()
            .count();
  }

  private Optional<Rules> offered(ConsumerGroupDescription description) {
    if (only.isPresent()) {
      return only.map(OnlyProcess::offered);
    }
    return description.groupState() == GroupState.STABLE
        ? description.members().stream()
            .map(member -> OfferedRules.in(member.clientId()))
            .min(Comparator.comparingInt(Rules::version))
        : Optional.empty();
  }
}
