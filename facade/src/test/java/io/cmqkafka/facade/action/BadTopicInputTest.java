package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.NewSubscription;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients get wrong about topics, and the code and module they are told. Nothing of it has an
 * effect.
 */
class BadTopicInputTest {
  private static final NewSubscription SUBSCRIPTION =
      new NewSubscription(
          "s",
          Protocol.QUEUE,
          "q",
          NotifyStrategy.BACKOFF_RETRY,
          NotifyContentFormat.JSON,
          Filter.NONE,
          null);

  private final FakeTopics topics =
      new FakeTopics()
          .add("tag", 65_536, FilterType.TAG)
          .add("key", 65_536, FilterType.ROUTING)
          .add("tag", SUBSCRIPTION)
          .add("key", SUBSCRIPTION);
  private final Caller caller = new Caller(topics);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SetTopicAttributes",
        "GetTopicAttributes",
        "DeleteTopic",
        "PublishMessage",
        "BatchPublishMessage",
        "Subscribe",
        "ListSubscriptionByTopic",
        "SetSubscriptionAttributes",
        "GetSubscriptionAttributes",
        "ClearSubscriptionFilterTags",
        "Unsubscribe",
        "QueryTopicRoute"
      })
  void everyActionOnATopic_wantsOneThatExists(String action) {
    assertRefused(4000, 10390, action, "subscriptionName=s");
    assertRefused(4000, 10390, action, "topicName=");
    assertRefused(4000, 10330, action, "topicName=tag&topicName=tag");
    assertRefused(4000, 10330, action, "TopicName=tag&TopicName=tag");
    assertRefused(4000, 10330, action, "topicName.1=tag");
    assertRefused(4000, 10590, action, "topicName=1t");
    assertRefused(4440, 10600, action, "topicName=other");
    assertRefused(4440, 10600, action, "topicName=TAG");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SetSubscriptionAttributes",
        "GetSubscriptionAttributes",
        "ClearSubscriptionFilterTags",
        "Unsubscribe"
      })
  void everyActionOnASubscription_wantsOneThatExists(String action) {
    assertRefused(4000, 10390, action, "topicName=tag");
    assertRefused(4000, 10390, action, "topicName=tag&subscriptionName=");
    assertRefused(4000, 10330, action, "topicName=tag&subscriptionName=s&subscriptionName=s");
    assertRefused(4000, 10330, action, "topicName=tag&subscriptionName=s&subscriptionName =s");
    assertRefused(4000, 10580, action, "topicName=tag&subscriptionName=s s");
    assertRefused(4000, 10560, action, "topicName=tag&subscriptionName=other");
    assertRefused(4000, 10560, action, "topicName=tag&subscriptionName=S");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1t", "-t", "_t", "t t", "t.t", "t/t", " t", "t\n", "主题", "%s"})
  void names_areLettersDigitsDashAndUnderscore(String name) {
    assertRefused(4000, 10590, "CreateTopic", "topicName=" + name);
    assertRefused(
        4000,
        10580,
        "Subscribe",
        "topicName=tag&protocol=queue&endpoint=q&subscriptionName=" + name);
  }

  @Test
  void names_haveSixtyFourCharacters() {
    assertRefused(4000, 10590, "CreateTopic", "topicName=" + "t".repeat(65));
    assertRefused(
        4000,
        10580,
        "Subscribe",
        "topicName=tag&protocol=queue&endpoint=q&subscriptionName=" + "s".repeat(65));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CreateTopic", "SetTopicAttributes"})
  void maxMsgSize_hasARange(String action) {
    assertRefused(4000, 10350, action, "topicName=tag&maxMsgSize=1023");
    assertRefused(4000, 10350, action, "topicName=tag&maxMsgSize=1048577");
    assertRefused(4000, 10350, action, "topicName=tag&maxMsgSize=9999999999999999999");
    assertRefused(4000, 10360, action, "topicName=tag&maxMsgSize=many");
    assertRefused(4000, 10330, action, "topicName=tag&maxMsgSize=1024&maxMsgSize=1024");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CreateTopic             | filterType=0                   | 4000 | 10350
          CreateTopic             | filterType=3                   | 4000 | 10350
          CreateTopic             | filterType=tag                 | 4000 | 10360
          ListTopic               | limit=51                       | 4000 | 10350
          ListTopic               | limit=-1                       | 4000 | 10350
          ListTopic               | offset=-1                      | 4000 | 10350
          ListTopic               | offset=x                       | 4000 | 10360
          ListSubscriptionByTopic | limit=101                      | 4000 | 10350
          ListSubscriptionByTopic | limit=-1                       | 4000 | 10350
          ListSubscriptionByTopic | limit=all                      | 4000 | 10360
          ListSubscriptionByTopic | offset=1001                    | 4000 | 10350
          ListSubscriptionByTopic | offset=-1                      | 4000 | 10350
          PublishMessage          | msgTag.1=a                     | 4000 | 10390
          PublishMessage          | msgBody=                       | 4000 | 10120
          PublishMessage          | msgBody.1=x                    | 4000 | 10330
          PublishMessage          | msgBody=x&msgBody=y            | 4000 | 10330
          PublishMessage          | msgBody=x&msgTag=a             | 4000 | 10310
          PublishMessage          | msgBody=x&msgTag.1=a&msgTag.3=b | 4000 | 10380
          PublishMessage          | msgBody=x&msgTag.2=a           | 4000 | 10380
          PublishMessage          | msgBody=x&msgTag.1=a&msgTag.1=b | 4000 | 10330
          PublishMessage          | msgBody=x&msgTag.1=12345678901234567 | 4000 | 10350
          PublishMessage          | msgBody=x&msgTag.1=标标标标标标标标标标标标标标标标标 | 4000 | 10350
          BatchPublishMessage     | msgTag.1=a                     | 4000 | 10370
          BatchPublishMessage     | msgBody=x                      | 4000 | 10310
          BatchPublishMessage     | msgBody.1=x&msgBody.2=         | 4000 | 10120
          BatchPublishMessage     | msgBody.1=x&msgBody.3=y        | 4000 | 10380
          BatchPublishMessage     | msgBody.1=x&msgBody.1=y        | 4000 | 10330
          BatchPublishMessage     | msgBody.1=x&msgTag1=a&msgTag3=b | 4000 | 10380
          SetSubscriptionAttributes | subscriptionName=s&notifyStrategy=NEVER     | 4000 | 10520
          SetSubscriptionAttributes | subscriptionName=s&notifyContentFormat=XML  | 4000 | 10530
          SetSubscriptionAttributes | subscriptionName=s&filterTag=a              | 4000 | 10310
          SetSubscriptionAttributes | subscriptionName=s&filterTag.1=12345678901234567 | 4000 | 10350
          """)
  void parameters_areRefused(String action, String params, int code, int module) {
    assertRefused(code, module, action, "topicName=tag&" + params);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          endpoint=q                                        | 4000 | 10390
          protocol=queue                                    | 4000 | 10390
          protocol=queue&endpoint=                          | 4000 | 10390
          protocol=&endpoint=q                              | 4000 | 10390
          protocol=https&endpoint=https://h                 | 4000 | 10510
          protocol=sms&endpoint=q                           | 4000 | 10510
          protocol=queue &endpoint=q                        | 4000 | 10510
          protocol=queue&endpoint=1q                        | 4000 | 10500
          protocol=queue&endpoint=q q                       | 4000 | 10500
          protocol=queue&endpoint=http://h                  | 4000 | 10500
          protocol=kafka&endpoint=a/b                       | 4000 | 10500
          protocol=kafka&endpoint=主题                       | 4000 | 10500
          protocol=queue&endpoint=q&notifyStrategy=NEVER    | 4000 | 10520
          protocol=queue&endpoint=q&notifyStrategy=backoff_retry | 4000 | 10520
          protocol=queue&endpoint=q&notifyContentFormat=XML | 4000 | 10530
          protocol=queue&endpoint=q&filterTag=a             | 4000 | 10310
          protocol=queue&endpoint=q&filterTag.0=a&filterTag.2=b | 4000 | 10380
          protocol=queue&endpoint=q&filterTag.1=12345678901234567 | 4000 | 10350
          protocol=queue&endpoint=q&deadLetterQueue=d       | 4000 | 10320
          protocol=kafka&endpoint=q&deadLetterQueue=d       | 4000 | 10320
          protocol=http&endpoint=http://h&deadLetterQueue=1 | 4000 | 10020
          """)
  void subscriptions_areRefused(String params, int code, int module) {
    assertRefused(code, module, "Subscribe", "topicName=tag&subscriptionName=new&" + params);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h",
        "http",
        "http:",
        "http://",
        "http:///path",
        "http:h",
        "//h/path",
        "ftp://h",
        "file:///etc/passwd",
        "http://:80/",
        "http://h:port/",
        "http://h:0/",
        "http://h:65536/",
        "http://h:99999999999/",
        "http://user@h/",
        "http://user:secret@h/",
        "http://@h/",
        "http://h/#fragment",
        "http://h/#",
        "http://under_score/",
        "http://[::1/",
        "http://h/%zz",
        "http://h/100%",
        "http://h/a|b",
        "http://h/{id}",
        "http://h/\u0085",
        "http://h/\ufffd",
        "http://[fe80::1%25eth0]/",
        "http://h%41/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://h/\\",
        "http://h/\u0000",
        "http://主机/"
      })
  void urls_areRefused(String endpoint) {
    assertRefused(
        4000,
        10500,
        "Subscribe",
        "topicName=tag&subscriptionName=new&protocol=http&endpoint=" + endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " http://h/",
        "http://h/ ",
        "http://h/a b",
        "http://h /",
        "http://h/\t",
        "http://h/\r\nX: y",
        "http://h/\u00a0",
        "http://h/\u3000"
      })
  void urlsWithBlanks_areRefused(String endpoint) {
    assertRefused(
        4510,
        10570,
        "Subscribe",
        "topicName=tag&subscriptionName=new&protocol=http&endpoint=" + endpoint);
  }

  @Test
  void urlsThatWereNotUtf8_areRefused() {
    assertThat(refusalOf("http://h/caf\ufffd")).contains("it was not sent as UTF-8");
  }

  @Test
  void hostsThatAreTooLongForNameServers_areRefused() {
    String most = "http://" + ("h".repeat(63) + ".").repeat(3) + "h".repeat(61) + "/";
    String subscribe = "topicName=tag&subscriptionName=new&protocol=http&endpoint=";
    assertThat(caller.call("Subscribe", (subscribe + most).split("&"))).contains("\"code\":0");
    assertThat(refusalOf(most.replace("/", "h/").replace("http:h/h/", "http://")))
        .contains("a host has up to 253 characters, 63 between dots");
    assertThat(refusalOf("http://" + "h".repeat(64) + "/"))
        .contains("a host has up to 253 characters, 63 between dots");
  }

  private String refusalOf(String url) {
    String subscribe = "topicName=tag&subscriptionName=new&protocol=http&endpoint=";
    return caller.call("Subscribe", (subscribe + url).split("&"));
  }

  @Test
  void urlsOfMoreThanFiveHundredCharacters_areRefused() {
    String most = "http://h/" + "p".repeat(491);
    String subscribe = "topicName=tag&subscriptionName=new&protocol=http&endpoint=";
    assertRefused(4000, 10350, "Subscribe", subscribe + most + "p");
    assertThat(caller.call("Subscribe", (subscribe + most).split("&"))).contains("\"code\":0");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void moreThanFiveLabels_areRefused(int first) {
    String queue = "subscriptionName=new&protocol=queue&endpoint=q&";
    String tag = "topicName=tag&";
    assertRefused(4000, 10720, "PublishMessage", tag + "msgBody=x&" + array("msgTag", first, 6));
    assertRefused(
        4000, 10720, "BatchPublishMessage", tag + "msgBody.1=x&" + array("msgTag", first, 6));
    assertRefused(4000, 10490, "Subscribe", tag + queue + array("filterTag", first, 6));
    assertRefused(
        4000,
        10490,
        "SetSubscriptionAttributes",
        tag + "subscriptionName=s&" + array("filterTag", first, 6));
    String key = "topicName=key&";
    assertRefused(4000, 10680, "Subscribe", key + queue + array("bindingKey", first, 6));
    assertRefused(
        4000,
        10680,
        "SetSubscriptionAttributes",
        key + "subscriptionName=s&" + array("bindingKey", first, 6));
  }

  @ParameterizedTest
  @CsvSource({
    "PublishMessage, msgBody=x&routingKey=",
    "BatchPublishMessage, msgBody.1=x&routingKey=",
    "Subscribe, subscriptionName=new&protocol=queue&endpoint=q&bindingKey.1=",
    "SetSubscriptionAttributes, subscriptionName=s&bindingKey.1="
  })
  void keys_haveSixtyFourBytesAndFifteenDots(String action, String params) {
    String call = "topicName=key&" + params;
    assertRefused(4000, 10350, action, call + "k".repeat(65));
    assertRefused(4000, 10350, action, call + "键".repeat(22));
    assertRefused(4000, 10691, action, call + ".".repeat(16));
    assertRefused(4000, 10691, action, call + "#.".repeat(16) + "#");
    assertThat(caller.call(action, (call + "键".repeat(21) + ".").split("&")))
        .contains("\"code\":0");
  }

  @Test
  void routingTopics_wantTheirKeys() {
    assertRefused(4000, 10700, "PublishMessage", "topicName=key&msgBody=x&msgTag.1=a");
    assertRefused(4000, 10700, "BatchPublishMessage", "topicName=key&msgBody.1=x");
    assertRefused(4000, 10330, "PublishMessage", "topicName=key&msgBody=x&routingKey.1=a");
    String subscribe = "topicName=key&subscriptionName=new&protocol=queue&endpoint=q";
    assertRefused(4000, 10710, "Subscribe", subscribe);
    assertRefused(4000, 10710, "Subscribe", subscribe + "&bindingKey=");
    assertRefused(4000, 10710, "Subscribe", subscribe + "&bindingKey.1=");
    assertRefused(4000, 10710, "Subscribe", subscribe + "&filterTag.1=a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "\u0000", "\u007f", "a\tb"})
  void tagsWithControlCharacters_areRefused(String tag) {
    assertRefused(4000, 10350, "PublishMessage", "topicName=tag&msgBody=x&msgTag.1=" + tag);
    assertRefused(
        4000,
        10350,
        "Subscribe",
        "topicName=tag&subscriptionName=new&protocol=queue&endpoint=q&filterTag.1=" + tag);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void batchesOfSeventeen_areRefused(int first) {
    assertRefused(
        4000, 10370, "BatchPublishMessage", "topicName=tag&" + array("msgBody", first, 17));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é"})
  void bodies_areMeasuredInBytes(String character) {
    String largest = character.repeat(65_536 / character.getBytes(UTF_8).length);
    String tag = "topicName=tag&";
    assertRefused(4400, 10230, "PublishMessage", tag + "msgBody=" + largest + "x");
    assertRefused(
        4400, 10230, "BatchPublishMessage", tag + "msgBody.1=x&msgBody.2=" + largest + "x");
    assertThat(caller.call("PublishMessage", (tag + "msgBody=" + largest).split("&")))
        .contains("\"code\":0");
  }

  @ParameterizedTest
  @CsvSource({"1048575, 0", "1048576, 4470"})
  void batches_holdOneMebibyte(int size, int code) {
    topics.add("large", 1_048_576, FilterType.TAG);
    assertThat(
            caller.call(
                "BatchPublishMessage",
                "topicName=large",
                "msgBody.1=x",
                "msgBody.2=" + "y".repeat(size)))
        .contains("\"code\":" + code + ",");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CreateTopic    | topicName=new | TOPIC_EXISTS            | 4460 | (10550)topic is already existed
          CreateTopic    | topicName=new | TOPIC_LIMIT_REACHED     | 4450 | (10610)number of topics has reached the limit
          CreateTopic    | topicName=new | NAME_BEING_RELEASED     | 6040 | (10660)It will take some time to release resources of previous topic before you can create a new topic with the same name. Please try later.
          CreateTopic    | topicName=new | UNAVAILABLE             | 6000 | (10050)server internal error
          SetTopicAttributes | maxMsgSize=2048 | NO_SUCH_TOPIC     | 4440 | (10600)topic is not existed, or deleted
          GetTopicAttributes | x=y       | NO_SUCH_TOPIC           | 4440 | (10600)topic is not existed, or deleted
          DeleteTopic    | x=y           | TOPIC_HAS_SUBSCRIPTIONS | 4000 | (10540)there exists subscriptions under this topic, please unsubscribe all of them before DeleteTopic
          PublishMessage | msgBody=x     | NO_SUBSCRIPTION         | 6030 | (10650)topic has no subscription, please create a subscription before publishing message
          PublishMessage | msgBody=x     | NOTHING_MATCHES         | 6030 | (10730)no bindingKey or filterTag matches the routingKey or msgTag
          PublishMessage | msgBody=x     | OVERLOADED              | 4420 | (10250)qps throttling
          BatchPublishMessage | msgBody.1=x | NOTHING_MATCHES       | 6030 | (10730)no bindingKey or filterTag matches the routingKey or msgTag
          Subscribe      | subscriptionName=s&protocol=queue&endpoint=q | SUBSCRIPTION_EXISTS        | 4490 | (10470)subscribtion is already existed
          Subscribe      | subscriptionName=s&protocol=queue&endpoint=q | SUBSCRIPTION_LIMIT_REACHED | 4500 | (10480)number of subscription has reached the limit
          Subscribe      | subscriptionName=s&protocol=queue&endpoint=q | ENDPOINT_ILLEGAL           | 4000 | (10630)illegal endpoint, there is no such queue, or no such Kafka topic that the server may write to and its setting endpoint.topics allows
          Subscribe      | subscriptionName=s&protocol=http&endpoint=http://h&deadLetterQueue=d | NO_SUCH_DEAD_LETTER_QUEUE | 4000 | (10730)dead letter queue is not existed
          Subscribe      | subscriptionName=s&protocol=http&endpoint=http://h | NAME_BEING_RELEASED  | 6040 | (10660)It will take some time to release resources of previous topic before you can create a new topic with the same name. Please try later.
          SetSubscriptionAttributes   | subscriptionName=s | NO_SUCH_SUBSCRIPTION | 4000 | (10560)subscription is not existed
          GetSubscriptionAttributes   | subscriptionName=s | NO_SUCH_SUBSCRIPTION | 4000 | (10560)subscription is not existed
          ClearSubscriptionFilterTags | subscriptionName=s | NO_SUCH_SUBSCRIPTION | 4000 | (10560)subscription is not existed
          Unsubscribe                 | subscriptionName=s | NO_SUCH_SUBSCRIPTION | 4000 | (10560)subscription is not existed
          """)
  void refusals_haveCmqsWords(
      String action, String params, Refusal refusal, int code, String message) {
    topics.refusal = refusal;
    String all = params.startsWith("topicName=") ? params : "topicName=tag&" + params;
    assertThat(caller.call(action, all.split("&")))
        .isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          protocol=queue&endpoint=1q       | with protocol queue it is a queue's name
          protocol=http&endpoint=ftp://h   | with protocol http it is a URL that begins with http:// or https://: it begins with something else
          protocol=http&endpoint=hook      | it begins with something else
          protocol=http&endpoint=http:///x | it has no host
          protocol=http&endpoint=http://主机/ | write the host's name in its ASCII form, as in xn--fiqs8s.com
          protocol=http&endpoint=http://a_b/ | the host is letters, digits, '-', '.', the port a number
          protocol=http&endpoint=http://h:0/ | the port is 1 to 65535
          protocol=http&endpoint=http://u:p@h/ | user info before the host is not sent
          protocol=http&endpoint=http://h/#a | a fragment, which begins with #, is not sent
          protocol=http&endpoint=http://h/5% | after a % stand two hexadecimal digits, as in %25
          protocol=http&endpoint=http://h/{x} | the character { must be percent-encoded
          protocol=http&endpoint=http://[fe80::1%251]/ | an address with a zone means something to one machine only
          protocol=http&endpoint=http://forbidden.example/ | (10630)illegal endpoint, the server's settings push.allow and push.deny do not let it push to forbidden.example
          protocol=kafka&endpoint=..       | with protocol kafka it is a Kafka topic's name
          protocol=kafka&endpoint=a/b      | with protocol kafka it is a Kafka topic's name
          protocol=pigeon&endpoint=a       | it is queue, http or kafka
          protocol=queue&endpoint=q&filterTag=a | its elements are filterTag.1, filterTag.2 and so on
          """)
  void whatAnEndpointMustBe_isInTheError(String params, String accepted) {
    assertThat(caller.call("Subscribe", ("topicName=tag&subscriptionName=s&" + params).split("&")))
        .contains(accepted);
  }

  private static String array(String name, int first, int size) {
    return IntStream.range(first, first + size)
        .mapToObj(n -> name + "." + n + "=x")
        .collect(joining("&"));
  }

  private void assertRefused(int code, int module, String action, String params) {
    assertThat(caller.call(action, params.split("&")))
        .as(action)
        .startsWith("{\"code\":" + code + ",\"message\":\"(" + module + ")");
    assertThat(topics.asked).isEmpty();
  }
}
