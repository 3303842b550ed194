package io.cmqkafka.facade.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the permission check knows of an action.
 *
 * @param name as CMQ spells it
 * @param parameters where the request names the queue or topic that it is about, the first one
 *     given counts; empty for actions about many, which leave out those it is not allowed on
 */
public record KnownAction(String name, Group group, Kind kind, List<String> parameters) {
  private static final List<String> QUEUE_NAME = List.of("queueName");
  private static final List<String> TOPIC_NAME = List.of("topicName", "TopicName");
  private static final Map<String, KnownAction> BY_NAME =
      table().stream()
          .collect(Collectors.toUnmodifiableMap(KnownAction::name, Function.identity()));

  /** The action of this name, spelled as CMQ spells it. */
  public static Optional<KnownAction> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Whether everybody may do it whose signature is right. */
  public boolean needsNoRight() {
    return kind == Kind.CALLER;
  }

  static List<KnownAction> all() {
    return List.copyOf(BY_NAME.values());
  }

  private static List<KnownAction> table() {
    List<KnownAction> all = new ArrayList<>();
    ofQueues(all, Group.SEND, "SendMessage", "BatchSendMessage");
    ofQueues(
        all,
        Group.RECEIVE,
        "ReceiveMessage",
        "BatchReceiveMessage",
        "DeleteMessage",
        "BatchDeleteMessage");
    ofQueues(
        all,
        Group.ADMIN,
        "CreateQueue",
        "SetQueueAttributes",
        "DeleteQueue",
        "UnbindDeadLetterQueue",
        "RewindQueue",
        "ClearQueue",
        "DiscardMessages",
        "ReleaseMessages",
        "RedriveMessages",
        "StartRedrive",
        "StopRedrive");
    ofQueues(all, Group.BROWSE, "BrowseMessages", "TraceMessage");
    ofQueues(all, Group.READ_ONLY, "GetQueueAttributes", "GetRedrive", "QueryQueueRoute");
    all.add(new KnownAction("ListQueue", Group.READ_ONLY, Kind.QUEUE, List.of()));
    all.add(new KnownAction("GetQueueNumbers", Group.READ_ONLY, Kind.QUEUE, List.of()));
    all.add(
        new KnownAction(
            "ListDeadLetterSourceQueues",
            Group.READ_ONLY,
            Kind.QUEUE,
            List.of("deadLetterQueueName")));
    ofTopics(all, Group.PUBLISH, "PublishMessage", "BatchPublishMessage");
    ofTopics(
        all,
        Group.ADMIN,
        "CreateTopic",
        "SetTopicAttributes",
        "DeleteTopic",
        "Subscribe",
        "SetSubscriptionAttributes",
        "ClearSubscriptionFilterTags",
        "Unsubscribe");
    ofTopics(
        all,
        Group.READ_ONLY,
        "GetTopicAttributes",
        "ListSubscriptionByTopic",
        "GetSubscriptionAttributes",
        "GetSubscriptionNumbers",
        "QueryTopicRoute");
    all.add(new KnownAction("ListTopic", Group.READ_ONLY, Kind.TOPIC, List.of()));
    all.add(new KnownAction("QueryCluster", Group.READ_ONLY, Kind.CLUSTER, List.of()));
    all.add(new KnownAction("QueryRights", Group.READ_ONLY, Kind.CALLER, List.of()));
    all.add(new KnownAction("GetTopicNumbers", Group.READ_ONLY, Kind.TOPIC, List.of()));
    return all;
  }

  private static void ofQueues(List<KnownAction> all, Group group, String... names) {
    for (String name : names) {
      all.add(new KnownAction(name, group, Kind.QUEUE, QUEUE_NAME));
    }
  }

  private static void ofTopics(List<KnownAction> all, Group group, String... names) {
    for (String name : names) {
      all.add(new KnownAction(name, group, Kind.TOPIC, TOPIC_NAME));
    }
  }
}
