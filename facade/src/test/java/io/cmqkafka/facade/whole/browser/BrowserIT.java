package io.cmqkafka.facade.whole.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;

/** Each page of the console, used as a person would, in a real browser on a real server. */
@EnabledIf(
    value = "io.cmqkafka.facade.whole.browser.Browser#isThere",
    disabledReason = "Chromium is not here: apt-get install chromium chromium-driver")
@Timeout(300)
class BrowserIT extends BrowserSession {
  private static final int NOTHING_MATCHES = 6030;

  @BeforeAll
  static void start() throws IOException {
    Path others = directory.resolve("others");
    Files.writeString(others, "AKIDsender=its-key\n  allow send on queues blind-*\n");
    open(Map.of("credentials.file", others.toString()));
  }

  private static final String PUSHED = "pushed-to-an-address-of-some-length";
  private static final String ADDRESS =
      "http://127.0.0.1:9/callbacks/of-the-warehouse/" + "0123456789".repeat(8) + "?a=b";

  /** Whether the browser lets the tab be closed without asking. */
  private static final String LEAVES =
      "dispatchEvent(new Event('beforeunload', { cancelable: true }))";

  /** What is selected of the title, if it may break. */
  private static final String NAME =
      "const title = document.querySelector('h1'); getSelection().selectAllChildren(title);"
          + " return title.querySelector('wbr') && getSelection().toString()";

  private static final List<String> PAGES =
      List.of(
          "queues",
          "queues/seen",
          "queues/seen/browse",
          "queues/seen/send",
          "queues/seen/receive",
          "queues/seen/settings",
          "queues/seen/rewind",
          "queues/seen/deadLetters",
          "queues/seen/sources",
          "queues/seen/kafka",
          "topics",
          "topics/heard",
          "topics/heard/publish",
          "topics/heard/subscriptions",
          "topics/heard/subscriptions/s",
          "topics/heard/subscriptions/" + PUSHED,
          "cluster",
          "start");

  @Test
  void aWrongPairIsToldBesideItsFieldAndTheRightOneLeadsIn() {
    browser.visit("queues");
    browser.click("Sign out");
    browser.type("SecretId", "AKIDnobody");
    browser.type("SecretKey", "wrong");
    browser.click("Sign in");
    assertThat(browser.errorAt("SecretId")).isNotBlank();

    // The whole line in one field: the key is not sent, and does not stay in sight.
    browser.type("SecretId", ID + "=also-wrong");
    browser.click("Sign in");
    assertThat(browser.errorAt("SecretKey")).isNotBlank();
    assertThat(browser.valueOf("SecretId")).isEqualTo(ID);

    browser.run(
        "const data = new DataTransfer(); data.setData('text', arguments[0]);"
            + " document.querySelector('input').dispatchEvent("
            + "new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))",
        "# SecretId=SecretKey\n" + ID + "=" + KEY + "\n");
    browser.until("both filled in", () -> browser.valueOf("SecretKey").equals(KEY));
    browser.click("Sign in");
    browser.sees("Create queue");
    assertThat(browser.address()).doesNotContain(KEY);
    assertThat((String) browser.run("return document.cookie")).isEmpty();
    assertThat((String) browser.run("return JSON.stringify(localStorage)")).doesNotContain(KEY);
  }

