package io.cmqkafka.facade.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.action.FakeTopics.Published;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Labels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishActionsTest {
  private final FakeTopics topics =
      new FakeTopics().add("tag", 65_536, FilterType.TAG).add("key", 65_536, FilterType.ROUTING);
  private final Caller caller = new Caller(topics);

  @Test
  void publish_answersTheMessagesId() {
    assertThat(caller.call("PublishMessage", "topicName=tag", "msgBody=a b+c&=%@中"))
        .isEqualTo("{\"code\":0,\"message\":\"\",\"msgId\":\"281474976710656\"}");
    assertThat(topics.asked)
        .containsExactly(new Published("tag", List.of("a b+c&=%@中"), Labels.NONE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void batchPublish_labelsEveryBodyAlike(int first) {
    assertThat(
            caller.call(
                "BatchPublishMessage",
                "topicName=tag",
                "msgTag." + first + "=x",
                "msgTag." + (first + 1) + "=y",
                "msgBody." + (first + 1) + "=two",
                "msgBody." + first + "=one"))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"msgList\":[{\"msgId\":\"281474976710656\"},"
                + "{\"msgId\":\"281474976710657\"}]}");
    assertThat(topics.asked)
        .containsExactly(
            new Published("tag", List.of("one", "two"), new Labels(List.of("x", "y"), "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x=y",
        "routingKey=",
        "routingKey= ",
        "routingKey=a.b",
        "routingKey=0.1.2.3.4.5.6.7.8.9.a.b.c.d.e.f.g",
        "routingKey.1=a",
        "msgTag=",
        "msgTag.1="
      })
  void tagTopics_takeNoNoticeOfRoutingKeys(String param) {
    assertThat(published("tag", param)).isEqualTo(Labels.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"routingKey=", "routingKey= ", "routingKey =\t"})
  void routingTopics_takeAnEmptyRoutingKeyForOneThatIsEmpty(String param) {
    assertThat(published("key", param)).isEqualTo(new Labels(List.of(), ""));
  }

  @Test
  void routingTopics_takeTagsToo() {
    assertThat(published("key", "routingKey=a..b.", "msgTag.1=x"))
        .isEqualTo(new Labels(List.of("x"), "a..b."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "msgTag.0=a&msgTag.1=b",
        "msgTag.1=a&msgTag.2=b",
        "msgTag1=a&msgTag2=b",
        "msgTag0=a&msgTag1=b",
        "msgTag.2 =b&msgTag.1 =a",
        "msgTag.1=a&msgTag.2=b&msgTag.3= "
      })
  void tags_comeAsClientsWriteThem(String params) {
    assertThat(published("tag", params.split("&"))).isEqualTo(new Labels(List.of("a", "b"), ""));
  }

  @Test
  void labels_mayBeOfTheDocumentedSize() {
    String sixteen = "十六个汉字的标签十六个汉字的标签";
    assertThat(
            published(
                    "tag",
                    "msgTag.1=" + sixteen,
                    "msgTag.2=" + "\uD83D\uDE00".repeat(16),
                    "msgTag.3=a, b",
                    "msgTag.4=%",
                    "msgTag.5=0")
                .tags())
        .containsExactly(sixteen, "\uD83D\uDE00".repeat(16), "a, b", "%", "0");
    String longest = "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o." + "p".repeat(34);
    assertThat(published("key", "routingKey=" + longest).routingKey()).hasSize(64);
    assertThat(published("key", "routingKey=" + ".".repeat(15)).routingKey()).hasSize(15);
  }

  private Labels published(String topic, String... params) {
    topics.asked.clear();
    List<String> all = new ArrayList<>(List.of(params));
    all.add("topicName=" + topic);
    all.add("msgBody=m");
    assertThat(caller.call("PublishMessage", all.toArray(String[]::new))).contains("\"code\":0");
    all.remove("msgBody=m");
    all.add("msgBody.1=m");
    assertThat(caller.call("BatchPublishMessage", all.toArray(String[]::new)))
        .contains("\"code\":0");
    assertThat(topics.asked).hasSize(2);
    assertThat(topics.asked.get(1)).isEqualTo(topics.asked.get(0));
    return ((Published) topics.asked.get(0)).labels();
  }
}
