package io.cmqkafka.facade.whole.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;

/** What the console does with messages, as {@link BrowserIT}. */
@EnabledIf(
    value = "io.cmqkafka.facade.whole.browser.Browser#isThere",
    disabledReason = "Chromium is not here: apt-get install chromium chromium-driver")
@Timeout(300)
class MessagesInBrowserIT extends BrowserSession {

  @BeforeAll
  static void start() {
    open(Map.of());
  }

  /** How far a dialog is from the middle of the window. */
  private static final String MIDDLE =
      "(() => { const box = document.querySelector('dialog[open]').getBoundingClientRect();"
          + " return Math.abs(box.top + box.bottom - innerHeight) / 2 + 0.1; })()";

  private static final String NO_LONGER_HERE =
      "{\"code\":0,\"message\":\"\",\"requestId\":\"1\",\"messages\":"
          + "[{\"msgId\":\"281474976710658\",\"result\":\"no_longer_here\"}]}";

  @Test
  void aNewcomerMakesAQueueSendsReceivesAndDeletes() {
    browser.visit("start");
    browser.sees("new Account(\"" + server.url());
    browser.type("Make a queue", "newcomer");
    browser.click("Create queue");
    browser.sees("It is there");
    assertThat(browser.focused()).isEqualTo("Send a message to it");
    browser.type("Send a message to it", "my first message");
    browser.click("Send");
    browser.sees("Sent, with the id");
    browser.click("Receive");
    browser.sees("s more");
    browser.sees("It is invisible to others now");
    browser.click("Delete");
    browser.sees("That is all");
    browser.click("Go");
    browser.sees("tcmq.NewClient(\"" + server.url());
    browser.picture("start");
    browser.click("Look at the queue");
    browser.sees("Basic information");

    browser.visit("start");
    browser.type("Make a queue", "newcomer");
    browser.click("Create queue");
    browser.sees("It was there already");
    browser.click("Receive");
    browser.sees("No message came in this time.");
    browser.click("Begin again with another queue");
    browser.until("the first step", () -> browser.focused().equals("Make a queue"));
    browser.type("Make a queue", "newcomer-2");
    browser.click("Create queue");
    browser.sees("It is there");
    assertThat(browser.text()).doesNotContain("No message came in this time.");
  }

  /** Whose messages die after so many receives, in a queue of this name with -dead behind it. */
  private static void createWithLetters(String name, int receives, String... attributes) {
    String dead = name + "-dead";
    api.create(dead);
    api.create(name, attributes);
    String policy = "{\"deadLetterQueue\":\"%s\",\"policy\":0,\"maxReceiveCount\":%d}";
    api.set(name, "deadLetterPolicy", policy.formatted(dead, receives));
  }

  @Test
  void whatIsSavedHalfIsToldAndTheOtherHalfCanBeSavedStill() {
    createWithLetters("half", 3);
    browser.visit("queues/half/settings");
    browser.type("Dead-letter queue", "");
    browser.type("Long-polling wait", "9");
    browser.refuse("SetQueueAttributes");
    browser.click("Save");
    browser.sees("Too much at once: nothing was done, try again");
    browser.sees("qps throttling");
    browser.sees("The dead-letter policy is unbound already");
    browser.refuseNothing();
    browser.click("Save");
    browser.sees("Saved");
    CmqAnswer now = api.call("GetQueueAttributes", "queueName", "half");
    assertThat(now.tree().get("pollingWaitSeconds").asInt()).isEqualTo(9);
    assertThat(now.tree().has("deadLetterPolicy")).isFalse();
  }

  @Test
  void whatCannotBeCopiedIsSelected() {
    api.call("CreateQueue", "queueName", "copied");
    browser.visit("queues/copied");
    browser.sees("Basic information");
    browser.run(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"
            + " document.execCommand = () => false");
    browser.click("Copy copied");
    browser.sees("It is selected here");
    assertThat((String) browser.run("return getSelection().toString()")).isEqualTo("copied");
  }