  @Test
  void aQueueIsMadeChangedClearedAndDeleted() {
    browser.visit("queues");
    browser.click("Create queue");
    browser.type("Queue name", "9 is no letter");
    browser.click("Create");
    assertThat(browser.errorAt("Queue name")).startsWith("A letter, then");
    // It may be out of sight.
    browser.until(
        "the first wrong field",
        () -> browser.run("return document.activeElement.value").equals("9 is no letter"));
    browser.type("Queue name", "orders");
    browser.type("Hidden duration", "0");
    browser.type("Long-polling wait", "0x10");
    browser.click("Create");
    assertThat(browser.errorAt("Hidden duration")).startsWith("From 1 s to 12 h");
    assertThat(browser.errorAt("Long-polling wait")).startsWith("From 0 s to 30 s");
    browser.type("Hidden duration", "45");
    browser.seesNot("From 1 s to 12 h");
    browser.type("Long-polling wait", "0");
    browser.picture("create-queue");
    browser.click("Create");
    browser.sees("Queue orders is there");
    browser.sees("45 s");

    browser.click("Attributes");
    browser.type("Long-polling wait", "7");
    browser.click("Save");
    browser.sees("Saved");
    assertThat(
            api.call("GetQueueAttributes", "queueName", "orders")
                .tree()
                .get("pollingWaitSeconds")
                .asInt())
        .isEqualTo(7);

    browser.type("Long-polling wait", "31");
    browser.click("Save");
    assertThat(browser.errorAt("Long-polling wait")).startsWith("From 0 s to 30 s");
    browser.click("Rewind");
    assertThat(browser.asks(false)).startsWith("What you have typed is not saved");
    browser.until("the same page", () -> browser.address().endsWith("/settings"));
    assertThat(browser.valueOf("Long-polling wait")).isEqualTo("31");
    assertThat((boolean) browser.run("return " + LEAVES)).as("the tab is not closed").isFalse();
    browser.click("Cancel");
    assertThat(browser.valueOf("Long-polling wait")).isEqualTo("7");
    browser.until("nothing to be asked", () -> (boolean) browser.run("return " + LEAVES));
    browser.type("Long-polling wait", "8");
    browser.click("Overview");
    browser.asks(true);
    browser.sees("Basic information");
    browser.click("Attributes");
    assertThat(browser.valueOf("Long-polling wait")).isEqualTo("7");
    browser.type("Long-polling wait", "8");
    browser.run("history.back()");
    browser.asks(false);
    browser.until("the same page", () -> browser.address().endsWith("/settings"));
    assertThat(browser.valueOf("Long-polling wait")).isEqualTo("8");
    browser.run("history.back()");
    browser.asks(true);
    browser.sees("Basic information");
    browser.click("Attributes");
    browser.type("Long-polling wait", "9");
    browser.click("Sign out");
    browser.asks(false);
    assertThat(browser.valueOf("Long-polling wait")).isEqualTo("9");

    api.call("SendMessage", "queueName", "orders", "msgBody", "one");
    browser.tile("Visible", "1");
    browser.click("Clear");
    browser.sees("Messages in it now: 1. Visible: 1, invisible: 0, delayed: 0.");
    browser.sees("Rewinding is off for this queue: they cannot be brought back.");
    browser.picture("clear-queue");
    browser.type("To go on, type", "orders");
    browser.press(Keys.ENTER);
    browser.tile("Visible", "0");

    browser.click("Delete");
    browser.sees("Messages in it now: 0.");
    browser.type("To go on, type", "order");
    browser.press(Keys.ENTER);
    browser.type("To go on, type", "orders");
    browser.press(Keys.ENTER);
    // What was not saved is of no use now, so nobody is asked about it.
    browser.until("the list", () -> browser.address().endsWith("#/queues"));
    browser.sees("orders is deleted");
    browser.visit("queues/orders");
    browser.sees("There is no such queue");
  }

  @Test
  void howItWentIsDrawnAndToldInWords() {
    api.call("CreateQueue", "queueName", "drawn");
    api.call("CreateTopic", "topicName", "drawn");
    api.call(
        "Subscribe",
        "topicName",
        "drawn",
        "subscriptionName",
        "to-a-queue",
        "protocol",
        "queue",
        "endpoint",
        "drawn");
    String hook = "http://127.0.0.1:9/nobody";
    api.call(
        "Subscribe",
        "topicName",
        "drawn",
        "subscriptionName",
        "to-a-url",
        "protocol",
        "http",
        "endpoint",
        hook);
    for (int i = 0; i < 3; i++) {
      api.call("PublishMessage", "topicName", "drawn", "msgBody", "m" + i);
    }
    browser.visit("queues/drawn");
    browser.sees("Messages a second");
    awaitPicture("Visible: 3 now, 3 at most.");
    awaitPicture("Sent: 0 now");
    browser.sees("Remembered since");
    browser.picture("over-time");
    browser.click("Last day");
    browser.sees("the first numbers of a day");

    browser.visit("queues");
    browser.type("Search queues", "drawn");
    awaitPicture("Visible in the last hour: 3 now, 3 at most");
    browser.visit("topics/drawn");
    awaitPicture("Published: 0 now, 0.");
    awaitPicture("Delivered: 0 now, 0.");
    awaitPicture("Failed or dropped:");
    browser.sees("Deliveries failed in the last hour");
    browser.sees("3 published · 3 delivered · ");
    browser.picture("topic");
    browser.click("see which subscriptions");
    browser.until(
        "why, and when again",
        () ->
            browser.rows().stream()
                .anyMatch(row -> row.matches("to-a-url .* no connection .* ago · next try .*")));
    browser.visit("topics");
    browser.type("Search topics", "drawn");
    browser.until(
        "that not everybody got it",
        () ->
            browser
                .firstRow()
                .matches("drawn .*3 published · failed pushes or dropped copies: \\d+ .*"));
    browser.clickAt("tbody .warning-text");
    awaitPicture("Waiting in the last hour: 3 now, 3 at most");
    browser.sees("3 delivered");
    browser.picture("subscriptions-over-time");
    browser.click("to-a-url");
    awaitPicture("Taken: 0 now, 0 at most. Failed:");
    awaitPicture("Waiting: 3 now, 3 at most.");
    browser.sees("for a day, less and less often");
    browser.seesLines("Outcome", "failed", "Why", "no connection");
    assertThat(browser.text().replaceAll("\\s+", " "))
        .containsPattern("Pushes of this message so far [1-9]")
        .containsPattern("Next try \\d.* · (in \\d+ (s|min)|due now)");
    browser.sees("the message is dropped");
    browser.picture("subscription");
    browser.visit("topics/drawn/subscriptions/to-a-queue");
    awaitPicture("Delivered: 0 now, 0.");
    awaitPicture("Dropped: 0 now, 0 at most.");
    browser.visit("topics/drawn/subscriptions/nobody");
    browser.sees("There is no such subscription");
    api.call("Unsubscribe", "topicName", "drawn", "subscriptionName", "to-a-url");
  }

