package io.cmqkafka.facade.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.Publication;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.topic.NotifyContentFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;

class PushBodyTest {
  private final PushBody body = new PushBody();

  @Test
  void theObjectHasCmqsFieldsInTheirOrder() {
    assertThat(json(Pushed.publication("a \"b\" ü\n")))
        .isEqualTo(
            "{\"TopicOwner\":0,\"topicName\":\"news\",\"subscriptionName\":\"hook\","
                + "\"msgId\":\"281474976710663\",\"msgBody\":\"a \\\"b\\\" ü\\n\","
                + "\"publishTime\":1700000000}");
  }

  @Test
  void aBodyThatIsNotUtf8ComesAsReceivesGiveIt() {
    assertThat(json(Pushed.publication(new byte[] {'a', (byte) 0xff})))
        .contains("\"msgBody\":\"a\uFFFD\",\"msgBodyBase64\":\"Yf8=\",\"publishTime\"");
  }

  @Test
  void simplifiedIsTheBodyByteForByte() {
    byte[] bytes = {0, (byte) 0xff, '"'};
    assertThat(
            sent(Pushed.to("http://a/", NotifyContentFormat.SIMPLIFIED), Pushed.publication(bytes)))
        .isEqualTo(bytes);
  }

  @Test
  void aLongBodyIsOfTheLengthThatIsSaid() {
    assertThat(json(Pushed.publication("\u0001".repeat(100_000))))
        .contains("\"msgBody\":\"\\u0001\\u0001")
        .hasSizeGreaterThan(600_000);
  }

  private String json(Publication publication) {
    return new String(sent(Pushed.to("http://a/", NotifyContentFormat.JSON), publication), UTF_8);
  }

  private byte[] sent(SubscriptionDefinition subscription, Publication publication) {
    try {
      Request.Content content = body.of(subscription, publication);
      byte[] sent = Content.Source.asInputStream(content).readAllBytes();
      assertThat(content.getLength()).isEqualTo(sent.length);
      return sent;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