  @Test
  void messagesAreSentReceivedDeletedAndRewound() {
    api.call("CreateQueue", "queueName", "letters", "rewindSeconds", "3600");
    browser.visit("queues/letters/send");
    browser.type(
        "Message body", "<script>document.title='taken'</script><img src=x onerror=alert(1)>");
    browser.click("+ Another message in the same batch");
    browser.type("Message 2", "中文 and ‮right to left");
    browser.click("Send 2 messages");
    browser.sees("2 messages sent");
    browser.tile("Visible", "2");
    browser.picture("send");

    browser.click("Test consumer");
    browser.type("How many", "16");
    browser.click("Receive");
    browser.sees("<script>document.title='taken'</script>");
    browser.sees("中文 and \\u202eright to left");
    assertThat((String) browser.run("return document.title")).doesNotContain("taken");
    browser.tile("Invisible", "2");
    browser.picture("receive");
    browser.click("Delete all of these");
    browser.sees("2 deleted");
    browser.tile("Rewindable", "2");

    String now =
        (String)
            browser.run(
                "return new Date(Date.now() - 60000 * (10 + "
                    + "new Date().getTimezoneOffset())).toISOString().slice(0, 19)");
    browser.run("window.clock = Date.now; Date.now = () => window.clock() + 5400000");
    browser.click("Rewind");
    browser.sees("Bring back what was sent since");
    rewindTo(now);
    // By the clock of this browser that is too early.
    browser.seesLines("What would come back", "Messages", "2");
    browser.run("Date.now = window.clock");
    rewindTo("2001-01-01T00:00:00");
    assertThat(browser.errorAt("Bring back what was sent since"))
        .startsWith("The server cannot rewind to this time");
    rewindTo("2101-01-01T00:00:00");
    browser.submit();
    assertThat(browser.errorAt("Bring back what was sent since")).startsWith("Too late: ");
    assertThat((boolean) browser.run("return document.querySelector('dialog[open]') === null"))
        .isTrue();
    browser.click("As far as possible");
    browser.seesLines("What would come back", "Messages", "2");
    browser.until("both", () -> browser.rows().size() == 2);
    assertThat(browser.firstRow()).contains("<script>");
    browser.sees("Messages that have moved to another queue count as deleted here");
    browser.picture("rewind");
    browser.submit();
    browser.sees("that were sent at");
    assertThat((String) browser.run("return document.querySelector('dialog[open]').textContent"))
        .contains("can be received again, by everyone", "they come back too");
    assertThat((double) browser.run("return " + MIDDLE)).isLessThan(2);
    browser.submit();
    browser.tile("Visible", "2");
    browser.seesLines("What would come back", "Messages", "0");
    assertThat(
            (boolean) browser.run("return document.querySelector('form footer button').disabled"))
        .isTrue();
    browser.sees("what was sent since then is not deleted");
    api.call("ClearQueue", "queueName", "letters");
    browser.until(
        "what can be rewound since",
        () ->
            (boolean) browser.run("return !document.querySelector('form footer button').disabled"));
    browser.seesLines("What would come back", "Messages", "2");

    api.call("CreateQueue", "queueName", "wide", "rewindSeconds", "3600", "partitions", "3");
    for (int i = 0; i < 24; i++) {
      api.send("wide", "m" + i);
    }
    api.call("ClearQueue", "queueName", "wide");
    browser.visit("queues/wide/rewind");
    browser.seesLines("What would come back", "Messages", "24");
    // The first of all partitions: each has eight of them.
    browser.until("the first", () -> browser.rows().size() == 5);
    assertThat(browser.rows()).allMatch(row -> row.matches(".* m[0-5]"));
  }

  private static void rewindTo(String time) {
    browser.run(
        "const field = document.querySelector('input[type=datetime-local]');"
            + "field.value = arguments[0];"
            + "field.dispatchEvent(new Event('input', { bubbles: true }))",
        time);
  }