  /** Pictures have their content in words too. */
  private static void awaitPicture(String words) {
    browser.until(
        "the picture: " + words,
        () ->
            ((String)
                    browser.run(
                        "return [...document.querySelectorAll('[role=img]')]"
                            + ".map(e => e.getAttribute('aria-label')).join('\\n')"))
                .contains(words));
  }

  @Test
  void aFractionStaysAsItWasTyped() {
    browser.visit("queues");
    browser.click("Create queue");
    browser.type("Hidden duration", "1.5");
    assertThat(browser.valueOf("Hidden duration")).isEqualTo("1.5");
  }

  @Test
  void whoSavesLaterIsToldWhatSomebodyElseHasChanged() {
    api.call("CreateQueue", "queueName", "shared");
    browser.visit("queues/shared/settings");
    browser.type("Long-polling wait", "5");
    api.call("SetQueueAttributes", "queueName", "shared", "visibilityTimeout", "77");
    browser.click("Save");
    browser.sees("Somebody else has changed this meanwhile");
    browser.sees("Hidden duration: from 30 s to 1 min 17 s");
    browser.click("Keep my changes on top of it");
    browser.click("Save");
    browser.sees("Saved");
    CmqAnswer now = api.call("GetQueueAttributes", "queueName", "shared");
    assertThat(now.tree().get("visibilityTimeout").asInt()).isEqualTo(77);
    assertThat(now.tree().get("pollingWaitSeconds").asInt()).isEqualTo(5);
  }

  @Test
  void whatIsTypedStaysInAnotherLanguage() {
    api.call("CreateQueue", "queueName", "typed");
    browser.visit("queues/typed/send");
    browser.type("Message body", "not sent yet");
    browser.click("中文");
    assertThat(browser.valueOf("消息内容")).isEqualTo("not sent yet");
    browser.click("English");
    assertThat(browser.valueOf("Message body")).isEqualTo("not sent yet");
  }

  @Test
  void aDialogThatIsBusyStays() {
    browser.visit("queues");
    browser.click("Create queue");
    browser.type("Queue name", "patience");
    browser.slow(Duration.ofSeconds(3));
    browser.press(Keys.ENTER);
    browser.sees("Working");
    browser.press(Keys.ESCAPE);
    browser.press(Keys.ESCAPE);
    assertThat(browser.text()).contains("Working");
    browser.slow(Duration.ZERO);
    browser.sees("Queue patience is there");
  }

