package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.facade.auth.Rights;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationTest {
  private static final Rights OWN =
      Rights.NONE.and("all on queues own-*").and("all on topics own-*");

  @ParameterizedTest
  @CsvSource({
    "SendMessage, queueName",
    "BatchDeleteMessage, queueName",
    "CreateQueue, queueName",
    "ListDeadLetterSourceQueues, deadLetterQueueName",
    "PublishMessage, topicName",
    "Subscribe, topicName",
    "CreateTopic, TopicName"
  })
  void theNameAmongTheParametersDecides(String action, String parameter) {
    assertAllowed(OWN, action, parameter, "own-1");
    assertRefused(OWN, action, parameter, "other", CmqError.NO_CAM_AUTHENTICATION);
    assertRefused(OWN, action, parameter, "owned", CmqError.NO_CAM_AUTHENTICATION);
    assertRefused(OWN, action, parameter, " own-1", CmqError.NO_CAM_AUTHENTICATION);
  }

  @Test
  void theFirstOfTwoSpellingsDecidesAsItDoesForTheAction() {
    assertThatThrownBy(
            () ->
                Authorization.check(
                    OWN, "GetTopicAttributes", params("TopicName", "own-1", "topicName", "other")))
        .isInstanceOf(CmqException.class);
    assertThatCode(
            () ->
                Authorization.check(
                    OWN, "GetTopicAttributes", params("TopicName", "other", "topicName", "own-1")))
        .doesNotThrowAnyException();
  }

  @Test
  void aNameThatIsMissingOrRepeatedIsSaidToThoseOnlyWhoMayDoItSomewhere() {
    assertRefused(OWN, "SendMessage", "topicName", "own-1", CmqError.LACK_OF_PARAMETER);
    assertRefused(OWN, "SendMessage", "queueName", " ", CmqError.LACK_OF_PARAMETER);
    assertThatThrownBy(
            () ->
                Authorization.check(
                    OWN, "SendMessage", params("queueName", "own-1", "queueName", "other")))
        .isInstanceOfSatisfying(CmqException.class, e -> error(e, CmqError.NOT_REPEATABLE));
    assertRefused(Rights.NONE, "SendMessage", "x", "y", CmqError.NO_CAM_AUTHENTICATION);
  }

  @Test
  void listsAreForThoseWhoMayListSomething() {
    assertAllowed(OWN, "ListQueue", "searchWord", "x");
    assertRefused(Rights.NONE.and("send"), "ListQueue", "x", "y", CmqError.NO_CAM_AUTHENTICATION);
    assertRefused(
        Rights.NONE.and("all on queues q"), "ListTopic", "x", "y", CmqError.NO_CAM_AUTHENTICATION);
  }

  @Test
  void ofTheClusterThoseAreToldWhoMayLookAtAllThereIs() {
    assertAllowed(Rights.NONE.and("read-only"), "QueryCluster", "x", "y");
    assertAllowed(Rights.NONE.and("QueryCluster"), "QueryCluster", "x", "y");
    for (String rule : List.of("read-only on queues *", "send, receive, publish, admin")) {
      assertRefused(
          Rights.NONE.and(rule), "QueryCluster", "x", "y", CmqError.NO_CAM_AUTHENTICATION);
    }
  }

  @Test
  void everybodyMayAskWhatTheyMayDo() {
    assertAllowed(Rights.NONE, "QueryRights", "x", "y");
  }

  @Test
  void whatIsNotKnownIsForThoseOnlyWhoMayDoEverything() {
    assertAllowed(Rights.ALL, "SomethingNew", "x", "y");
    assertRefused(Rights.NONE.and("all"), "SomethingNew", "x", "y", CmqError.NO_CAM_AUTHENTICATION);
  }

  private static void assertAllowed(Rights rights, String action, String name, String value) {
    assertThatCode(() -> Authorization.check(rights, action, params(name, value)))
        .doesNotThrowAnyException();
  }

  private static void assertRefused(
      Rights rights, String action, String name, String value, CmqError expected) {
    assertThatThrownBy(() -> Authorization.check(rights, action, params(name, value)))
        .isInstanceOfSatisfying(CmqException.class, e -> error(e, expected));
  }

  private static void error(CmqException e, CmqError expected) {
    assertThat(e.error()).isEqualTo(expected);
  }

  private static Params params(String... namesAndValues) {
    List<Param> params = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      params.add(new Param(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8)));
    }
    return new Params(params);
  }
}
