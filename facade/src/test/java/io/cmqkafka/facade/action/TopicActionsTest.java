package io.cmqkafka.facade.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.NewTopic;
import io.cmqkafka.topic.FilterType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicActionsTest {
  private final FakeTopics topics =
      new FakeTopics().add("news", 65_536, FilterType.TAG).add("t", 2_048, FilterType.ROUTING);
  private final Caller caller = new Caller(topics);

  @Test
  void create_hasCmqsDefaults() {
    assertThat(caller.call("CreateTopic", "topicName=new"))
        .isEqualTo("{\"code\":0,\"message\":\"\",\"topicId\":\"topic-new\"}");
    assertThat(caller.call("CreateTopic", "topicName=new", "filterType=", "maxMsgSize= "))
        .contains("\"code\":0");
    assertThat(topics.asked).containsOnly(new NewTopic("new", 65_536, FilterType.TAG)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "maxMsgSize=1024, filterType=1, 1024, TAG",
    "maxMsgSize=1048576, filterType=2, 1048576, ROUTING"
  })
  void create_takesEveryAttribute(String size, String type, int maxMsgSize, FilterType filterType) {
    caller.call("CreateTopic", "topicName=new", size, type);
    assertThat(topics.asked).containsExactly(new NewTopic("new", maxMsgSize, filterType));
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "Z9", "super_Man-1", "t-"})
  void create_takesTheNamesThatClientsUse(String name) {
    assertThat(caller.call("CreateTopic", "topicName=" + name)).contains("\"code\":0");
    assertThat(caller.call("CreateTopic", "topicName=" + "t".repeat(64))).contains("\"code\":0");
    assertThat(caller.call("CreateTopic", "topicName=" + "t".repeat(65))).contains("(10590)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          x=y                     | 2 | {"topicId":"topic-news","topicName":"news"},{"topicId":"topic-t","topicName":"t"}
          searchWord=             | 2 | {"topicId":"topic-news","topicName":"news"},{"topicId":"topic-t","topicName":"t"}
          searchWord =ew          | 1 | {"topicId":"topic-news","topicName":"news"}
          offset =1&limit =50     | 2 | {"topicId":"topic-t","topicName":"t"}
          offset=9999999999999999999999 | 2 | ``
          limit=0                 | 2 | ``
          """)
  void list_countsAllMatchesAndShowsAPage(String params, int total, String page) {
    assertThat(caller.call("ListTopic", params.split("&")))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"totalCount\":%d,\"topicList\":[%s]}"
                .formatted(total, page));
  }

  @Test
  void list_showsTwentyUnlessTold() {
    for (int i = 0; i < 60; i++) {
      topics.add("many" + i, 1_024, FilterType.TAG);
    }
    assertThat(caller.call("ListTopic", "searchWord=many"))
        .contains("\"totalCount\":60")
        .satisfies(json -> assertThat(json.split("topicId")).hasSize(21));
    assertThat(caller.call("ListTopic", "limit=50").split("topicId")).hasSize(51);
  }

  @Test
  void getAttributes_answersEveryField() {
    topics.messageCount = 5_000_000_000L;
    assertThat(caller.call("GetTopicAttributes", "topicName=t"))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"codeDesc\":\"Success\",\"topicName\":\"t\","
                + "\"topicId\":\"topic-t\",\"msgCount\":5000000000,\"maxMsgSize\":2048,"
                + "\"msgRetentionSeconds\":86400,\"filterType\":2,\"createTime\":1700000000,"
                + "\"lastModifyTime\":1700000001,\"createUin\":0,\"qps\":5000,\"tags\":[]}");
    assertThat(caller.call("GetTopicAttributes", "topicName=news")).contains("\"filterType\":1,");
  }

  @Test
  void setAttributes_changesTheSizeAndNothingElse() {
    assertThat(
            caller.call("SetTopicAttributes", "topicName=t", "maxMsgSize=1048576", "filterType=1"))
        .isEqualTo("{\"code\":0,\"message\":\"\"}");
    assertThat(topics.asked).containsExactly(new FakeTopics.Changed("t", 1_048_576));
  }

  @Test
  void setAttributes_withoutASizeChangesNothing() {
    assertThat(caller.call("SetTopicAttributes", "topicName=t", "maxMsgSize="))
        .isEqualTo("{\"code\":0,\"message\":\"\"}");
    assertThat(topics.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"topicName=t", "topicName =t", "TopicName=t"})
  void delete_findsTheTopicAsTheDocumentsAndTheClientsNameIt(String name) {
    assertThat(caller.call("DeleteTopic", name)).isEqualTo("{\"code\":0,\"message\":\"\"}");
    assertThat(topics.asked).containsExactly("drop t");
  }

  @Test
  void routes_leadToThisServer() {
    assertThat(caller.call("QueryTopicRoute", "topicName=t"))
        .isEqualTo("{\"code\":0,\"message\":\"\",\"addr\":[\"cmq.example:8080\"]}");
  }
}