  @Test
  void aTopicIsMadeSubscribedToAndPublishedTo() {
    api.call("CreateQueue", "queueName", "reds");
    api.call("CreateQueue", "queueName", "alls");
    browser.visit("topics");
    browser.click("Create topic");
    browser.type("Topic name", "news");
    browser.click("Create");
    browser.sees("Topic news is there");
    browser.click("Subscriptions");
    subscribe("only-reds", "reds", "red, crimson");
    subscribe("everything", "alls", "");
    assertThat(browser.rows()).hasSize(2).anyMatch(row -> row.contains("red crimson"));
    browser.picture("subscriptions");

    browser.click("Publish");
    browser.sees("1 of 2 subscriptions would get this message");
    browser.type("Message body", "hello");
    browser.type("Tags", "blue, red");
    browser.sees("2 of 2 subscriptions would get this message");
    browser.sees("chooses the tag red");
    browser.type("Tags", "red, 2, 3, 4, 5, 6");
    browser.seesLines("It would be refused", "Tags · 5 at most");
    browser.seesNot("would get this message");
    browser.picture("publish-refused");
    browser.type("Tags", "blue, red");
    browser.sees("2 of 2 subscriptions would get this message");
    browser.picture("publish");
    api.call("CreateQueue", "queueName", "lates");
    api.call(
        "Subscribe",
        "topicName",
        "news",
        "subscriptionName",
        "late",
        "protocol",
        "queue",
        "endpoint",
        "lates");
    browser.submit();
    browser.sees("Published");
    browser.sees("Look at it in alls, lates, reds");
    api.call("Unsubscribe", "topicName", "news", "subscriptionName", "late");
    browser.picture("published");
    String publication = browser.text().replaceAll("(?s).*Published\\s+(\\d{15,}).*", "$1");
    browser.click("reds");
    browser.until("the copy", () -> browser.firstRow().endsWith("hello"));
    browser.clickAt("tbody th button");
    browser.seesLines("Published as", publication);
    browser.press(Keys.ESCAPE);
    browser.visit("queues/reds");
    browser.tile("Visible", "1");
    browser.click("Delete");
    browser.sees("Subscriptions deliver to it");
    browser.sees("news/only-reds (1 in all)");
    browser.click("Cancel");
    browser.refuse("ListSubscriptionByTopic");
    browser.click("Delete");
    browser.sees("topics could not be looked through, such as");
    browser.refuse("ListTopic");
    browser.click("Cancel");
    browser.click("Delete");
    browser.seesLines("Not complete", "Too much at once: nothing was done, try again");
    browser.click("Cancel");
    browser.refuseNothing();
    browser.visit("queues/reds/sources");
    browser.sees("only-reds");

    api.call("DeleteQueue", "queueName", "alls");
    browser.visit("topics/news/publish");
    browser.type("Tags", "red");
    browser.sees("1 of 2 subscriptions would get this message");
    browser.seesLines(
        "These choose it, and it is lost for them: what they deliver to is not there.",
        "everything");
    browser.picture("publish-lost");
    browser.visit("topics/news/subscriptions");
    browser.until(
        "that the queue is gone",
        () -> browser.rows().stream().anyMatch(row -> row.contains("Queue alls no such queue")));
    browser.picture("subscriptions-gone");
    browser.click("everything");
    browser.seesLines("Its queue does not exist", "There is no queue of this name any more.");
    browser.picture("subscription-gone");
    browser.click("Create queue");
    assertThat(browser.valueOf("Queue name")).isEqualTo("alls");
    browser.until(
        "the name free again, and the queue made",
        () ->
            (boolean)
                browser.run(
                    "const button = document.querySelector('dialog[open] footer .primary');"
                        + "button?.click(); return button === null"));
    browser.seesNot("There is no queue of this name any more.");

    browser.click("‹ Subscriptions of news");
    browser.click("Edit");
    browser.sees("Maximum message length");
    browser.run("history.back()");
    browser.sees("‹ Subscriptions of news");
    browser.run("history.forward()");
    browser.sees("‹ Topics");
    assertThat((boolean) browser.run("return document.querySelector('dialog[open]') === null"))
        .as("a dialog that was left does not come again")
        .isTrue();
    browser.click("only-reds");
    browser.click("Edit");
    browser.type("Tags", "crimson");
    browser.submit();
    browser.seesLines("Chooses", "crimson", "Waiting");
    browser.picture("subscription-of-a-queue");
    browser.click("‹ Subscriptions of news");
    browser.click("More for only-reds");
    browser.click("Clear filter …");
    browser.submit();
    browser.until(
        "no tags", () -> browser.rows().stream().noneMatch(row -> row.contains("crimson")));
    browser.click("More for everything");
    browser.click("Delete …");
    browser.type("To go on, type", "everything");
    browser.press(Keys.ENTER);
    browser.sees("everything is deleted");
    browser.click("only-reds");
    browser.seesLines("Chooses", "everything");
    browser.click("Delete");
    browser.type("To go on, type", "only-reds");
    browser.press(Keys.ENTER);
    browser.sees("only-reds is deleted");
    browser.sees("None yet: what is published now is refused");
    browser.click("Publish");
    browser.type("Message body", "not published");
    browser.click("Overview");
    assertThat(browser.asks(false)).startsWith("What you have typed is not saved or sent");
    browser.until("the same page", () -> browser.address().endsWith("/publish"));
    browser.click("Delete");
    browser.type("To go on, type", "news");
    browser.press(Keys.ENTER);
    // What was not published is of no use now, so nobody is asked about it.
    browser.until("the list", () -> browser.address().endsWith("#/topics"));
    browser.sees("news is deleted");
  }

