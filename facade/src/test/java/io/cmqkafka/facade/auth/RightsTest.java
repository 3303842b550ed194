package io.cmqkafka.facade.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RightsTest {

  @Test
  void everythingIsEverythingAlsoWhatThePermissionCheckDoesNotKnow() {
    assertThat(Rights.ALL.allow("SomethingNew", "x")).isTrue();
    assertThat(Rights.ALL.and("read-only")).isSameAs(Rights.ALL);
    assertThat(Rights.NONE.and("all").allow("SomethingNew", "x")).isFalse();
  }

  @Test
  void nothingIsNothing() {
    assertThat(KnownAction.all())
        .hasSize(43)
        .noneMatch(action -> Rights.NONE.allowSome(action.name()))
        .noneMatch(action -> Rights.NONE.allow(action.name(), "q"));
  }

  @Test
  void eachGroupHasItsActions() {
    assertThat(actionsOf("send")).containsExactlyInAnyOrder("SendMessage", "BatchSendMessage");
    assertThat(actionsOf("publish"))
        .containsExactlyInAnyOrder("PublishMessage", "BatchPublishMessage");
    assertThat(actionsOf("receive"))
        .containsExactlyInAnyOrder(
            "ReceiveMessage", "BatchReceiveMessage", "DeleteMessage", "BatchDeleteMessage");
    assertThat(actionsOf("read-only"))
        .containsExactlyInAnyOrder(
            "GetQueueAttributes",
            "GetRedrive",
            "GetQueueNumbers",
            "ListQueue",
            "ListDeadLetterSourceQueues",
            "QueryQueueRoute",
            "GetTopicAttributes",
            "GetTopicNumbers",
            "ListTopic",
            "ListSubscriptionByTopic",
            "GetSubscriptionAttributes",
            "GetSubscriptionNumbers",
            "QueryTopicRoute",
            "QueryCluster",
            "QueryRights");
    assertThat(actionsOf("browse")).containsExactlyInAnyOrder("BrowseMessages", "TraceMessage");
    assertThat(actionsOf("all")).hasSize(43);
    assertThat(actionsOf("all, send")).hasSize(43);
    assertThat(actionsOf("send,publish,receive,read-only,browse,admin")).hasSize(43);
  }

  @Test
  void readOnlyChangesNothingAndSeesNoMessage() {
    assertThat(actionsOf("read-only")).allMatch(name -> name.matches("(Get|List|Query).*"));
  }

  @Test
  void actionsMayBeNamedInAnyCase() {
    assertThat(actionsOf("clearqueue, PUBLISHMESSAGE"))
        .containsExactlyInAnyOrder("ClearQueue", "PublishMessage");
  }

  @Test
  void aRuleOnQueuesSaysNothingAboutTopics() {
    Rights rights = Rights.NONE.and("all on queues a*, b");
    assertThat(rights.allow("SendMessage", "abc")).isTrue();
    assertThat(rights.allow("SendMessage", "b")).isTrue();
    assertThat(rights.allow("SendMessage", "bc")).isFalse();
    assertThat(rights.allow("SendMessage", "Abc")).isFalse();
    assertThat(rights.allow("PublishMessage", "abc")).isFalse();
    assertThat(rights.allowSome("PublishMessage")).isFalse();
    Rights both = rights.and("publish on topics t").and("read-only");
    assertThat(both.allow("PublishMessage", "t")).isTrue();
    assertThat(both.allow("SendMessage", "t")).isFalse();
    assertThat(both.allow("GetTopicAttributes", "anything")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, b, false",
    "a, ab, false",
    "*, '', true",
    "*, anything, true",
    "a*, a, true",
    "*a, ba, true",
    "*a, bab, false",
    "a*b*c, a1b2bc, true",
    "a*b*c, a1b2b, false",
    "**, x, true",
    "a-*_z, a-b_z, true"
  })
  void starsStandForAnyCharacters(String pattern, String name, boolean matches) {
    assertThat(new NamePattern(pattern).matches(name)).isEqualTo(matches);
  }

  @Test
  void patternsMatchWhatARegularExpressionMatches() {
    Random random = new Random(11);
    for (int i = 0; i < 100_000; i++) {
      String pattern = text(random, "ab*", 1 + random.nextInt(7));
      String name = text(random, "ab", random.nextInt(9));
      assertThat(new NamePattern(pattern).matches(name))
          .as("%s on '%s'", pattern, name)
          .isEqualTo(Pattern.matches(pattern.replace("*", ".*"), name));
    }
  }

  @Test
  void noPatternMatchesWhatIsLongerThanAName() {
    assertThat(new NamePattern("*").matches("a".repeat(64))).isTrue();
    assertThat(new NamePattern("*").matches("a".repeat(65))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "snd",
        "send receive",
        "send,",
        ",send",
        "send on",
        "send on queues",
        "send on queues ,a",
        "send on a",
        "send on queues a b",
        "send on queues a.b",
        "send on queues ä",
        "send on topics t",
        "PublishMessage on queues q",
        "publish on queues q",
        "on queues q",
        "send=1"
      })
  void whatCannotBeUnderstoodIsRefused(String rule) {
    assertThatThrownBy(() -> Rights.NONE.and(rule)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Rights.ALL.and(rule)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anErrorQuotesWhatItDoesNotKnowInOneShortLine() {
    assertThatThrownBy(() -> Rights.NONE.and("s\u001b[2J\u2028nd" + "x".repeat(100)))
        .hasMessageStartingWith("'s?[2J?ndxxxx")
        .hasMessageContaining("...' is neither an action nor one of all, read-only");
  }

  private static List<String> actionsOf(String rule) {
    Rights rights = Rights.NONE.and(rule);
    return KnownAction.all().stream()
        .map(KnownAction::name)
        .filter(name -> rights.allow(name, "any"))
        .toList();
  }

  private static String text(Random random, String letters, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