  @Test
  void messagesAreLookedAtWithoutBeingReceived() {
    api.call("CreateQueue", "queueName", "shelf", "rewindSeconds", "3600", "maxMsgSize", "1048576");
    api.send("shelf", "=1+1 <script>document.title='taken'</script>");
    api.call(
        "DeleteMessage",
        "queueName",
        "shelf",
        "receiptHandle",
        api.call("ReceiveMessage", "queueName", "shelf", "pollingWaitSeconds", "20")
            .tree()
            .get("receiptHandle")
            .asText());
    api.send("shelf", "{\"order\":12345678901234567890}");
    api.call("SendMessage", "queueName", "shelf", "msgBody", "later", "delaySeconds", "600");
    api.send("shelf", "x".repeat(300_000) + "needle");

    browser.visit("queues/shelf");
    browser.tile("Visible", "2");
    browser.click("Messages");
    browser.until("what is not deleted", () -> browser.rows().size() == 3);
    browser.click("all states");
    browser.until("all", () -> browser.rows().size() == 4);
    assertThat((boolean) browser.run("return document.querySelector('tbody input').disabled"))
        .as("nothing can be done with what is deleted")
        .isTrue();
    assertThat(browser.firstRow()).startsWith("0 deleted, rewindable").contains("=1+1 <script>");
    assertThat(browser.rows().get(1)).startsWith("1 visible").contains("30 B 0 {");
    assertThat(browser.rows().get(2)).startsWith("2 delayed until");
    browser.picture("browse");

    browser.click("Open message 281474976710656");
    browser.click("Show history");
    browser.sees("Deleted by its receiver");
    browser.sees("cmq.commands, partition ");
    assertThat(browser.text())
        .containsSubsequence("Sent: Kafka has it", "In the queue", "received");
    assertThat(browser.seriousFindings()).isEmpty();
    browser.picture("history");
    browser.press(Keys.ESCAPE);

    browser.click("Open message 281474976710657");
    browser.sees("--topic cmq.queue.shelf");
    browser.sees("--offset 1");
    browser.click("JSON");
    browser.sees("\"order\": 12345678901234567890");
    browser.click("Next message");
    browser.sees("Message 281474976710658");
    browser.press(Keys.ESCAPE);
    browser.until("the focus back", () -> browser.focused().startsWith("Open message"));

    browser.click("delayed");
    browser.click("visible");
    browser.click("Show");
    browser.until("two states", () -> browser.rows().size() == 3);
    browser.click("all states");
    browser.type("Text in the body", "needle");
    browser.press(Keys.ENTER);
    browser.until("one", () -> browser.rows().size() == 1);
    browser.type("Text in the body", "");
    browser.choose("Begin with", "the newest, backwards");
    browser.click("Show");
    browser.until("backwards", () -> browser.firstRow().startsWith("3 "));
    browser.visit("queues/shelf/kafka");
    browser.type("Message id", "281474976710657");
    browser.click("Look whether it is there");
    browser.sees("Message 281474976710657");
    browser.press(Keys.ESCAPE);
    browser.click("not deleted");
    browser.type("Message id", "281474976710656");
    browser.click("Show");
    browser.seesLines("not in the states that are shown.", "These are the ones after it.");
    browser.click("all states");
    browser.type("Message id", "");
    browser.click("Show");
    assertThat(browser.errorAt("Message id")).startsWith("Enter a message id");
    browser.type("Message id", "7");
    browser.click("Show");
    browser.sees("This queue never had such a message");
    browser.choose("Begin with", "an offset");
    browser.seesNot("This queue never had such a message");
    browser.type("Offset", "-1");
    browser.click("Show");
    assertThat(browser.errorAt("Offset")).startsWith("A whole number");
    browser.tile("Visible", "2");
    browser.type("Offset", "1");
    browser.click("Show");
    browser.click("Open message 281474976710657");
    browser.click("Delete …");
    browser.sees("Delete message 281474976710");
    browser.submit();
    browser.sees("Deleted: 1");
    browser.tile("Visible", "1");
    assertThat((String) browser.run("return document.title")).doesNotContain("taken");
    browser.look(390, false);
    assertThat((boolean) browser.run("return document.documentElement.scrollWidth <= innerWidth"))
        .as("the messages fit on a phone")
        .isTrue();
  }

