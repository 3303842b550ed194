package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.qcloud.cmq.Account;
import com.qcloud.cmq.CMQServerException;
import com.qcloud.cmq.Message;
import com.qcloud.cmq.Queue;
import com.qcloud.cmq.QueueMeta;
import com.qcloud.cmq.Subscription;
import com.qcloud.cmq.SubscriptionMeta;
import com.qcloud.cmq.Topic;
import com.qcloud.cmq.TopicMeta;
import io.cmqkafka.facade.TestedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a program does with topics that uses Tencent's own Java SDK. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Counted.REQUESTS, mode = ResourceAccessMode.READ)
abstract class JavaSdkTopicSession {
  private static final int MAX_MSG_SIZE = 65_536;
  private static final int ROUTING = 2;

  /** What every subscription of a test gets last, so that nothing else is still on its way. */
  private static final String LAST = "the last one";

  private final Account account;

  JavaSdkTopicSession(TestedServer server) {
    account =
        new Account(
            server.url(),
            TestedServer.CREDENTIALS.secretId(),
            TestedServer.CREDENTIALS.secretKey());
  }

  @Test
  void tagsChooseWhoGetsAMessage() throws Exception {
    Topic topic = create("sdk-tags");
    Queue red = subscribe("sdk-tags", "red", List.of("red", "any"), null);
    Queue green = subscribe("sdk-tags", "green", List.of("green", "any"), null);
    Queue all = subscribe("sdk-tags", "all", null, null);

    topic.publishMessage("no tag, 中文 + & = % @");
    String msgId = topic.publishMessage("red", List.of("red"), null);
    topic.publishMessage("green", List.of("blue", "green"), "");
    topic.publishMessage("blue", List.of("blue"), null);
    topic.publishMessage(LAST, List.of("any", "red"), null);

    assertThat(msgId).isNotEmpty();
    assertThat(receivedBy(red)).containsExactly("red", LAST);
    assertThat(receivedBy(green)).containsExactly("green", LAST);
    assertThat(receivedBy(all))
        .containsExactly("no tag, 中文 + & = % @", "red", "green", "blue", LAST);
  }

  @Test
  void routingKeysChooseWhoGetsAMessage() throws Exception {
    account.createTopic("sdk-routes", MAX_MSG_SIZE, ROUTING);
    Topic topic = account.getTopic("sdk-routes");
    Queue one = subscribe("sdk-routes", "one", null, List.of("news.*", "last"));
    Queue many = subscribe("sdk-routes", "many", null, List.of("news.#", "last"));
    Queue all = subscribe("sdk-routes", "all", null, List.of("#"));

    topic.publishMessage("any news", "news");
    topic.publishMessage("sports news", "news.sports");
    topic.publishMessage("tennis news", "news.sports.tennis");
    topic.publishMessage("weather", "weather");
    topic.publishMessage("no key", "");
    topic.publishMessage(LAST, "last");

    assertThat(receivedBy(one)).containsExactly("sports news", LAST);
    assertThat(receivedBy(many)).containsExactly("any news", "sports news", "tennis news", LAST);
    assertThat(receivedBy(all))
        .containsExactly("any news", "sports news", "tennis news", "weather", "no key", LAST);
  }

  @Test
  void aBatchIsLabelledAsOne() throws Exception {
    Topic topic = create("sdk-batches");
    Queue tagged = subscribe("sdk-batches", "tagged", List.of("b"), null);
    Queue all = subscribe("sdk-batches", "all", null, null);
    List<String> bodies = IntStream.range(0, 15).mapToObj(i -> "body " + i).toList();
    List<String> withLast = new ArrayList<>(bodies);
    withLast.add(LAST);

    assertThat(topic.batchPublishMessage(bodies)).hasSize(15).doesNotHaveDuplicates();
    assertThat(topic.batchPublishMessage(withLast, List.of("a", "b"), null)).hasSize(16);

    assertThat(receivedBy(tagged)).isEqualTo(withLast);
    List<String> twice = new ArrayList<>(bodies);
    twice.addAll(withLast);
    assertThat(receivedBy(all)).isEqualTo(twice);
  }