  @Test
  void howPushesGoIsTold() {
    api.call("CreateTopic", "topicName", "pushed");
    api.call(
        "Subscribe",
        "topicName",
        "pushed",
        "subscriptionName",
        "hook",
        "protocol",
        "http",
        "endpoint",
        "http://127.0.0.1:9/nobody-listens");
    api.call("PublishMessage", "topicName", "pushed", "msgBody", "first");
    api.call("PublishMessage", "topicName", "pushed", "msgBody", "second");
    browser.visit("topics/pushed/subscriptions/hook");
    browser.seesLines("Last push", "Outcome", "failed", "Why", "no connection");
    browser.sees("Until then no message is pushed that was not tried before.");
    browser.seesLines("Waiting", "2");
    browser.click("Delete");
    browser.sees("Messages that wait to be pushed now: 2.");
    browser.click("Cancel");

    // As after a restart of the process that pushes.
    ObjectNode unknown =
        api.call("GetSubscriptionAttributes", "topicName", "pushed", "subscriptionName", "hook")
            .tree()
            .deepCopy();
    unknown.remove(
        List.of(
            "lastPushFailure",
            "lastPushFailureTime",
            "lastPushFailureNextTime",
            "lastPushFailureTries",
            "lastPushSuccessTime"));
    browser.answer("GetSubscriptionAttributes", unknown.toString());
    browser.sees("no push for this subscription has ended since the process that pushes for it");
    browser.refuseNothing();
  }

  private static void subscribe(String name, String queue, String tags) {
    browser.click("Subscribe");
    browser.type("Subscription name", name);
    browser.type("Queue name", "no-such-queue");
    browser.press(Keys.ENTER);
    assertThat(browser.errorAt("Queue name")).startsWith("Nothing can be delivered there");
    browser.type("Queue name", queue);
    browser.type("Tags", tags);
    browser.press(Keys.ENTER);
    browser.sees(name + " is subscribed");
    browser.until(
        "a row of " + name, () -> browser.rows().stream().anyMatch(row -> row.startsWith(name)));
  }

  @Test
  void routingKeysArePreviewedAsTheServerMatchesThem() {
    api.call("CreateQueue", "queueName", "routed");
    api.call("CreateTopic", "topicName", "routes", "filterType", "2");
    api.call(
        "Subscribe",
        "topicName",
        "routes",
        "subscriptionName",
        "paid",
        "protocol",
        "queue",
        "endpoint",
        "routed",
        "bindingKey.1",
        "orders.*.paid",
        "bindingKey.2",
        "1.#.0");
    browser.visit("topics/routes/publish");
    browser.type("Message body", "x");
    for (String key :
        List.of("orders.eu.paid", "1.0", "1.2.3.0", "orders.paid", "orders..paid", "")) {
      browser.type("Routing key", key);
      int code =
          api.answer("PublishMessage", "topicName", "routes", "msgBody", "x", "routingKey", key)
              .code();
      String answer =
          switch (code) {
            case 0 -> "1 of 1 subscriptions would get";
            case NOTHING_MATCHES -> "0 of 1 subscriptions would get";
            default -> "It would be refused";
          };
      browser.sees(answer);
    }
  }

