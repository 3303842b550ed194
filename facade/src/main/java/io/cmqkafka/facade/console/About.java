package io.cmqkafka.facade.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the console tells a browser on the server's own machine before it has signed in.
 *
 * @param version of the program
 * @param kafka HOST:PORT of the brokers
 * @param credentials the file that has the key, where the server has made it; never what is in it
 */
public record About(String version, String kafka, Optional<Path> credentials) {
  private static final JsonFactory JSON = new JsonFactory();

  byte[] json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("version", version);
      json.writeStringField("kafka", kafka);
      if (credentials.isPresent()) {
        json.writeStringField("credentials", credentials.get().toString());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written", e);
    }
    return bytes.toByteArray();
  }
}
