package io.cmqkafka.facade.whole.browser;

import io.cmqkafka.facade.whole.Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/**
 * Every page of the console on each screen, in each light and language: for people to look at, in
 * target/screenshots, and for axe. It takes minutes, so somebody has to ask for pictures.
 */
@EnabledIf(
    value = "io.cmqkafka.facade.whole.browser.Browser#isThere",
    disabledReason = "Chromium is not here: apt-get install chromium chromium-driver")
@EnabledIfSystemProperty(named = "browser.pictures", matches = "true")
@Timeout(1800)
class PicturesIT extends BrowserSession {

  /** Whatever the language, an action finds things by where they stand. */
  private record Scene(String name, String page, Consumer<Browser> action) {}

  private static final String SUBMIT = "dialog[open] footer :is(.primary, .danger)";
  private static final String SEND = "main form .primary";

  /** Waits for it. */
  private static final Consumer<Browser> WRONG = b -> b.clickAt(".field-error");

  private static final Consumer<Browser> NO_ROWS =
      b -> b.until("no rows", () -> b.rows().isEmpty());

  private static final List<Scene> SCENES = new ArrayList<>();

  static {
    String orders = "queues/" + ExampleShop.ORDERS;
    String dead = "queues/" + ExampleShop.DEAD;
    scene("queues", "queues");
    scene("queues-none", "queues", b -> b.typeAt("input[type=search]", "no such name"), NO_ROWS);
    scene("queues-menu", "queues", b -> b.clickAt("tbody tr:nth-child(2) .menu summary"));
    scene("queue-create", "queues", PicturesIT::createQueue);
    scene("queue-clear", orders, b -> b.clickAt(".page-head .actions button"));
    scene("queue-delete", "queues/emails", b -> b.clickAt(".page-head .danger-text"));
    scene("queue-delete-dead", dead, PicturesIT::deleteDead);
    scene("queue", orders);
    scene("queue-long", "queues/" + ExampleShop.LONG);
    scene("queue-gone", "queues/gone");
    scene("browse", orders + "/browse", b -> b.clickAt(".chips button:nth-of-type(2)"));
    scene("browse-partitions", "queues/" + ExampleShop.LONG + "/browse");
    scene(
        "browse-chosen",
        orders + "/browse",
        b -> b.clickAt("tbody input:not(:disabled)"),
        b -> b.clickAt(".chosen button:nth-of-type(2)"));
    scene(
        "message",
        dead + "/browse",
        b -> b.clickAt("tbody tr:nth-child(3) th button"),
        b -> b.clickAt(".history button"),
        b -> b.clickAt(".history li"));
    scene(
        "send",
        "queues/invoices/send",
        b -> b.typeAt("textarea", "{\"paid\":true}"),
        b -> b.typeAt(".quantity input", "600"),
        b -> b.clickAt(SEND),
        b -> b.clickAt(".notice.done"));
    scene("send-wrong", "queues/empty/send", b -> b.clickAt(SEND), WRONG);
    scene(
        "receive",
        "queues/payments/receive",
        b -> b.typeAt("[name=numOfMsg]", "2"),
        b -> b.clickAt(SEND),
        b -> b.clickAt("article, .notice"));
    scene(
        "receive-last",
        orders + "/receive",
        b -> b.clickAt(SEND),
        b -> b.clickAt("article:has(.warning-text) pre"));
    scene("settings", orders + "/settings");
    scene(
        "settings-wrong",
        orders + "/settings",
        b -> b.typeAt("[name=pollingWaitSeconds]", "31"),
        b -> b.clickAt(SEND));
    scene("rewind", orders + "/rewind");
    scene("rewind-off", "queues/empty/rewind");
    scene("dead-letters", orders + "/deadLetters");
    scene("redrive", dead + "/deadLetters");
    scene("redrive-ask", dead + "/deadLetters", b -> b.clickAt(SEND));
    scene("sources", "queues/payments/sources");
    scene("sources-none", "queues/empty/sources");
    scene("kafka", orders + "/kafka", b -> b.typeAt("main input", "281474976710660"));
    scene("kafka-wrong", orders + "/kafka", b -> b.typeAt("main input", "7"), WRONG);
    scene("topics", "topics");
    scene("topic-create", "topics", b -> b.clickAt("main .primary"), b -> b.clickAt(SUBMIT));
    scene("topic", "topics/news");
    scene(
        "publish",
        "topics/news/publish",
        b -> b.typeAt("textarea", "hello"),
        b -> b.typeAt("[name=tags]", "other"));
    scene("publish-none", "topics/quiet/publish");
    scene("subscriptions", "topics/news/subscriptions");
    scene("subscriptions-none", "topics/quiet/subscriptions");
    scene("subscribe", "topics/news/subscriptions", PicturesIT::subscribe);
    scene("subscription-url", "topics/news/subscriptions/partner-hook");
    scene(
        "subscription-edit",
        "topics/news/subscriptions/partner-hook",
        b -> b.clickAt(".page-head .actions button"));
    scene("subscription-letters-gone", "topics/alarms/subscriptions/gives-up");
    scene("subscription-queue", "topics/news/subscriptions/to-emails");
    scene("cluster", "cluster", b -> b.clickAt("details:last-of-type summary"));
    scene("start", "start");
  }

  @SafeVarargs
  private static void scene(String name, String page, Consumer<Browser>... actions) {
    SCENES.add(new Scene(name, page, b -> List.of(actions).forEach(action -> action.accept(b))));
  }

  private static void createQueue(Browser b) {
    b.clickAt(".page-head .primary");
    b.typeAt("dialog input", "9 is no letter");
    b.typeAt("dialog [name=visibilityTimeout]", "0");
    b.clickAt(SUBMIT);
    WRONG.accept(b);
  }

  private static void deleteDead(Browser b) {
    b.clickAt(".page-head .danger-text");
    b.until(
        "all that is lost",
        () -> (boolean) b.run("return document.querySelectorAll('dialog .notice').length === 2"));
  }

  private static void subscribe(Browser b) {
    b.clickAt(".card .primary");
    b.typeAt("dialog input", "to-nobody");
    b.clickAt("dialog select");
    b.press(Keys.ARROW_DOWN, Keys.ENTER);
    b.typeAt("dialog .field:nth-child(3) input", "http://host:99999/");
    b.clickAt(SUBMIT);
    WRONG.accept(b);
  }

  @BeforeAll
  static void start() throws IOException, ExecutionException, InterruptedException {
    open(Map.of("endpoint.topics", "lake[.].*"));
    try (Api shop = new Api(server)) {
      new ExampleShop(shop).open(server.bootstrapServers());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1400, false, false",
    "1400, false, true",
    "1400, true, false",
    "1400, true, true",
    "390, false, false",
    "390, false, true",
    "390, true, false",
    "390, true, true"
  })
  void everyPage(int width, boolean dark, boolean chinese) {
    String look =
        (width < 700 ? "narrow" : "wide") + (dark ? "-dark" : "-light") + (chinese ? "-zh" : "-en");
    browser.look(width, dark);
    browser.visit("queues");
    if (chinese) {
      browser.click("中文");
    }
    for (Scene scene : SCENES) {
      browser.visitAnew(scene.page);
      scene.action.accept(browser);
      browser.examine(scene.name + "-" + look);
    }
    browser.click(chinese ? "退出" : "Sign out");
    browser.examine("sign-in-" + look);
  }
}
