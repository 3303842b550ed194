package io.cmqkafka.facade.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What is in the jar. */
final class Resources {
  private Resources() {}

  static InputStream open(String name) {
    InputStream in = Resources.class.getClassLoader().getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the jar has no " + name);
    }
    return in;
  }

  static byte[] bytes(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
