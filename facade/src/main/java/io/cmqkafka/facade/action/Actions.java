package io.cmqkafka.facade.action;

import io.cmqkafka.Cluster;
import io.cmqkafka.Numbers;
import io.cmqkafka.Queues;
import io.cmqkafka.Repairs;
import io.cmqkafka.Topics;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The table of contents of the API. */
public final class Actions {
  private Actions() {}

  /**
   * Every action, by its name as CMQ spells it; clients spell some with capitals of their own, so
   * names are to be compared without regard to case.
   *
   * @param version of this server
   * @param pushTargets whether a host, as a URL has it, may be pushed to; true if only its
   *     addresses can tell
   * @param room whether Kafka can have so many partitions more
   * @param address the {@code host:port} under which clients reach this server, asked for at each
   *     QueryQueueRoute and QueryTopicRoute, so it need not be known yet
   */
  public static Map<String, Action<?>> of(
      Queues queues,
      Topics topics,
      Repairs repairs,
      Cluster cluster,
      String version,
      Numbers numbers,
      Limits limits,
      Predicate<String> pushTargets,
      RoomForPartitions room,
      Supplier<String> address) {
    QueueLookup lookup = new QueueLookup(queues);
    TopicLookup topic = new TopicLookup(topics);
    SubscriptionLookup subscription = new SubscriptionLookup(topic, topics);
    return Map.ofEntries(
        Map.entry("ReceiveMessage", new ReceiveMessage(lookup, queues)),
        Map.entry("BatchReceiveMessage", new BatchReceiveMessage(lookup, queues)),
        Map.entry("DeleteMessage", new DeleteMessage(lookup, queues)),
        Map.entry("BatchDeleteMessage", new BatchDeleteMessage(lookup, queues)),
        Map.entry("SendMessage", new SendMessage(lookup, queues, limits)),
        Map.entry("BatchSendMessage", new BatchSendMessage(lookup, queues, limits)),
        Map.entry("CreateQueue", new CreateQueue(queues, limits, room)),
        Map.entry("ListQueue", new ListQueue(queues)),
        Map.entry("GetQueueAttributes", new GetQueueAttributes(lookup, queues, limits)),
        Map.entry("GetQueueNumbers", new GetQueueNumbers(queues, numbers)),
        Map.entry("SetQueueAttributes", new SetQueueAttributes(lookup, queues)),
        Map.entry("DeleteQueue", new DeleteQueue(lookup, queues)),
        Map.entry("UnbindDeadLetterQueue", new UnbindDeadLetterQueue(lookup, queues)),
        Map.entry("ListDeadLetterSourceQueues", new ListDeadLetterSourceQueues(lookup, queues)),
        Map.entry("RewindQueue", new RewindQueue(lookup, queues)),
        Map.entry("BrowseMessages", new BrowseMessages(lookup, queues)),
        Map.entry("TraceMessage", new TraceMessage(lookup, queues)),
        Map.entry("DiscardMessages", new ChooseMessages(lookup, repairs, Act.DELETE)),
        Map.entry("ReleaseMessages", new ChooseMessages(lookup, repairs, Act.MAKE_VISIBLE)),
        Map.entry("RedriveMessages", new RedriveMessages(lookup, repairs)),
        Map.entry("StartRedrive", new StartRedrive(lookup, queues, topics, repairs)),
        Map.entry("StopRedrive", new StopRedrive(lookup, repairs)),
        Map.entry("GetRedrive", new GetRedrive(lookup, queues, repairs)),
        Map.entry("ClearQueue", new ClearQueue(lookup, queues)),
        Map.entry("QueryQueueRoute", new QueryQueueRoute(lookup, address)),
        Map.entry("PublishMessage", new PublishMessage(topic, topics)),
        Map.entry("BatchPublishMessage", new BatchPublishMessage(topic, topics)),
        Map.entry("CreateTopic", new CreateTopic(topics)),
        Map.entry("ListTopic", new ListTopic(topics)),
        Map.entry("GetTopicAttributes", new GetTopicAttributes(topic, topics, limits)),
        Map.entry("GetTopicNumbers", new GetTopicNumbers(topics, numbers)),
        Map.entry("SetTopicAttributes", new SetTopicAttributes(topic, topics)),
        Map.entry("DeleteTopic", new DeleteTopic(topic, topics)),
        Map.entry("Subscribe", new Subscribe(topic, topics, new Endpoints(pushTargets), room)),
        Map.entry("ListSubscriptionByTopic", new ListSubscriptionByTopic(topic, topics)),
        Map.entry("GetSubscriptionAttributes", new GetSubscriptionAttributes(subscription, topics)),
        Map.entry("GetSubscriptionNumbers", new GetSubscriptionNumbers(topic, topics, numbers)),
        Map.entry("SetSubscriptionAttributes", new SetSubscriptionAttributes(subscription, topics)),
        Map.entry(
            "ClearSubscriptionFilterTags", new ClearSubscriptionFilterTags(subscription, topics)),
        Map.entry("Unsubscribe", new Unsubscribe(subscription, topics)),
        Map.entry("QueryTopicRoute", new QueryTopicRoute(topic, address)),
        Map.entry("QueryCluster", new QueryCluster(cluster, version)),
        Map.entry("QueryRights", new QueryRights()));
  }
}