  @Test
  void chosenLettersAreMovedMadeVisibleAndDeletedAndTheRestRedriven() {
    createWithLetters("mended", 1, "visibilityTimeout", "1", "rewindSeconds", "3600");
    api.send("mended-dead", "no letter");
    for (String body : List.of("one", "two", "three", "four")) {
      api.send("mended", body);
    }
    for (int received = 0; received < 4; ) {
      received +=
          api.call(
                  "BatchReceiveMessage",
                  "queueName",
                  "mended",
                  "numOfMsg",
                  "4",
                  "pollingWaitSeconds",
                  "20")
              .tree()
              .get("msgInfoList")
              .size();
    }
    browser.visit("queues/mended-dead");
    browser.tile("Visible", "5");
    browser.click("Messages");
    browser.until("all", () -> browser.rows().size() == 5);
    browser.visit("queues/mended/rewind");
    browser.sees("moved to the dead-letter queue come back too");
    browser.picture("rewind-letters");
    browser.visit("queues/mended-dead/browse");
    browser.until("all of them", () -> browser.rows().size() == 5);
    tellsWhereAndWhyItDied("281474976710657", "mended");
    browser.visit("queues/mended-dead/browse");
    browser.until("all again", () -> browser.rows().size() == 5);
    choose(0);
    choose(1);
    browser.sees("2 chosen");
    assertThat(
            (String)
                browser.run("return getComputedStyle(document.querySelector('.chosen')).position"))
        .as("it is seen from every row")
        .isEqualTo("sticky");
    browser.click("Move …");
    browser.type("To queue", "mended-dead");
    browser.submit();
    assertThat(browser.errorAt("To queue")).isEqualTo("That is this queue");
    browser.type("To queue", "nowhere");
    browser.submit();
    browser.sees("There is no such queue");
    assertThat(browser.errorAt("To queue")).isEqualTo("There is no such queue");
    browser.type("To queue", "");
    browser.submit();
    browser.sees("Moved: 1");
    browser.sees("it is no dead letter");
    browser.picture("repaired");
    browser.visit("queues/mended-dead/browse/281474976710657/history");
    browser.sees("Moved to mended");
    browser.sees("Why: moved by hand");
    browser.visit("queues/mended-dead/browse/since/86400");
    browser.until("those in any state", () -> browser.rows().size() == 5);
    assertThat(browser.valueOf("Time")).startsWith("1970-01-0");
    browser.visit("queues/mended");
    browser.tile("Visible", "1");

    browser.visit("queues/mended-dead/browse");
    browser.until("the moved one gone", () -> browser.rows().size() == 4);
    choose(2);
    browser.click("Move …");
    browser.answer("RedriveMessages", NO_LONGER_HERE);
    browser.submit();
    browser.seesLines("Moved: 0", "No longer here, and not known why");
    browser.clickAt(".notice a[href$='/browse/281474976710658/history']");
    browser.sees("Message 281474976710658");
    browser.refuseNothing();
    browser.visit("queues/mended-dead/browse");
    browser.until("those that are there", () -> browser.rows().size() == 4);
    choose(2);
    browser.click("Delete …");
    browser.sees("Delete message 281474976710");
    browser.submit();
    browser.sees("Deleted: 1");
    browser.tile("Visible", "3");

    api.call("ReceiveMessage", "queueName", "mended-dead", "pollingWaitSeconds", "20");
    browser.tile("Invisible", "1");
    browser.run("document.querySelector('thead input').click()");
    browser.click("Make visible …");
    browser.sees("Make messages visible (");
    browser.submit();
    browser.sees("Made visible: 1");
    browser.tile("Visible", "3");

    browser.click("Dead letters");
    browser.seesLines("Moved here", "2 of the 3 read");
    browser.until(
        "the ages of the oldest",
        () -> browser.text().matches("(?s).*came .* ago · sent .* ago.*"));
    browser.picture("letters-here");
    browser.type("To queue", browser.address().replaceAll(".*/queues/([^/]+)/.*", "$1"));
    browser.click("Start");
    assertThat(browser.errorAt("To queue")).isEqualTo("That is this queue");
    browser.type("To queue", "nowhere");
    browser.click("Start");
    browser.sees("There is no such queue");
    assertThat(browser.errorAt("To queue")).isEqualTo("There is no such queue");
    browser.type("To queue", "");
    browser.click("Start");
    browser.sees("where each one died");
    browser.submit();
    browser.sees("It is done.");
    browser.sees("Moved 2 of 3 · not moved 1");
    browser.sees("it is no dead letter");
    browser.tile("Visible", "1");
    browser.sees("None among the messages that were read: 1.");
    whatWasRedrivenIsNoLetterAndGoesOnWhereItWent();
  }

