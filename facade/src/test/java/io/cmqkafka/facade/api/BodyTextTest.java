package io.cmqkafka.facade.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTextTest {

  @Test
  void everyAsciiCharacterComesBack() throws IOException {
    byte[] body = new byte[128];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) i;
    }
    JsonNode json = read(write(body));
    assertThat(json.get("msgBody").textValue()).isEqualTo(new String(body, ISO_8859_1));
    assertThat(json.has("msgBodyBase64")).isFalse();
  }

  @Test
  void whatJsonNeedsNotEscapeIsWrittenAsItIs() throws IOException {
    assertThat(new String(write("</a> 'b' \u007f".getBytes(UTF_8)), UTF_8))
        .isEqualTo("{\"msgBody\":\"</a> 'b' \u007f\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "é", "消息 \"x\"", "\uD83D\uDE00", "a\u0000é", "\uFFFD"})
  void utf8ComesBack(String text) throws IOException {
    JsonNode json = read(write(text.getBytes(UTF_8)));
    assertThat(json.get("msgBody").textValue()).isEqualTo(text);
    assertThat(json.has("msgBodyBase64")).isFalse();
  }

  @Test
  void aBodyLongerThanJacksonsBuffersComesBack() throws IOException {
    String text = "0123456789\"\n".repeat(10_000);
    assertThat(read(write(text.getBytes(UTF_8))).get("msgBody").textValue()).isEqualTo(text);
  }

  @Test
  void whatIsNotUtf8ComesExactlyBesides() throws IOException {
    byte[] body = {'a', (byte) 0xC3, 'b'};
    JsonNode json = read(write(body));
    assertThat(json.get("msgBody").textValue()).isEqualTo("a\uFFFDb");
    assertThat(json.get("msgBodyBase64").binaryValue()).isEqualTo(body);
  }

  private static JsonNode read(byte[] json) throws IOException {
    return new ObjectMapper().readTree(json);
  }

  private static byte[] write(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      BodyText.write(body, json);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
