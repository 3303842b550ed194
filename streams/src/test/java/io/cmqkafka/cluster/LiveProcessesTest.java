package io.cmqkafka.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.Rules;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsResult;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class LiveProcessesTest {
  private final Deque<KafkaFutureImpl<ConsumerGroupDescription>> asked = new ArrayDeque<>();
  private final LiveProcesses processes =
      new LiveProcesses(admin(), "cmq.queues", Optional.empty());

  @Test
  void theThreadsOfAProcessAreOne() {
    assertThat(processes.count()).isEmpty();
    processes.ask();
    asked
        .remove()
        .complete(
            members(
                "cmq-queues-aa-StreamThread-1-consumer",
                "cmq-queues-aa-StreamThread-2-consumer",
                "cmq-queues-bb-StreamThread-1-consumer"));
    assertThat(processes.count()).isEqualTo(OptionalInt.of(2));
  }

  @Test
  void whenKafkaDoesNotSay_nothingIsKnown() {
    processes.ask();
    processes.ask();
    assertThat(asked).hasSize(1);
    asked.remove().complete(members("cmq-queues-aa-StreamThread-1-consumer"));
    processes.ask();
    asked.remove().completeExceptionally(new TimeoutException("no answer"));
    assertThat(processes.count()).isEmpty();
  }

  @Test
  void theOnlyProcessOffersItsOwn_howeverItsPredecessorWasNamed() {
    LiveProcesses one =
        new LiveProcesses(admin(), "cmq.queues", Optional.of(new OnlyProcess("bb", new Rules(3))));
    one.ask();
    asked.remove().complete(members("cmq-queues-aa-rules2-StreamThread-1-consumer"));
    assertThat(one.offered()).contains(new Rules(3));
    assertThat(one.count()).hasValue(1);
    assertThat(one.isGone("aa")).isTrue();
    assertThat(one.isGone("bb")).isFalse();
  }

  @Test
  void whatIsOfferedByAllIsWhatTheOldestOffers() {
    assertThat(processes.offered()).isEmpty();
    answer(
        members(
            "cmq-queues-aa-rules3-StreamThread-1-consumer",
            "cmq-queues-bb-rules2-StreamThread-1-consumer",
            "cmq-queues-bb-rules2-StreamThread-2-consumer"));
    assertThat(processes.offered()).contains(new Rules(2));
    assertThat(processes.count()).isEqualTo(OptionalInt.of(2));
  }

  @Test
  void whoSaysNothingOfRulesKnowsTheFirstOnly() {
    answer(
        members(
            "cmq-queues-aa-rules3-StreamThread-1-consumer",
            "cmq-queues-bb-StreamThread-1-consumer"));
    assertThat(processes.offered()).contains(Rules.FIRST);
    answer(members("cmq-queues-aa-rules0-StreamThread-1-consumer"));
    assertThat(processes.offered()).contains(Rules.FIRST);
  }

  @Test
  void whileSomebodyJoinsOrLeaves_nothingIsSaidOfWhatAllOffer() {
    answer(members(GroupState.PREPARING_REBALANCE, "cmq-queues-aa-rules3-StreamThread-1-consumer"));
    assertThat(processes.offered()).isEmpty();
    assertThat(processes.count()).isEqualTo(OptionalInt.of(1));
    processes.ask();
    asked.remove().completeExceptionally(new TimeoutException("no answer"));
    assertThat(processes.offered()).isEmpty();
  }

  @Test
  void aProcessIsGoneWhenItIsMissedAndTwoAnswersLaterStillNotThere() {
    assertThat(processes.isGone("bb")).isFalse();
    answer(members("cmq-queues-aa-rules1-StreamThread-1-consumer"));
    assertThat(processes.isGone("bb")).as("it may be about to join").isFalse();
    answer(
        members(
            "cmq-queues-aa-rules1-StreamThread-1-consumer",
            "cmq-queues-bb-rules1-StreamThread-1-consumer"));
    assertThat(processes.isGone("bb")).isFalse();
    answer(members("cmq-queues-aa-rules1-StreamThread-1-consumer"));
    assertThat(processes.isGone("bb")).isFalse();
    answer(members("cmq-queues-aa-rules1-StreamThread-1-consumer"));
    assertThat(processes.isGone("bb")).isFalse();
    answer(members("cmq-queues-aa-rules1-StreamThread-1-consumer"));
    assertThat(processes.isGone("bb")).isTrue();
    assertThat(processes.isGone("aa")).isFalse();
    processes.ask();
    asked.remove().completeExceptionally(new TimeoutException("no answer"));
    assertThat(processes.isGone("bb")).isFalse();
  }

  private void answer(ConsumerGroupDescription description) {
    processes.ask();
    asked.remove().complete(description);
  }

  private static ConsumerGroupDescription members(String... clientIds) {
    return members(GroupState.STABLE, clientIds);
  }

  private static ConsumerGroupDescription members(GroupState state, String... clientIds) {
    List<MemberDescription> members =
        Arrays.stream(clientIds)
            .map(
                id ->
                    new MemberDescription(
                        id,
                        Optional.empty(),
                        Optional.empty(),
                        id,
                        "host",
                        new MemberAssignment(Set.of()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
            .toList();
    return new ConsumerGroupDescription(
        "cmq.queues",
        false,
        members,
        "stream",
        GroupType.CLASSIC,
        state,
        Node.noNode(),
        Set.of(),
        Optional.empty(),
        Optional.empty());
  }

  private Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              KafkaFutureImpl<ConsumerGroupDescription> described = new KafkaFutureImpl<>();
              asked.add(described);
              return new DescribeConsumerGroupsResult(Map.of("cmq.queues", described));
            });
  }
}
