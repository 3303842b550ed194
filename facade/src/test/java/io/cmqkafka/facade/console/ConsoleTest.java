package io.cmqkafka.facade.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
  private static final Path FOLDER = Path.of("src/main/resources/console");
  private static final Pattern NAMED = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
  private static final Pattern IMPORTED = Pattern.compile("from '(\\.[^']+)'");

  private static final Pattern TEXT = Pattern.compile("(?m)^  '?([\\w.]+)'?:");
  private static final Pattern BEGINNING = Pattern.compile("\\bt\\(`([\\w.]+)\\$");
  private static final Pattern ASKED_FOR = Pattern.compile("\\bt\\('([^']+)'");

  private final Console console =
      new Console(new About("1", "127.0.0.1:9092", Optional.of(Path.of("/data/credentials"))));

  @Test
  void thePageIsAskedForAgainAndAgainWhatItNamesIsKeptForEver() {
    ConsoleAnswer page = get("/console/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.headers())
        .containsEntry("Content-Type", "text/html;charset=utf-8")
        .containsEntry("Cache-Control", "no-cache");

    List<String> named = NAMED.matcher(text(page)).results().map(match -> match.group(1)).toList();
    assertThat(named).hasSizeGreaterThan(5).allMatch(name -> !name.startsWith("/"));
    for (String name : named) {
      ConsoleAnswer file = get("/console/" + name);
      assertThat(file.status()).as(name).isEqualTo(200);
      assertThat(file.headers().get("Cache-Control")).as(name).contains("immutable");
    }
  }

  @Test
  void everyFileIsListedAndEveryImportLeadsToOne() throws IOException {
    List<String> files;
    try (Stream<Path> all = Files.walk(FOLDER)) {
      files =
          all.filter(Files::isRegularFile)
              .map(file -> FOLDER.relativize(file).toString())
              .filter(name -> !name.equals("files.txt"))
              .sorted()
              .toList();
    }
    assertThat(ConsoleFiles.names()).isEqualTo(files);
    for (String name : files) {
      Path file = FOLDER.resolve(name);
      Matcher imports = IMPORTED.matcher(Files.readString(file));
      while (imports.find()) {
        assertThat(file.resolveSibling(imports.group(1)).normalize())
            .as("imported by %s", name)
            .isRegularFile();
      }
    }
  }

  @Test
  void bothLanguagesHaveEveryTextThatPagesAskFor() throws IOException {
    Set<String> english = found(TEXT, "text/en.js");
    assertThat(found(TEXT, "text/zh.js")).isEqualTo(english);
    for (String name : ConsoleFiles.names()) {
      assertThat(english).as(name).containsAll(found(ASKED_FOR, name));
      for (String beginning : found(BEGINNING, name)) {
        assertThat(english).as(name).anyMatch(text -> text.startsWith(beginning));
      }
    }
  }

  /** In the reader's language, with the server's words beside them: wording.js does it for all. */
  @Test
  void pagesSayErrorsInTheirOwnWords() throws IOException {
    for (String name : ConsoleFiles.names()) {
      if (name.startsWith("page/")) {
        assertThat(Files.readString(FOLDER.resolve(name))).as(name).doesNotContain("error.message");
      }
    }
  }

  /** Chinese has marks of its own between names and after a label: text.js and its tables know. */
  @Test
  void pagesPunctuateInTheReadersLanguage() throws IOException {
    for (String name : ConsoleFiles.names()) {
      if (name.startsWith("page/")) {
        assertThat(Files.readString(FOLDER.resolve(name)))
            .as(name)
            .doesNotContain("&& ', '", ", ': '")
            // A filter is typed with commas in each language.
            .doesNotContainPattern("(?<!filter|bindingKey\\))\\.join\\(', '\\)");
      }
    }
  }

  @Test
  void aDialogStaysInTheMiddleWhereverItStandsInThePage() throws IOException {
    for (String name : List.of("style/base.css", "style/parts.css", "style/pages.css")) {
      assertThat(Files.readString(FOLDER.resolve(name))).as(name).doesNotContain("> :last-child");
    }
  }

  private static Set<String> found(Pattern pattern, String name) throws IOException {
    return pattern
        .matcher(Files.readString(FOLDER.resolve(name)))
        .results()
        .map(match -> match.group(1))
        .collect(toSet());
  }

  @Test
  void everyAnswerIsProtected() {
    for (String path : List.of("/console", "/console/", "/console/none", "/console/about.json")) {
      assertThat(get(path).headers())
          .as(path)
          .containsEntry("X-Content-Type-Options", "nosniff")
          .containsEntry("Referrer-Policy", "no-referrer");
      assertThat(get(path).headers().get("Content-Security-Policy"))
          .as(path)
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void nothingIsInlineInThePage() {
    assertThat(text(get("/console/")))
        .doesNotContainPattern("<style|style=|\\son[a-z]+=|javascript:")
        .doesNotContainPattern("<script(?![^>]*src=)")
        .doesNotContainPattern("https?://");
  }

  @Test
  void whoTakesGzipGetsTheSameInLess() throws IOException {
    ConsoleAnswer plain = get("/console/" + anyScript());
    ConsoleAnswer compressed = get("/console/" + anyScript(), true, null);
    assertThat(compressed.headers()).containsEntry("Content-Encoding", "gzip");
    assertThat(compressed.headers().get("Vary")).contains("Accept-Encoding");
    assertThat(compressed.body()).hasSizeLessThan(plain.body().length);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.body());
    }
    assertThat(compressed.headers().get("ETag")).isNotEqualTo(plain.headers().get("ETag"));
  }

  @Test
  void whoDoesNotTakeGzipGetsNone() {
    assertThat(get("/console/").headers()).doesNotContainKey("Content-Encoding");
  }

  @Test
  void whoHasItAlreadyGetsNothing() {
    String etag = get("/console/").headers().get("ETag");
    assertThat(etag).matches("\"[^\"]+\"");
    for (String there : List.of(etag, "\"other\", " + etag, "W/" + etag, "*")) {
      ConsoleAnswer answer = get("/console/", false, there);
      assertThat(answer.status()).as(there).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers()).containsEntry("ETag", etag).containsKey("Cache-Control");
    }
    assertThat(get("/console/", false, "\"other\"").status()).isEqualTo(200);
    assertThat(get("/console/", true, etag).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/none.js",
        "/console/index.html",
        "/console/files.txt",
        "/console/main.js",
        "/console/../console/",
        "/console/../META-INF/MANIFEST.MF",
        "/console//",
        "/console/.",
        "/console/0123456789/main.js"
      })
  void anotherPathLeadsNowhere(String path) {
    ConsoleAnswer answer = get(path);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.headers()).containsEntry("Content-Type", "text/html;charset=utf-8");
    assertThat(text(answer)).contains("/console/");
  }

  @Test
  void withoutTheSlashAtTheEndItLeadsToThePage() {
    ConsoleAnswer answer = get("/console");
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.headers()).containsEntry("Location", "/console/");
  }

  @Test
  void tellsWhereTheKeyIsOnlyOnTheServersOwnMachine() {
    ConsoleAnswer local =
        console.answer(new ConsoleRequest("/console/about.json", false, null, true));
    assertThat(text(local))
        .isEqualTo(
            "{\"version\":\"1\",\"kafka\":\"127.0.0.1:9092\",\"credentials\":\"/data/credentials\"}");
    assertThat(get("/console/about.json").status()).isEqualTo(404);
  }

  @Test
  void isSmall() {
    ConsoleFiles files = new ConsoleFiles();
    String version = anyScript().split("/")[0];
    int bytes =
        Stream.concat(
                ConsoleFiles.names().stream().filter(name -> !name.equals("index.html")),
                Stream.of(Library.values()).map(Library::path))
            .mapToInt(name -> files.find(version + "/" + name).gzip().length)
            .sum();
    assertThat(bytes + files.page().gzip().length).isLessThan(300_000);
  }

  private String anyScript() {
    Matcher script = Pattern.compile("src=\"([^\"]+main\\.js)\"").matcher(text(get("/console/")));
    assertThat(script.find()).isTrue();
    return script.group(1);
  }

  private ConsoleAnswer get(String path) {
    return get(path, false, null);
  }

  private ConsoleAnswer get(String path, boolean gzip, String ifNoneMatch) {
    return console.answer(new ConsoleRequest(path, gzip, ifNoneMatch, false));
  }

  private static String text(ConsoleAnswer answer) {
    return new String(answer.body(), UTF_8);
  }
}