  @Test
  void theListIsSearchedSortedAndSaysWhatIsGone() {
    for (String name : List.of("list-a", "list-b", "list-c")) {
      api.call("CreateQueue", "queueName", name);
    }
    api.call("SendMessage", "queueName", "list-b", "msgBody", "one");
    // The first steps stay where they are taken.
    browser.visit("topics");
    browser.sees("Create topic");
    browser.visit("queues");
    browser.click("Refresh");
    browser.type("Search queues", "LIST-");
    browser.until("three", () -> browser.rows().size() == 3);
    browser.click("Visible");
    browser.until("the fullest first", () -> browser.firstRow().startsWith("list-b 1"));
    browser.picture("queues");
    api.call("DeleteQueue", "queueName", "list-c");
    browser.sees("deleted meanwhile");
    browser.type("Search queues", "nothing-like-this");
    browser.sees("Nothing has this in its name.");
  }

  @Test
  void aLongListIsTurnedCountedAndKeepsItsPageSize() {
    for (int i = 10; i < 40; i++) {
      api.call("CreateTopic", "topicName", "long-" + i);
    }
    browser.visit("topics");
    browser.type("Search topics", "long-");
    browser.sees("1–25 of 30");
    browser.click("Next");
    browser.until("the rest", () -> browser.firstRow().startsWith("long-35"));
    browser.click("Name▲");
    browser.until("backwards", () -> browser.firstRow().startsWith("long-39"));
    browser.click("Waiting");
    browser.sees("In order as of");
    browser.choose("Rows", "50");
    browser.until("all", () -> browser.rows().size() == 30);
    browser.run("location.reload()");
    browser.until("all", () -> browser.rows().size() == 30);
    browser.sees("In order as of");
    assertThat(browser.valueOf("Search topics")).isEqualTo("long-");

    api.call("CreateQueue", "queueName", "found-again");
    browser.visit("queues");
    browser.type("Search queues", "no queue at all");
    browser.sees("Nothing has this in its name.");
    browser.type("Search queues", "");
    browser.until("queues again", () -> !browser.rows().isEmpty());
    browser.type("Search queues", "found-again");
    browser.until("one", () -> browser.rows().size() == 1);
  }

  @Test
  void theClusterIsShownAndWhatTheKeyMayDo() {
    browser.visit("cluster");
    browser.sees("This process serves requests.");
    browser.sees("Everything, on all queues and topics.");
    browser.tile("Processes", "1");
    browser.tile("Brokers", "1");
    browser.click("Each partition");
    browser.sees("cmq.publications");
    browser.picture("cluster");
    browser.refuse("QueryCluster");
    browser.sees("Kafka answers · as of ");
    browser.refuseNothing();
  }