  @Test
  void aTopicHasTheAttributesItWasCreatedWithAndThoseItWasGivenLater() throws Exception {
    account.createTopic("sdk-topic-attributes", 2_048, ROUTING);
    Topic topic = account.getTopic("sdk-topic-attributes");
    TopicMeta created = topic.getTopicAttributes();
    assertThat(created.maxMsgSize).isEqualTo(2_048);
    assertThat(created.filterType).isEqualTo(ROUTING);
    assertThat(created.msgRetentionSeconds).isEqualTo(86_400);
    assertThat(created.msgCount).isZero();
    assertThat(created.createTime).isPositive();

    topic.setTopicAttributes(1_048_576);
    TopicMeta changed = topic.getTopicAttributes();
    assertThat(changed.maxMsgSize).isEqualTo(1_048_576);
    assertThat(changed.filterType).isEqualTo(ROUTING);
    assertThat(changed.createTime).isEqualTo(created.createTime);
    assertThat(changed.lastModifyTime).isGreaterThanOrEqualTo(changed.createTime);
  }

  @Test
  void aSubscriptionIsChangedWhileItIsUsed() throws Exception {
    Topic topic = create("sdk-changes");
    Queue queue = subscribe("sdk-changes", "s", List.of("old"), null);
    Subscription subscription = account.getSubscription("sdk-changes", "s");

    SubscriptionMeta created = subscription.getSubscriptionAttributes();
    assertThat(created.Protocal).isEqualTo("queue");
    assertThat(created.Endpoint).isEqualTo("sdk-changes-s");
    assertThat(created.NotifyStrategy).isEqualTo("BACKOFF_RETRY");
    assertThat(created.NotifyContentFormat).isEqualTo("JSON");
    assertThat(created.FilterTag).containsExactly("old");
    assertThat(created.bindingKey).isNullOrEmpty();
    assertThat(created.CreateTime).isPositive();

    SubscriptionMeta wanted = new SubscriptionMeta();
    wanted.NotifyStrategy = "EXPONENTIAL_DECAY_RETRY";
    wanted.NotifyContentFormat = "SIMPLIFIED";
    wanted.FilterTag = new Vector<>(List.of("new", "newer"));
    subscription.SetSubscriptionAttributes(wanted);
    SubscriptionMeta changed = subscription.getSubscriptionAttributes();
    assertThat(changed.NotifyStrategy).isEqualTo("EXPONENTIAL_DECAY_RETRY");
    assertThat(changed.NotifyContentFormat).isEqualTo("SIMPLIFIED");
    assertThat(changed.FilterTag).containsExactly("new", "newer");
    assertError(() -> topic.publishMessage("old", List.of("old"), null), 6030, "(10730)");
    topic.publishMessage("new", List.of("new"), null);

    subscription.ClearFilterTags();
    assertThat(subscription.getSubscriptionAttributes().FilterTag).isNullOrEmpty();
    topic.publishMessage("old", List.of("old"), null);
    topic.publishMessage(LAST);
    assertThat(receivedBy(queue)).containsExactly("new", "old", LAST);
  }

  @Test
  void topicsAndSubscriptionsAreListedInPages() throws Exception {
    for (int i = 0; i < 3; i++) {
      create("sdk-paged-topic-" + i);
      subscribe("sdk-paged-topic-0", "s" + i, null, null);
    }
    List<String> topics = new ArrayList<>();
    assertThat(account.listTopic("sdk-paged-topic", topics, 0, 2)).isEqualTo(3);
    assertThat(topics).containsExactly("sdk-paged-topic-0", "sdk-paged-topic-1");
    topics.clear();
    assertThat(account.listTopic("sdk-paged-topic", topics, 2, 2)).isEqualTo(3);
    assertThat(topics).containsExactly("sdk-paged-topic-2");

    Topic topic = account.getTopic("sdk-paged-topic-0");
    List<String> subscriptions = new ArrayList<>();
    assertThat(topic.ListSubscription(1, 100, "", subscriptions)).isEqualTo(3);
    assertThat(subscriptions).containsExactly("s1", "s2");
    subscriptions.clear();
    assertThat(topic.ListSubscription(-1, -1, "2", subscriptions)).isEqualTo(1);
    assertThat(subscriptions).containsExactly("s2");
  }