  /** Three are in the queue, and in its dead-letter queue one that is no letter. */
  private static void whatWasRedrivenIsNoLetterAndGoesOnWhereItWent() {
    api.call("CreateQueue", "queueName", "mended-apart", "partitions", "3");
    QueueDefinition apart = server.queues().find("mended-apart").orElseThrow();
    QueueDefinition mended = server.queues().find("mended").orElseThrow();
    List<byte[]> more = Collections.nCopies(60, "more".getBytes(UTF_8));
    server.queues().send(mended, more, 0).join();
    api.call(
        "StartRedrive",
        "queueName",
        "mended",
        "toQueueName",
        "mended-dead",
        "messagesPerSecond",
        "1");
    api.call("StopRedrive", "queueName", "mended");
    browser.visit("queues/mended/deadLetters");
    browser.sees("It has stopped.");
    browser.type("To queue", "nowhere");
    browser.type("Messages a second at most", "1000");
    browser.click("Go on where it stopped");
    browser.sees("It is done.");
    browser.visit("queues/mended-dead");
    browser.tile("Visible", "64");
    browser.click("Dead letters");
    browser.sees("None among the messages that were read: 64.");

    for (int i = 0; i < 40; i++) {
      server.queues().send(apart, Collections.nCopies(10, "beside".getBytes(UTF_8)), 0).join();
    }
    String id = "281474976710656";
    api.call(
        "RedriveMessages",
        "queueName",
        "mended-dead",
        "msgId.1",
        id,
        "toQueueName",
        "mended-apart");
    browser.click("Refresh");
    browser.sees("None among the messages that were read: 63.");
    String history = "queues/mended-dead/browse/" + id + "/history";
    browser.visit(history);
    browser.sees("Moved to mended-apart");
    api.call("DeleteQueue", "queueName", "mended-apart");
    browser.visitAnew(history);
    browser.seesLines("could not be looked through", "There is no such queue");
  }

  /** Looks at a letter, and from there at its history where it died. */
  private static void tellsWhereAndWhyItDied(String msgId, String queue) {
    assertThat(browser.firstRow()).doesNotContain(queue);
    assertThat(browser.rows().get(1)).startsWith("1 visible " + queue + " received too often (1×)");
    browser.seesLines("Moved here", "4 of the 5 shown");
    browser.seesLines("Moved from", queue + ": 4", "Why", "received too often: 4");
    browser.picture("letters");
    browser.click("Open message " + msgId);
    browser.seesLines("Died in", queue);
    browser.sees("received as often as the dead-letter policy there lets");
    browser.sees("Times received: 1.");
    assertThat(browser.text()).contains("First sent", "Moved here", "Times received here");
    assertThat(browser.seriousFindings()).isEmpty();
    browser.picture("dead-letter");
    browser.run("document.querySelector('dialog a[aria-label^=\"History of message\"]').click()");
    browser.seesLines("deleted, rewindable", "its history tells how");
    browser.sees("Moved to " + queue + "-dead");
    browser.seesLines("Why: received too often (1×)", "There it is message", msgId);
    assertThat(browser.text())
        .containsSubsequence("In the queue", "Became a dead letter", "received", "Moved to");
    assertThat(browser.seriousFindings()).isEmpty();
    browser.picture("history-moved");
    browser.click("History of message " + msgId + " there");
    browser.seesLines("Died in", queue);
    browser.sees("In the queue");
  }