  @Test
  void whoMayOnlySendIsToldSoAndCanSend() {
    api.call("CreateQueue", "queueName", "blind-1");
    browser.signIn("AKIDsender", "its-key");
    browser.sees("This key has no right to do ListQueue here.");
    browser.sees("Open a queue by its name");
    browser.click("What this key may do");
    browser.sees("This key may not look at the cluster");
    browser.until(
        "its rights",
        () -> browser.rows().equals(List.of("Send BatchSendMessage, SendMessage Queues: blind-*")));
    browser.visit("queues/blind-1");
    browser.sees("This key has no right to do GetQueueAttributes here.");
    browser.until(
        "no offer of what it may not do",
        () ->
            (boolean)
                browser.run(
                    "return [...document.querySelectorAll('.page-head button')]"
                        + ".every(b => b.disabled && b.title.includes('no right'))"));
    browser.type("Message body", "hello");
    browser.submit();
    browser.sees("Sent");
    assertThat(
            api.call("GetQueueAttributes", "queueName", "blind-1")
                .tree()
                .get("activeMsgNum")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void aQueueThatIsDeletedMeanwhileIsSaid() {
    api.call("CreateQueue", "queueName", "shortlived");
    browser.visit("queues/shortlived");
    browser.tile("Visible", "0");
    api.call("DeleteQueue", "queueName", "shortlived");
    browser.sees("It was deleted while you looked at it.");
  }

  @Test
  void aServerThatGoesAwayIsSaidAndComesBack() {
    api.call("CreateQueue", "queueName", "steady");
    browser.visit("queues/steady");
    browser.tile("Visible", "0");
    browser.offline(true);
    browser.sees("The server does not answer.");
    api.call("SendMessage", "queueName", "steady", "msgBody", "one");
    browser.offline(false);
    browser.seesNot("The server does not answer.");
    browser.tile("Visible", "1");
    browser.complaints();
  }

  @Test
  void everythingCanBeDoneByKeys() {
    browser.visit("queues");
    browser.sees("Create queue");
    browser.run("document.querySelector('.skip').focus()");
    browser.press(Keys.ENTER);
    assertThat((String) browser.run("return document.activeElement.id")).isEqualTo("content");
    browser.run(
        "[...document.querySelectorAll('button')].find(b => b.textContent === 'Create queue').focus()");
    browser.press(Keys.ENTER);
    browser.until("the focus in the dialog", () -> browser.focused().startsWith("Queue name"));
    browser.press("by-keys");
    browser.press(Keys.ESCAPE);
    browser.until("the focus back", () -> browser.focused().equals("Create queue"));
    browser.press(Keys.ENTER);
    browser.until("the focus in the dialog", () -> browser.focused().startsWith("Queue name"));
    browser.press("by-keys");
    browser.press(Keys.ENTER);
    browser.sees("Queue by-keys is there");
    browser.until("the focus on the title", () -> browser.focused().equals("by-keys"));

    browser.visit("queues/by-keys/send");
    browser.type("Message body", "by keys");
    browser.run("document.querySelector('form .primary').focus()");
    browser.press(Keys.ENTER);
    browser.sees("Send another");
    assertThat((boolean) browser.run("return document.activeElement.matches('form .primary')"))
        .as("the button that was busy still has the focus")
        .isTrue();

    assertThat(
            (boolean)
                browser.run(
                    "return parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)"
                        + " > document.querySelector('.top').offsetHeight"))
        .as("what has the focus lies below the bar at the top")
        .isTrue();
    browser.visit("queues");
    browser.until(
        "a row with its menu",
        () -> (boolean) browser.run("return document.querySelector('.menu summary') !== null"));
    browser.run("document.querySelector('.menu summary').focus()");
    browser.press(Keys.ARROW_DOWN);
    browser.until("the first in the menu", () -> browser.focused().equals("Send"));
    browser.press(Keys.ARROW_UP);
    browser.press(Keys.ESCAPE);
  }

  @Test
  void speaksChineseToWhoPrefersIt() {
    browser.visit("queues");
    browser.click("中文");
    browser.sees("退出");
    browser.visit("start");
    browser.sees("快速入门");
    api.call("CreateQueue", "queueName", "zh");
    browser.visit("queues/zh");
    browser.tile("可见消息", "0");
    browser.sees("死信队列");
    browser.click("English");
    browser.tile("Visible", "0");
  }

  @Test
  void isGoodForThoseWhoDoNotSeeItAndForPhones() {
    makeWhatIsSeen();
    browser.visit("queues");
    browser.click("中文");
    browser.look(390, true);
    PAGES.forEach(page -> examine(page, "narrow-dark-zh"));
    for (String list : List.of("queues", "topics", "topics/heard/subscriptions")) {
      browser.visit(list);
      browser.until(
          "what can be done with all",
          () ->
              !browser.rows().isEmpty()
                  && browser.rows().stream().allMatch(row -> row.contains("⋯")));
      browser.assertFits(list);
      browser.picture(list.replace('/', '-') + "-filled-narrow-dark-zh");
    }
    browser.visit("topics/heard/subscriptions/" + PUSHED);
    browser.until("a name that breaks and is one piece", () -> PUSHED.equals(browser.run(NAME)));
    browser.visit("cluster");
    browser.until(
        "what has no column on a phone", () -> browser.firstRow().matches(".*主机：.*规则版本：\\d.*"));
    browser.visit("topics/heard/subscriptions");
    browser.until("all of a URL", () -> browser.text().replaceAll("\\s", "").contains(ADDRESS));
  }

  private static void makeWhatIsSeen() {
    if (api.answer("GetQueueAttributes", "queueName", "seen").ok()) {
      return;
    }
    api.call("CreateQueue", "queueName", "seen", "rewindSeconds", "3600");
    api.call("CreateTopic", "topicName", "heard");
    api.call(
        "Subscribe",
        "topicName",
        "heard",
        "subscriptionName",
        "s",
        "protocol",
        "queue",
        "endpoint",
        "seen",
        "filterTag.1",
        "red");
    api.call(
        "Subscribe",
        "topicName",
        "heard",
        "subscriptionName",
        PUSHED,
        "protocol",
        "http",
        "endpoint",
        ADDRESS);
    api.call("PublishMessage", "topicName", "heard", "msgBody", "one");
    api.call("SendMessage", "queueName", "seen", "msgBody", "one");
  }

  private static void examine(String page, String look) {
    browser.visit(page);
    browser.examine(page.replace('/', '-') + "-" + look);
  }
}
