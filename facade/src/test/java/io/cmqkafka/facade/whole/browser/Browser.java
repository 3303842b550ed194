package io.cmqkafka.facade.whole.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.Alert;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.chromium.ChromiumNetworkConditions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Chromium as a person uses it: things are found by what stands on them, waited for, and clicked.
 */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final String AXE = "META-INF/resources/webjars/axe-core/%s/axe.min.js";

  private final ChromeDriver driver;
  private final String url;

  /**
   * @param url of the server
   * @param language that the browser prefers
   */
  Browser(String url, String language) {
    this.url = url;
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        // Each frame of an animation costs.
        "--force-prefers-reduced-motion",
        "--window-size=1400,900");
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .withLogOutput(new java.io.ByteArrayOutputStream())
                .build(),
            options);
  }

  /** Whether this machine has one. */
  static boolean isThere() {
    return Stream.of(CHROMIUM, DRIVER).map(Path::toFile).allMatch(File::canExecute);
  }

  /** Opens the server's address, as somebody who has only been told that. */
  void open() {
    driver.get(url + "/");
  }

  /** A part of the console, by what stands behind the hash. */
  void visit(String hash) {
    driver.get(url + "/console/#/" + hash);
  }

  /** The same as somebody who comes from elsewhere: nothing is left of what was done there. */
  void visitAnew(String hash) {
    driver.get("about:blank");
    visit(hash);
    until("the page", () -> !driver.findElements(By.tagName("h1")).isEmpty());
  }

  String address() {
    return driver.getCurrentUrl();
  }

  /** As if nobody had been here before: nothing is kept, and no page is open. */
  private void begin() {
    // Of the same origin, and no page that would keep anything.
    driver.get(url + "/console/about.json");
    run("sessionStorage.clear(); localStorage.clear()");
  }

  /** Whoever was here before: the page that is visited next finds this pair signed in. */
  void beginAs(String secretId, String secretKey) {
    begin();
    run(
        "sessionStorage.setItem('cmq-kafka.session',"
            + " JSON.stringify({ secretId: arguments[0], secretKey: arguments[1] }))",
        secretId,
        secretKey);
  }

  /** Signs in with the pair as a person does, whoever was signed in before. */
  void signIn(String secretId, String secretKey) {
    begin();
    open();
    type("SecretId", secretId);
    type("SecretKey", secretKey);
    click("Sign in");
    sees("cmq-kafka");
    until(
        "signed in",
        () -> driver.findElements(By.cssSelector("nav a[href='#/queues']")).size() == 1);
  }

  /** Waits for a text that a person could read. */
  void sees(String text) {
    until("to see: " + text, () -> text().contains(text));
  }

  /** Waits for texts that stand one behind the other, however they are set. */
  void seesLines(String... texts) {
    String all = String.join(" ", texts);
    until("to see: " + all, () -> text().replaceAll("\\s+", " ").contains(all));
  }

  void seesNot(String text) {
    until("not to see: " + text, () -> !text().contains(text));
  }

  String text() {
    return (String) run("return document.body.innerText");
  }

  /** A button or link, by its whole text or its label. */
  void click(String name) {
    String quoted = quoted(name);
    String named = "[normalize-space(.)=%1$s or @aria-label=%1$s]".formatted(quoted);
    String xpath = ".//button%1$s | .//a%1$s | .//summary%1$s".formatted(named);
    until(
        "to click: " + name,
        () -> {
          WebElement found = displayed(xpath, "!e.disabled");
          if (found == null) {
            return false;
          }
          found.click();
          return true;
        });
  }

  /** What the page asks in a window of the browser's own, once it does; answered with yes or no. */
  String asks(boolean yes) {
    Alert question = new WebDriverWait(driver, PATIENCE).until(ExpectedConditions.alertIsPresent());
    String text = question.getText();
    if (yes) {
      question.accept();
    } else {
      question.dismiss();
    }
    return text;
  }

  /** The one button that a dialog, or else the page's form, is for. */
  void submit() {
    until(
        "to submit",
        () -> {
          // It may be about to open.
          String css =
              hasDialog() ? "dialog[open] footer :is(.primary, .danger)" : "main form .primary";
          WebElement button = driver.findElement(By.cssSelector(css));
          boolean enabled = button.isEnabled();
          if (enabled) {
            button.click();
          }
          return enabled;
        });
  }

  /** Into the field with this label, instead of what was in it. */
  void type(String label, String text) {
    WebElement field = field(label);
    field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
    field.sendKeys(text);
  }

  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** What has the focus: its text, label, or the label of the field. */
  String focused() {
    return (String)
        driver.executeScript(
            "const e = document.activeElement;"
                + "return e.labels && e.labels.length ? e.labels[0].textContent"
                + " : e.getAttribute('aria-label') || e.textContent");
  }

  void choose(String label, String option) {
    WebElement select = field(label);
    select.findElement(By.xpath("./option[normalize-space(.)=" + quoted(option) + "]")).click();
  }

  String valueOf(String label) {
    return field(label).getDomProperty("value");
  }

  /** What the server said beside the field with this label. */
  String errorAt(String label) {
    WebElement field = field(label);
    until(
        "an error at: " + label, () -> "true".equals(field(label).getDomAttribute("aria-invalid")));
    return field
        .findElement(By.xpath("./ancestor::*[contains(@class,'field')][1]"))
        .findElement(By.className("field-error"))
        .getText();
  }

  /** The rows of the table on the page, each as one line of text. */
  List<String> rows() {
    return texts("tbody tr", "e.innerText");
  }

  /** Empty as long as there is none. */
  String firstRow() {
    return rows().stream().findFirst().orElse("");
  }

  /** The number in the tile with this label. */
  void tile(String label, String value) {
    until(
        label + " is " + value,
        () ->
            texts(
                    ".tile",
                    "e.querySelector('dt').innerText + ' ' + e.querySelector('dd').innerText")
                .contains(label + " " + value));
  }

  /** Asks once for all of them: each question to the browser costs more than its answer. */
  @SuppressWarnings("unchecked")
  private List<String> texts(String css, String text) {
    return (List<String>)
        run(
            "return [...document.querySelectorAll(arguments[0])]"
                + ".map(e => ("
                + text
                + ").replace(/\\s+/g, ' ').trim())",
            css);
  }

  /** By where it stands, for those who read no words: as soon as it is there and can be clicked. */
  void clickAt(String css) {
    until(
        "to click at " + css,
        () ->
            driver.findElements(By.cssSelector(css)).stream()
                .filter(element -> element.isDisplayed() && element.isEnabled())
                .findFirst()
                .map(
                    element -> {
                      element.click();
                      return true;
                    })
                .orElse(false));
  }

  /** Into the field that stands there, instead of what was in it. */
  void typeAt(String css, String text) {
    until("a field at " + css, () -> driver.findElement(By.cssSelector(css)).isDisplayed());
    WebElement field = driver.findElement(By.cssSelector(css));
    field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
    field.sendKeys(text);
  }

  private WebElement field(String label) {
    String xpath =
        ".//*[@id=//label[starts-with(normalize-space(.),%1$s)]/@for] | .//*[@aria-label=%1$s]"
            .formatted(quoted(label));
    until("a field: " + label, () -> displayed(xpath, "true") != null);
    return displayed(xpath, "true");
  }

  /** The first that can be seen; over a page that has a dialog nothing else can be reached. */
  private WebElement displayed(String xpath, String condition) {
    return (WebElement)
        run(
            "const scope = document.querySelector('dialog[open]') ?? document.body;"
                + "const all = document.evaluate(arguments[0], scope, null, 7);"
                + "for (let i = 0; i < all.snapshotLength; i++) {"
                + "  const e = all.snapshotItem(i);"
                + "  if (e.checkVisibility({ visibilityProperty: true }) && "
                + condition
                + ") { return e; }"
                + "} return null;",
            xpath);
  }

  /** Whether a dialog lies over the page. */
  private boolean hasDialog() {
    return (boolean) run("return document.querySelector('dialog[open]') !== null");
  }

  private static String quoted(String text) {
    return text.contains("'") ? "\"" + text + "\"" : "'" + text + "'";
  }

  interface Condition {
    boolean isTrue();
  }

  void until(String what, Condition condition) {
    until(PATIENCE, what, condition);
  }

  void until(Duration patience, String what, Condition condition) {
    new WebDriverWait(driver, patience, Duration.ofMillis(100))
        .ignoring(StaleElementReferenceException.class)
        .ignoring(WebDriverException.class)
        .withMessage(() -> "waited for " + what + "; the page says:\n" + text())
        .until(ignored -> condition.isTrue());
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  void offline(boolean offline) {
    if (offline) {
      ChromiumNetworkConditions none = new ChromiumNetworkConditions();
      none.setOffline(true);
      driver.setNetworkConditions(none);
    } else {
      driver.deleteNetworkConditions();
    }
  }

  /** As a server with too much to do for this action would, and those before it. */
  void refuse(String action) {
    answer(action, "{\"code\":4420,\"message\":\"(10250)qps throttling\",\"requestId\":\"1\"}");
  }

  /** Answers this action instead of the server, and those before it, until nothing is refused. */
  void answer(String action, String json) {
    run(
        "window.unrefused ??= window.fetch; const before = window.fetch;"
            + " window.fetch = (path, request) =>"
            + " String(request?.body).includes('Action=' + arguments[0] + '&')"
            + " ? Promise.resolve(new Response(arguments[1])) : before(path, request)",
        action,
        json);
  }

  void refuseNothing() {
    run("window.fetch = window.unrefused; window.unrefused = undefined");
  }

  /** How long everything that is loaded takes; zero for as long as it does. */
  void slow(Duration latency) {
    if (latency.isZero()) {
      driver.deleteNetworkConditions();
    } else {
      ChromiumNetworkConditions slow = new ChromiumNetworkConditions();
      slow.setLatency(latency);
      slow.setDownloadThroughput(-1);
      slow.setUploadThroughput(-1);
      driver.setNetworkConditions(slow);
    }
  }

  void look(int width, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 700));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Looks at the page when all of it is there: a picture, no serious finding, nothing cut off. */
  void examine(String name) {
    until("the page", () -> !text().matches("(?s).*(Loading|加载中|Reading …|读取中).*"));
    // A colour that is on its way to another one has another contrast.
    until("the page at rest", () -> (boolean) run("return document.getAnimations().length === 0"));
    picture(name);
    assertThat(seriousFindings()).as(name).isEmpty();
    assertFits(name);
  }

  void assertFits(String page) {
    assertThat((boolean) run("return document.documentElement.scrollWidth <= innerWidth"))
        .as("%s is not wider than the window", page)
        .isTrue();
  }

  /** What axe finds that is serious or worse, one line each. */
  @SuppressWarnings("unchecked")
  List<String> seriousFindings() {
    if (!(boolean) run("return window.axe !== undefined")) {
      run(axe());
    }
    Object violations =
        driver.executeAsyncScript(
            "const done = arguments[0];"
                + "axe.run().then(r => done(r.violations"
                + ".filter(v => ['serious', 'critical'].includes(v.impact))"
                + ".flatMap(v => v.nodes.map(n => v.id + ': ' + n.html + ' ' + n.failureSummary))),"
                + " e => done([String(e)]))");
    return (List<String>) violations;
  }

  private static String axe() {
    java.util.Properties known = new java.util.Properties();
    try (InputStream properties =
        onClassPath("META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
      known.load(properties);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (InputStream script = onClassPath(AXE.formatted(known.getProperty("version")))) {
      return new String(script.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream onClassPath(String name) {
    return Browser.class.getClassLoader().getResourceAsStream(name);
  }

  /** What the browser complained of since the last time, such as a script that was not let run. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getMessage())
        .filter(message -> !message.contains("ERR_INTERNET_DISCONNECTED"))
        // Axe measures contrast on canvases.
        .filter(message -> !message.contains("Canvas2D"))
        .toList();
  }

  void assertNoComplaints() {
    assertThat(complaints()).isEmpty();
  }

  /** For people, with -Dbrowser.pictures=true: target/screenshots/NAME.png. */
  void picture(String name) {
    if (!Boolean.getBoolean("browser.pictures")) {
      return;
    }
    Object height = run("return Math.max(document.documentElement.scrollHeight, 500)");
    Map<String, Object> shot =
        driver.executeCdpCommand(
            "Page.captureScreenshot",
            Map.of("captureBeyondViewport", ((Number) height).intValue() < 4_000));
    try {
      Path folder = Files.createDirectories(Path.of("target", "screenshots"));
      Files.write(
          folder.resolve(name + ".png"),
          java.util.Base64.getDecoder().decode((String) shot.get("data")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
