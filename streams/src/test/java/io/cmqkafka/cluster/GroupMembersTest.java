package io.cmqkafka.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.ClusterState.Member;
import io.cmqkafka.queue.Rules;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupMembersTest {

  @Test
  void theThreadsOfAProcessAreOneAndOwnWhatEachOfThemHas() {
    GroupMembers members =
        GroupMembers.of(
            group(
                member("cmq-queues-bb-rules2-StreamThread-1-consumer", "/10.0.0.2", 0),
                member("cmq-queues-aa-rules3-StreamThread-1-consumer", "/10.0.0.1", 1),
                member("cmq-queues-aa-rules3-StreamThread-2-consumer", "/10.0.0.1", 2)),
            Optional.empty());
    assertThat(members.processes())
        .containsExactly(new Member("aa", "10.0.0.1", 3), new Member("bb", "10.0.0.2", 2));
    assertThat(owners(members, 4))
        .containsExactly(Optional.of("bb"), Optional.of("aa"), Optional.of("aa"), Optional.empty());
  }

  @Test
  void aFanOutThreadAndOneOfAnEarlierBuildNameTheirProcessToo() {
    assertThat(
            GroupMembers.of(
                    group(
                        member("cmq-fan-out-cc-StreamThread-1-consumer", "/10.0.0.3"),
                        member("cmq-queues-a-b-StreamThread-1-consumer", "host"),
                        member("somebody else", "/10.0.0.4")),
                    Optional.empty())
                .processes())
        .containsExactly(
            new Member("a-b", "host", 1),
            new Member("cc", "10.0.0.3", 1),
            new Member("somebody else", "10.0.0.4", 1));
  }

  @Test
  void theOnlyProcessIsNotTakenForItsPredecessor() {
    GroupMembers members =
        GroupMembers.of(
            group(member("cmq-queues-aa-rules2-StreamThread-1-consumer", "/10.0.0.1", 0, 1)),
            Optional.of(new OnlyProcess("bb", new Rules(3))));
    assertThat(members.processes()).containsExactly(new Member("bb", "10.0.0.1", 3));
    assertThat(owners(members, 2)).containsExactly(Optional.of("bb"), Optional.of("bb"));
  }

  private static List<Optional<String>> owners(GroupMembers members, int partitions) {
    return IntStream.range(0, partitions)
        .mapToObj(p -> members.owner(new TopicPartition("commands", p)))
        .toList();
  }

  private static MemberDescription member(String clientId, String host, Integer... partitions) {
    Set<TopicPartition> assigned =
        Arrays.stream(partitions)
            .map(p -> new TopicPartition("commands", p))
            .collect(Collectors.toSet());
    return new MemberDescription(
        clientId,
        Optional.empty(),
        Optional.empty(),
        clientId,
        host,
        new MemberAssignment(assigned),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ConsumerGroupDescription group(MemberDescription... members) {
    return new ConsumerGroupDescription(
        "group",
        false,
        List.of(members),
        "stream",
        GroupType.CLASSIC,
        GroupState.STABLE,
        Node.noNode(),
        Set.of(),
        Optional.empty(),
        Optional.empty());
  }
}
