package io.cmqkafka.facade.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a history to a file while it happens, one JSON object a line. Thread-safe. */
public final class Journal implements AutoCloseable {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.USE_DEFAULTS))
          .build();

  private final BufferedWriter out;

  private Journal(BufferedWriter out) {
    this.out = out;
  }

  public static Journal open(Path file) throws IOException {
    return new Journal(Files.newBufferedWriter(file));
  }

  public static History read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      events.add(JSON.readValue(line, Event.class));
    }
    return new History(events);
  }

  public synchronized void write(Event event) {
    try {
      out.write(JSON.writerFor(Event.class).writeValueAsString(event));
      out.newLine();
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
