package io.cmqkafka.cluster;

import io.cmqkafka.ClusterState.Member;
import io.cmqkafka.queue.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * The stream threads of a group, as the processes that they are threads of.
 *
 * @param processes sorted by their ids
 * @param owners the process that has a partition, by partition of the group's Kafka topics
 */
record GroupMembers(List<Member> processes, Map<TopicPartition, String> owners) {
  /** As the topologies name their clients, perhaps with the rules that they offer. */
  private static final Pattern CLIENT_ID =
      Pattern.compile("cmq-(?:queues|fan-out)-(.+?)(?:-rules\\d+)?-StreamThread-.*");

  /**
   * @param only the process that every member belongs to; empty when the members tell
   */
  static GroupMembers of(ConsumerGroupDescription group, Optional<OnlyProcess> only) {
    Map<String, Member> processes = new TreeMap<>();
    Map<TopicPartition, String> owners = new HashMap<>();
    for (MemberDescription member : group.members()) {
      String id = only.map(OnlyProcess::instanceId).orElse(instanceId(member.clientId()));
      Rules offered = only.map(OnlyProcess::offered).orElse(OfferedRules.in(member.clientId()));
      processes.put(id, new Member(id, host(member.host()), offered.version()));
      member.assignment().topicPartitions().forEach(partition -> owners.put(partition, id));
    }
    return new GroupMembers(new ArrayList<>(processes.values()), owners);
  }

  Optional<String> owner(TopicPartition partition) {
    return Optional.ofNullable(owners.get(partition));
  }

  private static String instanceId(String clientId) {
    Matcher form = CLIENT_ID.matcher(clientId);
    return form.matches() ? form.group(1) : clientId;
  }

  /** Kafka writes an address after a slash. */
  private static String host(String told) {
    return told.startsWith("/") ? told.substring(1) : told;
  }
}