  @Test
  void whatIsEndedIsGone() throws Exception {
    Topic topic = create("sdk-ended");
    subscribe("sdk-ended", "s", null, null);
    assertError(() -> account.deleteTopic("sdk-ended"), 4000, "(10540)");

    account.deleteSubscribe("sdk-ended", "s");
    assertError(() -> account.deleteSubscribe("sdk-ended", "s"), 4000, "(10560)");
    assertError(
        () -> account.getSubscription("sdk-ended", "s").getSubscriptionAttributes(),
        4000,
        "(10560)subscription is not existed");
    assertError(() -> topic.publishMessage("for nobody"), 6030, "(10650)topic has no subscription");

    account.deleteTopic("sdk-ended");
    assertError(topic::getTopicAttributes, 4440, "(10600)topic is not existed, or deleted");
    assertError(() -> topic.publishMessage("too late"), 4440, "(10600)");
    assertError(() -> account.deleteTopic("sdk-ended"), 4440, "(10600)");
    create("sdk-ended");
    assertThat(topic.getTopicAttributes().filterType).isEqualTo(1);
  }

  @Test
  void failuresHaveCmqsCodes() throws Exception {
    create("sdk-topic-errors");
    account.createTopic("sdk-route-errors", MAX_MSG_SIZE, ROUTING);
    Topic routing = account.getTopic("sdk-route-errors");
    subscribe("sdk-topic-errors", "s", null, null);
    assertError(() -> create("sdk-topic-errors"), 4460, "(10550)topic is already existed");
    assertError(() -> create("SDK-Topic-Errors"), 4460, "(10550)topic is already existed");
    assertError(
        () -> account.createSubscribe("sdk-topic-errors", "s", "sdk-topic-errors-s", "queue"),
        4490,
        "(10470)subscribtion is already existed");
    assertError(
        () -> account.createSubscribe("sdk-topic-errors", "s2", "sdk-no-such-queue", "queue"),
        4000,
        "(10630)illegal endpoint");
    assertError(
        () -> account.createSubscribe("sdk-topic-errors", "s2", "http://a b/", "http"),
        4510,
        "(10570)url connot contain any blank characters");
    assertError(
        () -> account.createSubscribe("sdk-topic-errors", "s2", "x", "pigeon"),
        4000,
        "(10510)undefined protocol");
    assertError(
        () -> account.createSubscribe("sdk-route-errors", "s", "sdk-topic-errors-s", "queue"),
        4000,
        "(10710)parameters lack of bindingKey");
    assertError(
        () -> routing.publishMessage("no key"), 4000, "(10700)parameters lack of routingKey");
    assertError(() -> routing.publishMessage("x", "a"), 6030, "(10650)");
  }

  private Topic create(String name) throws Exception {
    account.createTopic(name, MAX_MSG_SIZE);
    return account.getTopic(name);
  }

  /** A queue of its own, subscribed as the SDK does it by default. */
  private Queue subscribe(String topic, String name, List<String> tags, List<String> bindingKeys)
      throws Exception {
    String queue = topic + "-" + name;
    account.createQueue(queue, new QueueMeta());
    account.createSubscribe(
        topic, name, queue, "queue", tags, bindingKeys, "BACKOFF_RETRY", "JSON");
    return account.getQueue(queue);
  }

  /** All up to the last one, and nothing after it. */
  private static List<String> receivedBy(Queue queue) throws Exception {
    List<String> bodies = new ArrayList<>();
    while (!bodies.contains(LAST)) {
      for (Message message : queue.batchReceiveMessage(16, 30)) {
        bodies.add(message.msgBody);
        queue.deleteMessage(message.receiptHandle);
      }
    }
    assertError(() -> queue.receiveMessage(0), 7000, "(10200)no message");
    return bodies;
  }

  private static void assertError(ThrowingCallable call, int code, String text) {
    CMQServerException error = catchThrowableOfType(CMQServerException.class, call);
    assertThat(error).as("code " + code + " expected").isNotNull();
    assertThat(error.toString()).contains(Integer.toString(code)).contains(text);
  }
}
