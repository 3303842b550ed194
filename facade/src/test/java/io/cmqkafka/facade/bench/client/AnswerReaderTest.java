package io.cmqkafka.facade.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

  @Test
  void readsASend() throws IOException {
    CmqAnswer answer =
        read("{\"code\":0,\"message\":\"\",\"requestId\":\"14\",\"msgId\":\"281474976710656\"}");
    assertThat(answer.ok()).isTrue();
    assertThat(answer.requestId()).isEqualTo("14");
    assertThat(answer.msgIds()).containsExactly("281474976710656");
  }

  @Test
  void readsABatchSend() throws IOException {
    CmqAnswer answer =
        read(
            " { \"msgList\" : [ {\"msgId\":\"1\"} , {\"msgId\":\"2\"}], \"code\" : 0,"
                + " \"message\":\"\" } ");
    assertThat(answer.msgIds()).containsExactly("1", "2");
  }

  @Test
  void readsAReceive() throws IOException {
    CmqAnswer answer =
        read(
            "{\"code\":0,\"message\":\"\",\"msgBody\":\"b\",\"msgId\":\"7\",\"receiptHandle\":"
                + "\"h:1\",\"enqueueTime\":11,\"nextVisibleTime\":12,\"firstDequeueTime\":13,"
                + "\"dequeueCount\":2}");
    assertThat(answer.messages())
        .containsExactly(new ReceivedMessage("7", "h:1", "b", 11, 12, 13, 2));
    assertThat(answer.msgIds()).isEmpty();
  }

  @Test
  void readsABatchReceiveAmongFieldsItDoesNotKnow() throws IOException {
    CmqAnswer answer =
        read(
            "{\"more\":{\"code\":9,\"a\":[1,{\"b\":\"}\\\"]\"}]},\"code\":\"0\",\"message\":null,"
                + "\"n\":-1.5e3,\"t\":true,\"msgInfoList\":[{\"msgBody\":\"x\",\"msgId\":\"1\","
                + "\"receiptHandle\":\"a\",\"tags\":[]},{\"msgBody\":\"y\",\"msgId\":\"2\","
                + "\"receiptHandle\":\"b\"}],\"e\":{},\"f\":[]}");
    assertThat(answer.code()).isZero();
    assertThat(answer.messages())
        .extracting(ReceivedMessage::msgBody, ReceivedMessage::receiptHandle)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("x", "a"),
            org.assertj.core.groups.Tuple.tuple("y", "b"));
  }

  @Test
  void readsThePartsOfAFailedBatchDelete() throws IOException {
    CmqAnswer answer =
        read(
            "{\"code\":6010,\"message\":\"m\",\"errorList\":[{\"code\":4430,\"message\":\"n\","
                + "\"receiptHandle\":\"h\"}]}");
    assertThat(answer.code()).isEqualTo(6010);
    assertThat(answer.failedDeletes()).containsExactly(new CmqAnswer.FailedDelete(4430, "n", "h"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "quote \" and \\ and /", "\b\f\n\r\t\u0001", "中文 😀 ü", "\\u0041"})
  void unescapesBodies(String body) throws IOException {
    byte[] json =
        new ObjectMapper()
            .writeValueAsBytes(Map.of("code", 0, "receiptHandle", "h", "msgBody", body));
    assertThat(AnswerReader.read(json).messages().get(0).msgBody()).isEqualTo(body);
    String escaped =
        body.chars()
            .mapToObj(c -> String.format("\\u%04x", c))
            .collect(java.util.stream.Collectors.joining());
    assertThat(
            read("{\"code\":0,\"receiptHandle\":\"h\",\"msgBody\":\"" + escaped + "\"}")
                .messages()
                .get(0)
                .msgBody())
        .isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{}",
        "{\"message\":\"\"}",
        "{\"code\":0",
        "{\"code\":}",
        "{\"code\":\"x\"}",
        "{\"code\":0 \"a\":1}",
        "{\"code\":0,\"msgBody\":\"\\q\"}",
        "{\"code\":0,\"msgBody\":\"\\u00\"}",
        "{\"code\":0,\"msgList\":[1]}"
      })
  void refusesWhatIsNoAnswer(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not CMQ's JSON");
  }

  @Test
  void refusesDeepNesting() {
    assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(100_000)))
        .hasMessageContaining("not CMQ's JSON")
        .hasMessageContaining("depth");
    assertThatThrownBy(() -> read("{\"msgList\":[".repeat(100_000)))
        .hasMessageContaining("not CMQ's JSON")
        .hasMessageContaining("depth");
  }

  private static CmqAnswer read(String json) throws IOException {
    return AnswerReader.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
