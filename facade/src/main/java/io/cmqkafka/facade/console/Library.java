package io.cmqkafka.facade.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** A file of somebody else's, out of a WebJar, whose version is the one in the pom. */
enum Library {
  PREACT("lib/preact.js", "preact", "dist/preact.min.umd.js"),
  PREACT_HOOKS("lib/preact-hooks.js", "preact", "hooks/dist/hooks.umd.js"),
  SHA256("lib/sha256.js", "js-sha256", "build/sha256.min.js"),
  UPLOT("lib/uplot.js", "uplot", "dist/uPlot.iife.min.js"),
  UPLOT_STYLE("lib/uplot.css", "uplot", "dist/uPlot.min.css");

  private final String path;
  private final String webJar;
  private final String file;

  Library(String path, String webJar, String file) {
    this.path = path;
    this.webJar = webJar;
    this.file = file;
  }

  /** The name by which pages ask for it. */
  String path() {
    return path;
  }

  byte[] bytes() {
    return Resources.bytes(
        "META-INF/resources/webjars/%s/%s/%s".formatted(webJar, version(), file));
  }

  private String version() {
    String name = "META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(webJar);
    Properties properties = new Properties();
    try (InputStream in = Resources.open(name)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
    return properties.getProperty("version");
  }
}
