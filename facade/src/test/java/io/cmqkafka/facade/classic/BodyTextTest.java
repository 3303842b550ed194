package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
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

  @Test
  void longTextIsWhatJacksonWouldWrite_howeverSmallThePieces() throws IOException {
    for (byte[] some : List.of(everyAscii(), "é消\uD83D\uDE00\n".getBytes(UTF_8), notUtf8())) {
      byte[] body = repeated(some, 100_000);
      byte[] expected = asAWhole(body);
      for (int room : new int[] {8, 4_096, 1 << 20}) {
        JsonText text = text(body);
        assertThat(text.whole()).isNull();
        assertThat(text.length()).isEqualTo(expected.length);
        assertThat(inPieces(text, room)).isEqualTo(expected);
      }
      assertThat(text(body).stream().readAllBytes()).isEqualTo(expected);
    }
  }

  @Test
  void aShortTextIsThereAsAWhole() throws IOException {
    assertThat(text(new byte[10_000]).whole()).isNotNull();
  }

  private static byte[] inPieces(JsonText text, int room) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(room);
    while (!text.isTaken()) {
      text.putInto(piece.clear());
      assertThat(piece.position()).isPositive();
      all.write(piece.array(), 0, piece.position());
    }
    return all.toByteArray();
  }

  private static byte[] everyAscii() {
    byte[] body = new byte[128];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) i;
    }
    return body;
  }

  /** Bad in every way: cut off, overlong, half of a surrogate pair, bytes that are never there. */
  private static byte[] notUtf8() {
    return new byte[] {
      'a',
      (byte) 0xC3,
      '"',
      (byte) 0xE6,
      (byte) 0xB6,
      'b',
      (byte) 0xC0,
      (byte) 0x80,
      1,
      (byte) 0xED,
      (byte) 0xA0,
      (byte) 0x80,
      (byte) 0xFF,
      (byte) 0xF0,
      (byte) 0x9F,
      (byte) 0x98
    };
  }

  private static byte[] repeated(byte[] some, int length) {
    byte[] all = new byte[length];
    for (int i = 0; i < length; i++) {
      all[i] = some[i % some.length];
    }
    return all;
  }

  private static JsonText text(byte[] body) throws IOException {
    try (JsonWriter json = new JsonWriter()) {
      json.writeStartObject();
      json.writeNumberField("before", 1);
      json.writeBody(body);
      json.writeNumberField("after", 2);
      json.writeEndObject();
      return json.text();
    }
  }

  private static byte[] asAWhole(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // The same character in fewer bytes.
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(bytes)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8.mappedFeature())) {
      json.writeStartObject();
      json.writeNumberField("before", 1);
      BodyText.write(body, json);
      json.writeNumberField("after", 2);
      json.writeEndObject();
    }
    return bytes.toByteArray();
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
