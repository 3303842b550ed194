package io.cmqkafka.facade.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cmqkafka.facade.auth.KnownAction;
import org.junit.jupiter.api.Test;

class ActionsTest {

  @Test
  void everyActionIsThere() {
    assertThat(
            Actions.of(
                    new FakeQueues(),
                    new FakeTopics(),
                    new FakeRepairs(),
                    new FakeCluster(),
                    "1.2.3",
                    new FakeNumbers(),
                    Limits.DEFAULTS,
                    host -> true,
                    partitions -> true,
                    () -> "")
                .keySet())
        .containsExactlyInAnyOrder(
            "CreateQueue",
            "ListQueue",
            "GetQueueAttributes",
            "GetQueueNumbers",
            "GetTopicNumbers",
            "GetSubscriptionNumbers",
            "SetQueueAttributes",
            "DeleteQueue",
            "SendMessage",
            "BatchSendMessage",
            "ReceiveMessage",
            "BatchReceiveMessage",
            "DeleteMessage",
            "BatchDeleteMessage",
            "BrowseMessages",
            "TraceMessage",
            "DiscardMessages",
            "ReleaseMessages",
            "RedriveMessages",
            "StartRedrive",
            "StopRedrive",
            "GetRedrive",
            "RewindQueue",
            "ClearQueue",
            "UnbindDeadLetterQueue",
            "ListDeadLetterSourceQueues",
            "QueryQueueRoute",
            "QueryTopicRoute",
            "CreateTopic",
            "SetTopicAttributes",
            "ListTopic",
            "GetTopicAttributes",
            "DeleteTopic",
            "PublishMessage",
            "BatchPublishMessage",
            "Subscribe",
            "ListSubscriptionByTopic",
            "SetSubscriptionAttributes",
            "GetSubscriptionAttributes",
            "Unsubscribe",
            "ClearSubscriptionFilterTags",
            "QueryCluster",
            "QueryRights");
  }

  @Test
  void qpsIsTheOperatorsLimit_orCmqsOwnWhereThereIsNone() {
    assertThat(Limits.DEFAULTS.shownQueueQps()).isEqualTo(5_000);
    assertThat(Limits.DEFAULTS.shownTopicQps()).isEqualTo(5_000);
    Limits limited = new Limits(0, 1, 70, 80);
    assertThat(limited.shownQueueQps()).isEqualTo(70);
    assertThat(limited.shownTopicQps()).isEqualTo(80);
  }

  @Test
  void thePermissionCheckKnowsEveryAction() {
    assertThat(
            Actions.of(
                    new FakeQueues(),
                    new FakeTopics(),
                    new FakeRepairs(),
                    new FakeCluster(),
                    "1.2.3",
                    new FakeNumbers(),
                    Limits.DEFAULTS,
                    host -> true,
                    partitions -> true,
                    () -> "")
                .keySet())
        .allMatch(name -> KnownAction.of(name).isPresent());
  }

  @Test
  void limitsOutOfRange_areNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limits(-1, 1, 0, 0))
        .withMessageContaining("delayMaxSeconds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limits(0, 65, 0, 0))
        .withMessageContaining("queuePartitions");
  }
}