  @Test
  void whatIsShownCanBeSavedAndRunsInNoSpreadsheet() {
    api.call("CreateQueue", "queueName", "saved");
    api.send("saved", "=HYPERLINK(\"http://127.0.0.1\")");
    api.send("saved", "two\nlines, \"quoted\"" + "x".repeat(1_000));
    api.send("saved", "a;=1+1");
    browser.visit("queues/saved");
    browser.tile("Visible", "3");
    browser.click("Messages");
    browser.until("all", () -> browser.rows().size() == 3);
    browser.run(
        "URL.createObjectURL = blob => { blob.text().then(text => window.saved = text);"
            + " return '#'; }; HTMLAnchorElement.prototype.click = () => {}");
    browser.click("Save as JSON lines");
    browser.until("a file", () -> browser.run("return window.saved") != null);
    List<String> lines = ((String) browser.run("return window.saved")).lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).contains("\"msgBody\":\"=HYPERLINK(");
    assertThat(lines.get(1)).contains("x".repeat(1_000));
    browser.run("window.saved = null");
    browser.click("Save as CSV");
    browser.until("a file", () -> browser.run("return window.saved") != null);
    assertThat((String) browser.run("return window.saved"))
        .contains("\"'=HYPERLINK(\"\"http://127.0.0.1\"\")\"")
        .contains("a;'=1+1")
        .contains("\"two\nlines, \"\"quoted\"\"xxx");
  }

  @Test
  void bodiesOfAnyKindAreShownSafelyAndMadeReadableOnce() {
    api.call("CreateQueue", "queueName", "bodies", "maxMsgSize", "1048576");
    QueueDefinition queue = server.queues().find("bodies").orElseThrow();
    byte[] binary = {0, (byte) 0xff, 'A', (byte) 0xfe};
    byte[] large = ("<b>1234567890</b>".repeat(61_680) + "x".repeat(16)).getBytes(UTF_8);
    String nasty =
        "\u0007bell \u202eright to left \u0645\u0631\u062d\u0628\u0627 </pre><script>document.title='taken'</script>";
    String json = "{\"id\":12345678901234567890,\"list\":[1,{}]}";
    for (byte[] body : List.of(binary, nasty.getBytes(UTF_8), json.getBytes(UTF_8), large)) {
      server.queues().send(queue, List.of(body), 0).join();
    }
    browser.visit("queues/bodies/receive");
    browser.tile("Visible", "4");
    for (int received = 1; received <= 4; received++) {
      browser.click("Receive");
      browser.tile("Invisible", Integer.toString(received));
    }
    browser.sees("000000  00 ff 41 fe");
    browser.sees("\\u0007bell \\u202eright to left \u0645\u0631\u062d\u0628\u0627 </pre><script>");
    browser.click("JSON");
    browser.sees("\"id\": 12345678901234567890,");
    browser.picture("bodies");

    browser.sees("1 MiB");
    browser.click("show more");
    browser.click("show all");
    browser.until("all of it", () -> longestBody() == large.length);
    browser.run(
        "window.encoded = 0; const encode = TextEncoder.prototype.encode;"
            + " TextEncoder.prototype.encode = function (text) {"
            + " window.encoded += text.length > 100000; return encode.call(this, text); }");
    String left = browser.text().replaceAll("(?s).*invisible for (\\d+) s.*", "$1");
    browser.until(
        "a second later", () -> !browser.text().contains("invisible for " + left + " s more"));
    assertThat((long) browser.run("return window.encoded")).isZero();
    assertThat((String) browser.run("return document.title")).doesNotContain("taken");
    assertThat((long) browser.run("return document.querySelectorAll('pre b').length")).isZero();
  }

  private static long longestBody() {
    return (long)
        browser.run(
            "return Math.max(...[...document.querySelectorAll('pre')].map(p => p.textContent.length))");
  }

  @Test
  void aDelayThatIsRefusedIsToldBesideItsField() {
    api.call("CreateQueue", "queueName", "slow");
    browser.visit("queues/slow/send");
    browser.type("Message body", "later");
    browser.type("Delay", "999999");
    browser.submit();
    assertThat(browser.errorAt("Delay"))
        .startsWith("Longer than this server lets a delay be: an hour");
    browser.type("Delay", "600");
    browser.submit();
    browser.tile("Delayed", "1");
    browser.sees("Sent, visible at");
    browser.sees("Send it again");
    assertThat(browser.valueOf("Delay")).isEqualTo("600");
    assertThat(browser.valueOf("Message body")).isEqualTo("later");
    browser.click("Send another");
    assertThat(browser.valueOf("Message body")).isEmpty();
    assertThat(browser.focused()).isEqualTo("Message body");
    assertThat(browser.text()).doesNotContain("Sent, visible at");
    browser.type("Message body", "second");
    browser.submit();
    browser.sees("Sent, visible at");
    browser.type("Message body", "third");
    browser.click("Send another");
    assertThat(browser.valueOf("Message body")).as("written after the second").isEqualTo("third");
    browser.click("Overview");
    browser.asks(false);
    assertThat(browser.valueOf("Message body")).as("not sent").isEqualTo("third");
    browser.type("Message body", "");
  }

  @Test
  void whatDiesWhileItIsShownIsToldSo() {
    createWithLetters("last", 1, "visibilityTimeout", "1");
    api.send("last", "falls");
    browser.visit("queues/last/receive");
    browser.click("Receive");
    browser.sees("its time is over");
    browser.seesLines(
        "That was receive 1 of 1 that the dead-letter policy allows: it moves to", "last-dead");
    browser.click("Take off this page");
    browser.seesNot("its time is over");
    assertThat(api.receive("last-dead", 30).msgBody()).isEqualTo("falls");
  }

  @Test
  void aDeadLetterPolicyIsSetToldAndTakenAway() {
    api.call("CreateQueue", "queueName", "work");
    api.call("CreateQueue", "queueName", "dead");
    browser.visit("queues/work/deadLetters");
    browser.click("Set up");
    browser.until("the field", () -> browser.focused().equals("Dead-letter queue"));
    browser.type("Dead-letter queue", "nowhere");
    browser.click("Save");
    assertThat(browser.errorAt("Dead-letter queue")).isNotBlank();
    browser.type("Dead-letter queue", "dead");
    browser.type("Receives at most", "3");
    browser.click("Save");
    browser.sees("Saved");
    browser.click("Dead letters");
    browser.sees("A message that was received 3 times and not deleted moves to dead");
    browser.picture("dead-letters");
    browser.click("dead");
    browser.click("Dead letters");
    browser.sees("Queues whose dead letters come here");
    browser.sees("work");
    browser.sees("There is nothing to move now: no message of this queue is visible.");
    api.createTopic("hooks");
    assertThat(
            api.subscribeAnswer(
                    "hooks", "given-up", "http", "http://127.0.0.1:9/", "deadLetterQueue", "dead")
                .code())
        .isZero();
    api.subscribeAnswer("hooks", "not-given-up", "http", "http://127.0.0.1:9/");
    browser.click("Look for subscriptions too");
    browser.sees("hooks / given-up");
    assertThat(browser.focused()).contains("hooks / given-up");
    assertThat(browser.text()).doesNotContain("not-given-up");
    browser.click("Delete");
    browser.sees("It is the dead-letter queue of queues: work (1 in all)");
    browser.sees("It is the dead-letter queue of subscriptions: hooks/given-up (1 in all)");
    browser.press(Keys.ESCAPE);
    api.send("dead", "no letter");
    browser.sees("No dead letter was seen among the messages of this queue");
    api.call("ClearQueue", "queueName", "dead");

    browser.visit("queues/work/settings");
    // What told of the first time goes by itself.
    browser.seesNot("Saved");
    browser.type("Receives at most", "2");
    browser.click("Save");
    browser.sees("Saved");
    api.send("work", "falls");
    browser.visit("queues/work/receive");
    browser.click("Receive");
    browser.click("Make visible");
    browser.sees("Made visible: 1");
    browser.click("Receive");
    browser.sees("This is receive 2 of 2 that the dead-letter policy allows");
    browser.click("Let it die now");
    browser.sees("On their way to dead: 1");
    assertThat(api.receive("dead", 30).msgBody()).isEqualTo("falls");

    browser.visit("queues/work/deadLetters");
    browser.click("Unbind");
    browser.sees("From now on messages of this queue die no more");
    browser.submit();
    browser.sees("None: a message stays");
    api.call("DeleteQueue", "queueName", "dead");
    browser.visit("topics/hooks/subscriptions/given-up");
    browser.sees("Its dead-letter queue does not exist");
    browser.click("Create queue");
    browser.until(
        "the dialog",
        () -> (boolean) browser.run("return document.querySelector('dialog[open]') !== null"));
    // Refused as long as Kafka removes the one of that name.
    browser.until(
        "the dialog has done it",
        () ->
            (boolean)
                browser.run(
                    "const create = document.querySelector('dialog[open] footer .primary');"
                        + "create?.click(); return create === null"));
    browser.seesNot("Its dead-letter queue does not exist");
  }
}
