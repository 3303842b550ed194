package io.cmqkafka.facade.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.NewSubscription;
import io.cmqkafka.facade.action.FakeTopics.Changed;
import io.cmqkafka.queue.LastPushes;
import io.cmqkafka.queue.PushFailure;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.topic.SubscriptionChanges;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionActionsTest {
  private static final NewSubscription TAGGED =
      new NewSubscription(
          "tagged",
          Protocol.QUEUE,
          "q",
          NotifyStrategy.EXPONENTIAL_DECAY_RETRY,
          NotifyContentFormat.JSON,
          new Filter(List.of("a", "b"), List.of()),
          null);
  private static final NewSubscription PUSHED =
      new NewSubscription(
          "pushed",
          Protocol.HTTP,
          "http://a.example:81/x?y=z",
          NotifyStrategy.BACKOFF_RETRY,
          NotifyContentFormat.SIMPLIFIED,
          Filter.NONE,
          "dead");
  private static final NewSubscription ROUTED =
      new NewSubscription(
          "routed",
          Protocol.KAFKA,
          "my.topic",
          NotifyStrategy.BACKOFF_RETRY,
          NotifyContentFormat.JSON,
          new Filter(List.of(), List.of("a.*", "#")),
          null);

  private final FakeTopics topics =
      new FakeTopics()
          .add("tag", 65_536, FilterType.TAG)
          .add("key", 65_536, FilterType.ROUTING)
          .add("tag", TAGGED)
          .add("tag", PUSHED)
          .add("key", ROUTED);
  private final Caller caller = new Caller(topics);

  @Test
  void subscribe_hasCmqsDefaults() {
    assertThat(
            caller.call(
                "Subscribe", "topicName=tag", "subscriptionName=s", "protocol=queue", "endpoint=q"))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"codeDesc\":\"Success\","
                + "\"subscriptionId\":\"subsc-s\"}");
    assertThat(topics.asked)
        .containsExactly(
            new NewSubscription(
                "s",
                Protocol.QUEUE,
                "q",
                NotifyStrategy.EXPONENTIAL_DECAY_RETRY,
                NotifyContentFormat.JSON,
                Filter.NONE,
                null));
  }

  @Test
  void subscribe_takesEveryParameter() {
    caller.call(
        "Subscribe",
        "topicName=tag",
        "subscriptionName =pushed",
        "protocol=HTTP",
        "endpoint=http://a.example:81/x?y=z",
        "notifyStrategy=BACKOFF_RETRY",
        "notifyContentFormat=SIMPLIFIED",
        "deadLetterQueue=dead");
    assertThat(topics.asked).containsExactly(PUSHED);
  }

  @ParameterizedTest
  @CsvSource({
    "http, HTTP, http://h",
    "HTTP, HTTP, https://h/",
    "Http, HTTP, HTTP://1.2.3.4:65535/%20?a=b&c=@",
    "http, HTTP, http://[::1]:1/路径",
    "queue, QUEUE, super_Man-1",
    "QUEUE, QUEUE, q",
    "kafka, KAFKA, my.topic_1-x",
    "Kafka, KAFKA, 1"
  })
  void subscribe_takesProtocolsInAnyCase(String sent, Protocol protocol, String endpoint) {
    NewSubscription asked = subscribed("tag", "protocol=" + sent, "endpoint=" + endpoint);
    assertThat(asked.protocol()).isEqualTo(protocol);
    assertThat(asked.endpoint()).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue", "http", "kafka"})
  void subscribe_takesEveryStrategyAndFormatForEveryProtocol(String protocol) {
    for (NotifyStrategy strategy : NotifyStrategy.values()) {
      for (NotifyContentFormat format : NotifyContentFormat.values()) {
        topics.asked.clear();
        NewSubscription asked =
            subscribed(
                "tag",
                "protocol=" + protocol,
                "endpoint=" + (protocol.equals("http") ? "http://h" : "q"),
                "notifyStrategy=" + strategy,
                "notifyContentFormat=" + format);
        assertThat(asked.notifyStrategy()).isEqualTo(strategy);
        assertThat(asked.notifyContentFormat()).isEqualTo(format);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filterTag.0=a&filterTag.1=b",
        "filterTag.1=a&filterTag.2=b",
        "filterTag.2=b&filterTag.1 =a",
        "filterTag1=a&filterTag2=b",
        "filterTag.1=a&filterTag.2=b&bindingKey.1=x",
        "filterTag.1=a&filterTag.2=b&bindingKey.7=x&bindingKey=y"
      })
  void tagTopics_takeTagsAndNoBindingKeys(String params) {
    assertThat(subscribedToQueue("tag", params).filter())
        .isEqualTo(new Filter(List.of("a", "b"), List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bindingKey.0=a.*&bindingKey.1=#",
        "bindingKey.1=a.*&bindingKey.2=#",
        "bindindKey.1=a.*&bindindKey.2=#",
        "BindingKey.1=a.*&BindingKey.2=#",
        "bindingKey.1=a.*&bindingKey.2=#&filterTag.1=x",
        "bindingKey.1=a.*&bindingKey.2=#&filterTag.1=" + "much too long for a tag"
      })
  void routingTopics_takeBindingKeysAndNoTags(String params) {
    assertThat(subscribedToQueue("key", params).filter())
        .isEqualTo(new Filter(List.of(), List.of("a.*", "#")));
  }

  @Test
  void filters_mayBeOfTheDocumentedSize() {
    String tag = "标".repeat(16);
    assertThat(
            subscribedToQueue(
                    "tag",
                    "filterTag.1=a&filterTag.2=b&filterTag.3=c&filterTag.4=d&filterTag.5=" + tag)
                .filter()
                .tags())
        .containsExactly("a", "b", "c", "d", tag);
    topics.asked.clear();
    String key = ".".repeat(15) + "k".repeat(49);
    assertThat(
            subscribedToQueue(
                    "key",
                    "bindingKey.1=a&bindingKey.2=b&bindingKey.3=c&bindingKey.4=d&bindingKey.5="
                        + key)
                .filter()
                .bindingKeys())
        .containsExactly("a", "b", "c", "d", key);
  }

  private NewSubscription subscribedToQueue(String topic, String params) {
    return subscribed(topic, ("protocol=queue&endpoint=q&" + params).split("&"));
  }

  private NewSubscription subscribed(String topic, String... params) {
    List<String> all = new ArrayList<>(List.of("topicName=" + topic, "subscriptionName=s"));
    all.addAll(List.of(params));
    assertThat(caller.call("Subscribe", all.toArray(String[]::new))).contains("\"code\":0");
    assertThat(topics.asked).hasSize(1);
    return (NewSubscription) topics.asked.get(0);
  }

  @Test
  void list_showsWhereSubscriptionsGo() {
    assertThat(caller.call("ListSubscriptionByTopic", "topicName=tag", "searchWord="))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"totalCount\":2,\"subscriptionList\":["
                + "{\"subscriptionId\":\"subsc-pushed\",\"subscriptionName\":\"pushed\","
                + "\"protocol\":\"http\",\"protocal\":\"http\","
                + "\"endpoint\":\"http://a.example:81/x?y=z\",\"deadLetterQueue\":\"dead\"},"
                + "{\"subscriptionId\":\"subsc-tagged\",\"subscriptionName\":\"tagged\","
                + "\"protocol\":\"queue\",\"protocal\":\"queue\",\"endpoint\":\"q\"}]}");
    assertThat(caller.call("ListSubscriptionByTopic", "topicName=tag", "searchWord =gg"))
        .contains("\"totalCount\":1,\"subscriptionList\":[{\"subscriptionId\":\"subsc-tagged\"");
    assertThat(caller.call("ListSubscriptionByTopic", "topicName=key", "offset=1000"))
        .contains("\"totalCount\":1,\"subscriptionList\":[]");
  }

  @Test
  void list_showsTwentyUnlessTold() {
    topics.add("many", 1_024, FilterType.TAG);
    for (int i = 0; i < 130; i++) {
      topics.add(
          "many",
          new NewSubscription(
              "s" + i,
              Protocol.QUEUE,
              "q",
              NotifyStrategy.BACKOFF_RETRY,
              NotifyContentFormat.JSON,
              Filter.NONE,
              null));
    }
    assertThat(caller.call("ListSubscriptionByTopic", "topicName=many"))
        .contains("\"totalCount\":130")
        .satisfies(json -> assertThat(json.split("subscriptionId")).hasSize(21));
    assertThat(
            caller
                .call("ListSubscriptionByTopic", "topicName=many", "limit=100", "offset=40")
                .split("subscriptionId"))
        .hasSize(91);
    assertThat(caller.call("ListSubscriptionByTopic", "topicName=many", "limit=0"))
        .contains("\"totalCount\":130,\"subscriptionList\":[]");
  }

  @Test
  void getAttributes_answersEveryFieldInBothSpellings() {
    topics.messageCount = 5_000_000_000L;
    assertThat(caller.call("GetSubscriptionAttributes", "topicName=tag", "subscriptionName=tagged"))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"topicOwner\":\"0\",\"msgCount\":5000000000,"
                + "\"protocol\":\"queue\",\"protocal\":\"queue\",\"endpoint\":\"q\","
                + "\"notifyStrategy\":\"EXPONENTIAL_DECAY_RETRY\","
                + "\"notifyContentFormat\":\"JSON\",\"createTime\":1700000000,"
                + "\"lastModifyTime\":1700000001,\"filterTag\":[\"a\",\"b\"],"
                + "\"filterTags\":[\"a\",\"b\"],\"bindingKey\":[]}");
  }

  @Test
  void getAttributes_showsArraysThatAreEmptyAndTheDeadLetterQueue() {
    assertThat(caller.call("GetSubscriptionAttributes", "topicName=tag", "subscriptionName=pushed"))
        .contains("\"protocol\":\"http\"")
        .contains("\"notifyStrategy\":\"BACKOFF_RETRY\"")
        .contains("\"notifyContentFormat\":\"SIMPLIFIED\"")
        .contains("\"deadLetterQueue\":\"dead\"")
        .endsWith("\"filterTag\":[],\"filterTags\":[],\"bindingKey\":[]}");
    assertThat(caller.call("GetSubscriptionAttributes", "topicName=key", "subscriptionName=routed"))
        .contains("\"protocol\":\"kafka\"")
        .endsWith("\"filterTag\":[],\"filterTags\":[],\"bindingKey\":[\"a.*\",\"#\"]}");
  }

  @Test
  void getAttributes_saysThatThereIsNothingToDeliverTo() {
    assertThat(caller.call("GetSubscriptionAttributes", "topicName=tag", "subscriptionName=tagged"))
        .doesNotContain("endpointGone");
    topics.endpointGone = true;
    assertThat(caller.call("GetSubscriptionAttributes", "topicName=tag", "subscriptionName=tagged"))
        .endsWith(",\"endpointGone\":1}");
  }

  @Test
  void getAttributes_saysHowTheLastPushesWent() {
    topics.lastPushes =
        new LastPushes(
            1_700_000_001_999L,
            new PushFailure(1_700_000_002_999L, "no connection", 3, 1_700_000_006_999L));
    assertThat(caller.call("GetSubscriptionAttributes", "topicName=tag", "subscriptionName=pushed"))
        .endsWith(
            ",\"lastPushSuccessTime\":1700000001,\"lastPushFailureTime\":1700000002,"
                + "\"lastPushFailure\":\"no connection\",\"lastPushFailureTries\":3,"
                + "\"lastPushFailureNextTime\":1700000006}");
  }

  @Test
  void getAttributes_tellsOfNoNextPushWhenItWasTheLastOne() {
    topics.lastPushes =
        new LastPushes(0, new PushFailure(1_700_000_002_999L, "no connection", 4, 0));
    assertThat(caller.call("GetSubscriptionAttributes", "topicName=tag", "subscriptionName=pushed"))
        .endsWith(
            ",\"lastPushFailureTime\":1700000002,\"lastPushFailure\":\"no connection\","
                + "\"lastPushFailureTries\":4}");
  }

  @Test
  void setAttributes_changesWhatIsNamed() {
    assertChanges("tag/tagged", new SubscriptionChanges(null, null, null, null));
    assertChanges(
        "tag/tagged",
        new SubscriptionChanges(
            NotifyStrategy.BACKOFF_RETRY, NotifyContentFormat.SIMPLIFIED, List.of("c"), null),
        "notifyStrategy=BACKOFF_RETRY",
        "notifyContentFormat=SIMPLIFIED",
        "filterTag.0=c");
    assertChanges(
        "key/routed",
        new SubscriptionChanges(null, null, null, List.of("x", "y")),
        "bindindKey.1=x",
        "bindindKey.2=y");
  }

  @Test
  void setAttributes_takesNoNoticeOfWhatIsFixedAndOfWhatIsBlank() {
    assertChanges(
        "tag/tagged",
        new SubscriptionChanges(null, null, null, null),
        "protocol=http",
        "endpoint=http://h",
        "notifyStrategy=",
        "notifyContentFormat=",
        "filterTag.1=",
        "bindingKey.1=x");
  }

  private void assertChanges(String subscription, SubscriptionChanges changes, String... params) {
    topics.asked.clear();
    List<String> all = new ArrayList<>(List.of(params));
    all.add("topicName=" + subscription.split("/")[0]);
    all.add("subscriptionName =" + subscription.split("/")[1]);
    assertThat(caller.call("SetSubscriptionAttributes", all.toArray(String[]::new)))
        .isEqualTo("{\"code\":0,\"message\":\"\"}");
    assertThat(topics.asked).containsExactly(new Changed(subscription, changes));
  }

  @Test
  void clearTags_clearsTags() {
    assertThat(
            caller.call("ClearSubscriptionFilterTags", "topicName=tag", "subscriptionName =tagged"))
        .isEqualTo("{\"code\":0,\"message\":\"\"}");
    assertThat(topics.asked)
        .containsExactly(
            new Changed("tag/tagged", new SubscriptionChanges(null, null, List.of(), null)));
  }

  @Test
  void unsubscribe_endsTheSubscription() {
    assertThat(caller.call("Unsubscribe", "topicName=key", "subscriptionName=routed"))
        .isEqualTo("{\"code\":0,\"message\":\"\"}");
    assertThat(topics.asked).containsExactly("unsubscribe key/routed");
  }
}
