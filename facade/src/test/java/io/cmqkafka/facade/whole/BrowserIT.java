package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Each page of the console, used as a person would, in a real browser on a real server. */
@EnabledIf(
    value = "io.cmqkafka.facade.whole.Browser#isThere",
    disabledReason = "Chromium is not here: apt-get install chromium chromium-driver")
@Timeout(300)
class BrowserIT {
  private static final String ID = TestedServer.CREDENTIALS.secretId();
  private static final String KEY = TestedServer.CREDENTIALS.secretKey();

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
          "cluster",
          "start");

  /** How far a dialog is from the middle of the window. */
  private static final String MIDDLE =
      "(() => { const box = document.querySelector('dialog[open]').getBoundingClientRect();"
          + " return Math.abs(box.top + box.bottom - innerHeight) / 2 + 0.1; })()";

  @TempDir static Path directory;

  private static TestedServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    Path others = directory.resolve("others");
    Files.writeString(others, "AKIDsender=its-key\n  allow send on queues blind-*\n");
    server =
        TestedServer.start(
            directory.resolve("data"), Map.of("credentials.file", others.toString()));
    browser = new Browser(server.url(), "en");
  }

  @AfterAll
  static void stop() {
    browser.close();
    server.close();
  }

  @BeforeEach
  void signIn() {
    browser.look(1400, false);
    browser.signIn(ID, KEY);
  }

  @AfterEach
  void nothingWasWrongInTheBrowser() {
    browser.assertNoComplaints();
  }

  @Test
  void aWrongPairIsToldBesideItsFieldAndTheRightOneLeadsIn() {
    browser.click("Sign out");
    browser.type("SecretId", "AKIDnobody");
    browser.type("SecretKey", "wrong");
    browser.click("Sign in");
    assertThat(browser.errorAt("SecretId")).isNotBlank();

    browser.type("SecretId", ID);
    browser.click("Sign in");
    assertThat(browser.errorAt("SecretKey")).isNotBlank();

    browser.run(
        "const data = new DataTransfer(); data.setData('text', arguments[0]);"
            + " document.querySelector('input').dispatchEvent("
            + "new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))",
        ID + "=" + KEY);
    browser.until("both filled in", () -> browser.valueOf("SecretKey").equals(KEY));
    browser.click("Sign in");
    browser.sees("Create queue");
    assertThat(browser.address()).doesNotContain(KEY);
    assertThat((String) browser.run("return document.cookie")).isEmpty();
    assertThat((String) browser.run("return JSON.stringify(localStorage)")).doesNotContain(KEY);
  }

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
  }

  @Test
  void aQueueIsMadeChangedClearedAndDeleted() {
    browser.visit("queues");
    browser.click("Create queue");
    browser.type("Queue name", "9 is no letter");
    browser.click("Create");
    assertThat(browser.errorAt("Queue name")).startsWith("A letter, then");
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
            call("GetQueueAttributes", "queueName", "orders")
                .tree()
                .get("pollingWaitSeconds")
                .asInt())
        .isEqualTo(7);

    browser.type("Long-polling wait", "31");
    browser.click("Save");
    assertThat(browser.errorAt("Long-polling wait")).startsWith("From 0 s to 30 s");
    browser.click("Cancel");
    assertThat(browser.valueOf("Long-polling wait")).isEqualTo("7");

    call("SendMessage", "queueName", "orders", "msgBody", "one");
    browser.tile("Visible", "1");
    browser.click("Clear");
    browser.type("To go on, type", "orders");
    browser.press(Keys.ENTER);
    browser.tile("Visible", "0");

    browser.click("Delete");
    browser.type("To go on, type", "order");
    browser.press(Keys.ENTER);
    browser.type("To go on, type", "orders");
    browser.press(Keys.ENTER);
    browser.sees("orders is deleted");
    browser.visit("queues/orders");
    browser.sees("There is no such queue");
  }

  @Test
  void howItWentIsDrawnAndToldInWords() {
    call("CreateQueue", "queueName", "drawn");
    call("CreateTopic", "topicName", "drawn");
    call(
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
    call(
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
      call("PublishMessage", "topicName", "drawn", "msgBody", "m" + i);
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
    awaitPicture("Published: 0 now, 0.3 at most.");
    browser.visit("topics/drawn/subscriptions");
    awaitPicture("Waiting in the last hour: 3 now, 3 at most");
    browser.sees("3 delivered");
    browser.picture("subscriptions-over-time");
    browser.click("to-a-url");
    awaitPicture("Taken: 0 now, 0 at most. Failed:");
    awaitPicture("Waiting: 3 now, 3 at most.");
    browser.sees("for a day, less and less often");
    browser.seesLines("Why", "no connection");
    browser.sees("the message is dropped");
    browser.picture("subscription");
    browser.visit("topics/drawn/subscriptions/to-a-queue");
    awaitPicture("Delivered: 0 now, 0.3 at most. Dropped: 0 now, 0 at most.");
    browser.visit("topics/drawn/subscriptions/nobody");
    browser.sees("There is no such subscription");
    call("Unsubscribe", "topicName", "drawn", "subscriptionName", "to-a-url");
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
    call("CreateQueue", "queueName", "shared");
    browser.visit("queues/shared/settings");
    browser.type("Long-polling wait", "5");
    call("SetQueueAttributes", "queueName", "shared", "visibilityTimeout", "77");
    browser.click("Save");
    browser.sees("Somebody else has changed this meanwhile");
    browser.sees("Hidden duration: from 30 to 77");
    browser.click("Keep my changes on top of it");
    browser.click("Save");
    browser.sees("Saved");
    CmqAnswer now = call("GetQueueAttributes", "queueName", "shared");
    assertThat(now.tree().get("visibilityTimeout").asInt()).isEqualTo(77);
    assertThat(now.tree().get("pollingWaitSeconds").asInt()).isEqualTo(5);
  }

  @Test
  void whatIsSavedHalfIsToldAndTheOtherHalfCanBeSavedStill() {
    call("CreateQueue", "queueName", "half-dead");
    String policy = "{'deadLetterQueue':'half-dead','policy':0,'maxReceiveCount':3}";
    call("CreateQueue", "queueName", "half", "deadLetterPolicy", policy.replace('\'', '"'));
    browser.visit("queues/half/settings");
    browser.type("Dead-letter queue", "");
    browser.type("Long-polling wait", "9");
    refuse("SetQueueAttributes");
    browser.click("Save");
    browser.sees("Too much at once: nothing was done, try again");
    browser.sees("qps throttling");
    browser.sees("The dead-letter policy has been taken away already");
    browser.run("window.fetch = window.asBefore");
    browser.click("Save");
    browser.sees("Saved");
    CmqAnswer now = call("GetQueueAttributes", "queueName", "half");
    assertThat(now.tree().get("pollingWaitSeconds").asInt()).isEqualTo(9);
    assertThat(now.tree().has("deadLetterPolicy")).isFalse();
  }

  /** As a server with too much to do would. */
  private static void refuse(String action) {
    browser.run(
        "window.asBefore = window.fetch; window.fetch = (path, request) =>"
            + " String(request?.body).includes('Action=' + arguments[0] + '&')"
            + " ? Promise.resolve(new Response(JSON.stringify({ code: 4420,"
            + " message: '(10250)qps throttling', requestId: '1' })))"
            + " : window.asBefore(path, request)",
        action);
  }

  @Test
  void whatIsTypedStaysInAnotherLanguage() {
    call("CreateQueue", "queueName", "typed");
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
  void whatCannotBeCopiedIsSelected() {
    call("CreateQueue", "queueName", "copied");
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
    call("CreateQueue", "queueName", "letters", "rewindSeconds", "3600");
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

    browser.click("Rewind");
    browser.run(
        "const time = document.querySelector('input[type=datetime-local]');"
            + "time.value = '2001-01-01T00:00:00';"
            + "time.dispatchEvent(new Event('input', { bubbles: true }))");
    assertThat(browser.errorAt("Bring back what was sent since"))
        .contains("cannot rewind to this time");
    browser.click("As far as possible");
    browser.seesLines("What would come back", "Messages", "2");
    browser.until("both", () -> browser.rows().size() == 2);
    assertThat(browser.rows().get(0)).contains("<script>");
    browser.picture("rewind");
    browser.submit();
    browser.sees("can be received again, by everyone");
    assertThat((double) browser.run("return " + MIDDLE)).isLessThan(2);
    browser.submit();
    browser.tile("Visible", "2");
    browser.seesLines("What would come back", "Messages", "0");
    browser.sees("what was sent since then is not deleted");

    call("CreateQueue", "queueName", "wide", "rewindSeconds", "3600", "partitions", "3");
    for (int i = 0; i < 24; i++) {
      send("wide", "m" + i);
    }
    call("ClearQueue", "queueName", "wide");
    browser.visit("queues/wide/rewind");
    browser.seesLines("What would come back", "Messages", "24");
    // The first of all partitions: each has eight of them.
    browser.until("the first", () -> browser.rows().size() == 5);
    assertThat(browser.rows()).allMatch(row -> row.matches(".* m[0-5]"));
  }

  @Test
  void messagesAreLookedAtWithoutBeingReceived() {
    call("CreateQueue", "queueName", "shelf", "rewindSeconds", "3600", "maxMsgSize", "1048576");
    send("shelf", "=1+1 <script>document.title='taken'</script>");
    call(
        "DeleteMessage",
        "queueName",
        "shelf",
        "receiptHandle",
        call("ReceiveMessage", "queueName", "shelf", "pollingWaitSeconds", "20")
            .tree()
            .get("receiptHandle")
            .asText());
    send("shelf", "{\"order\":12345678901234567890}");
    call("SendMessage", "queueName", "shelf", "msgBody", "later", "delaySeconds", "600");
    send("shelf", "x".repeat(300_000) + "needle");

    browser.visit("queues/shelf");
    browser.tile("Visible", "2");
    browser.click("Messages");
    browser.until("what is not deleted", () -> browser.rows().size() == 3);
    browser.click("all states");
    browser.until("all", () -> browser.rows().size() == 4);
    assertThat((boolean) browser.run("return document.querySelector('tbody input').disabled"))
        .as("nothing can be done with what is deleted")
        .isTrue();
    assertThat(browser.rows().get(0)).startsWith("0 deleted, rewindable").contains("=1+1 <script>");
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
    browser.until("backwards", () -> browser.rows().get(0).startsWith("3 "));
    browser.choose("Begin with", "a message’s id");
    browser.type("msgId", "281474976710657");
    browser.click("Show");
    browser.sees("Message 281474976710657");
    browser.press(Keys.ESCAPE);
    browser.type("msgId", "");
    browser.click("Show");
    assertThat(browser.errorAt("msgId")).startsWith("Enter a message’s id");
    browser.type("msgId", "7");
    browser.click("Show");
    browser.sees("This queue never had such a message");
    browser.choose("Begin with", "an offset");
    browser.seesNot("This queue never had such a message");
    browser.type("Offset", "-1");
    browser.click("Show");
    assertThat(browser.errorAt("Offset")).startsWith("A whole number");
    browser.tile("Visible", "2");
    assertThat((String) browser.run("return document.title")).doesNotContain("taken");
    browser.look(390, false);
    assertThat((boolean) browser.run("return document.documentElement.scrollWidth <= innerWidth"))
        .as("the messages fit on a phone")
        .isTrue();
  }

  @Test
  void chosenLettersAreMovedMadeVisibleAndDeletedAndTheRestRedriven() {
    call("CreateQueue", "queueName", "mended-dead");
    String policy = "{'deadLetterQueue':'mended-dead','policy':0,'maxReceiveCount':1}";
    call(
        "CreateQueue",
        "queueName",
        "mended",
        "visibilityTimeout",
        "1",
        "deadLetterPolicy",
        policy.replace('\'', '"'));
    send("mended-dead", "no letter");
    for (String body : List.of("one", "two", "three", "four")) {
      send("mended", body);
    }
    for (int received = 0; received < 4; ) {
      received +=
          call(
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
    browser.submit();
    browser.sees("Moved: 1");
    browser.sees("it did not die in a queue");
    browser.picture("repaired");
    browser.visit("queues/mended");
    browser.tile("Visible", "1");

    browser.visit("queues/mended-dead/browse");
    browser.until("the moved one gone", () -> browser.rows().size() == 4);
    choose(2);
    browser.click("Delete …");
    browser.submit();
    browser.sees("Deleted: 1");
    browser.tile("Visible", "3");

    call("ReceiveMessage", "queueName", "mended-dead", "pollingWaitSeconds", "20");
    browser.tile("Invisible", "1");
    browser.run("document.querySelector('thead input').click()");
    browser.click("Make visible …");
    browser.submit();
    browser.sees("Made visible: 1");
    browser.tile("Visible", "3");

    browser.click("Dead letters");
    browser.click("Start");
    browser.sees("where each one died");
    browser.submit();
    browser.sees("It is done.");
    browser.sees("Moved 2 of 3 · not moved 1");
    browser.sees("it did not die in a queue");
    browser.tile("Visible", "1");
    browser.visit("queues/mended");
    browser.tile("Visible", "3");
  }

  /** Looks at a letter, and from there at its history where it died. */
  private static void tellsWhereAndWhyItDied(String msgId, String queue) {
    assertThat(browser.rows().get(0)).doesNotContain(queue);
    assertThat(browser.rows().get(1)).startsWith("1 visible " + queue);
    browser.click("Open message " + msgId);
    browser.seesLines("Died in", queue);
    browser.sees("received as often as the dead-letter policy there lets");
    browser.sees("Times received: 1.");
    assertThat(browser.text()).contains("First sent", "Moved here", "Times received here");
    assertThat(browser.seriousFindings()).isEmpty();
    browser.picture("dead-letter");
    browser.run("document.querySelector('dialog a[aria-label^=\"History of message\"]').click()");
    browser.seesLines("deleted", "its history tells how");
    browser.click("its history tells how");
    browser.sees("Moved: it is in the dead-letter queue");
  }

  private static void choose(int row) {
    browser.run("document.querySelectorAll('tbody input')[arguments[0]].click()", row);
  }

  @Test
  void whatIsShownCanBeSavedAndRunsInNoSpreadsheet() {
    call("CreateQueue", "queueName", "saved");
    send("saved", "=HYPERLINK(\"http://127.0.0.1\")");
    send("saved", "two\nlines, \"quoted\"" + "x".repeat(1_000));
    send("saved", "a;=1+1");
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

  private static void send(String queue, String body) {
    call("SendMessage", "queueName", queue, "msgBody", body);
  }

  @Test
  void bodiesOfAnyKindAreShownSafelyAndMadeReadableOnce() {
    call("CreateQueue", "queueName", "bodies", "maxMsgSize", "1048576");
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
    call("CreateQueue", "queueName", "slow");
    browser.visit("queues/slow/send");
    browser.type("Message body", "later");
    browser.type("Delay", "999999");
    browser.submit();
    assertThat(browser.errorAt("Delay"))
        .startsWith("Longer than this server lets a delay be: an hour");
    browser.type("Delay", "600");
    browser.submit();
    browser.tile("Delayed", "1");
  }

  @Test
  void aDeadLetterPolicyIsSetToldAndTakenAway() {
    call("CreateQueue", "queueName", "work");
    call("CreateQueue", "queueName", "dead");
    browser.visit("queues/work/settings");
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
    browser.visit("queues/work/deadLetters");
    browser.click("Unbind");
    browser.submit();
    browser.sees("None: a message stays");
  }

  @Test
  void aTopicIsMadeSubscribedToAndPublishedTo() {
    call("CreateQueue", "queueName", "reds");
    call("CreateQueue", "queueName", "alls");
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
    browser.picture("publish");
    browser.submit();
    browser.sees("Published");
    browser.visit("queues/reds");
    browser.tile("Visible", "1");
    browser.visit("queues/reds/sources");
    browser.sees("only-reds");

    browser.visit("topics/news/subscriptions");
    browser.click("More for only-reds");
    browser.click("Clear filter …");
    browser.submit();
    browser.until(
        "no tags", () -> browser.rows().stream().noneMatch(row -> row.contains("crimson")));
    for (String name : List.of("only-reds", "everything")) {
      browser.click("More for " + name);
      browser.click("Delete …");
      browser.type("To go on, type", name);
      browser.press(Keys.ENTER);
      browser.sees(name + " is deleted");
    }
    browser.click("Delete");
    browser.type("To go on, type", "news");
    browser.press(Keys.ENTER);
    browser.sees("news is deleted");
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
    call("CreateQueue", "queueName", "routed");
    call("CreateTopic", "topicName", "routes", "filterType", "2");
    call(
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
      String answer =
          client("PublishMessage", "topicName", "routes", "msgBody", "x", "routingKey", key).ok()
              ? "1 of 1 subscriptions would get"
              : "0 of 1 subscriptions would get";
      browser.sees(answer);
    }
  }

  @Test
  void theListIsSearchedSortedAndSaysWhatIsGone() {
    for (String name : List.of("list-a", "list-b", "list-c")) {
      call("CreateQueue", "queueName", name);
    }
    call("SendMessage", "queueName", "list-b", "msgBody", "one");
    // The first steps stay where they are taken.
    browser.visit("topics");
    browser.sees("Create topic");
    browser.visit("queues");
    browser.click("Refresh");
    browser.type("Search queues", "LIST-");
    browser.until("three", () -> browser.rows().size() == 3);
    browser.click("Visible");
    browser.until("the fullest first", () -> browser.rows().get(0).startsWith("list-b 1"));
    browser.picture("queues");
    call("DeleteQueue", "queueName", "list-c");
    browser.sees("deleted meanwhile");
    browser.type("Search queues", "nothing-like-this");
    browser.sees("Nothing has this in its name.");
  }

  @Test
  void aLongListIsTurnedCountedAndKeepsItsPageSize() {
    for (int i = 10; i < 40; i++) {
      call("CreateTopic", "topicName", "long-" + i);
    }
    browser.visit("topics");
    browser.type("Search topics", "long-");
    browser.until("a page", () -> browser.rows().size() == 25);
    browser.click("Next");
    browser.until("the rest", () -> browser.rows().get(0).startsWith("long-35"));
    browser.click("Name▲");
    browser.until("backwards", () -> browser.rows().get(0).startsWith("long-39"));
    browser.click("Waiting");
    browser.sees("In order as of");
    browser.choose("Rows", "50");
    browser.until("all", () -> browser.rows().size() == 30);
    browser.run("location.reload()");
    browser.until("all", () -> browser.rows().size() == 30);
    browser.sees("In order as of");
    assertThat(browser.valueOf("Search topics")).isEqualTo("long-");

    call("CreateQueue", "queueName", "found-again");
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
  }

  @Test
  void whoMayOnlySendIsToldSoAndCanSend() {
    call("CreateQueue", "queueName", "blind-1");
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
            call("GetQueueAttributes", "queueName", "blind-1").tree().get("activeMsgNum").asInt())
        .isEqualTo(1);
  }

  @Test
  void aQueueThatIsDeletedMeanwhileIsSaid() {
    call("CreateQueue", "queueName", "shortlived");
    browser.visit("queues/shortlived");
    browser.tile("Visible", "0");
    call("DeleteQueue", "queueName", "shortlived");
    browser.sees("It was deleted while you looked at it.");
  }

  @Test
  void aServerThatGoesAwayIsSaidAndComesBack() {
    call("CreateQueue", "queueName", "steady");
    browser.visit("queues/steady");
    browser.tile("Visible", "0");
    browser.offline(true);
    browser.sees("The server does not answer.");
    call("SendMessage", "queueName", "steady", "msgBody", "one");
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

    assertThat(
            (boolean)
                browser.run(
                    "return parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)"
                        + " > document.querySelector('.top').offsetHeight"))
        .as("what has the focus lies below the bar at the top")
        .isTrue();
    browser.visit("queues");
    browser.sees("by-keys");
    browser.run("document.querySelector('.menu summary').focus()");
    browser.press(Keys.ARROW_DOWN);
    browser.until("the first in the menu", () -> browser.focused().equals("Receive"));
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
    call("CreateQueue", "queueName", "zh");
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
  }

  @Test
  @Tag("nightly")
  void isGoodForThoseWhoDoNotSeeItOnAWideScreen() {
    makeWhatIsSeen();
    browser.look(1400, false);
    PAGES.forEach(page -> examine(page, "wide-light-en"));
  }

  private static void makeWhatIsSeen() {
    if (client("GetQueueAttributes", "queueName", "seen").ok()) {
      return;
    }
    call("CreateQueue", "queueName", "seen", "rewindSeconds", "3600");
    call("CreateTopic", "topicName", "heard");
    call(
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
    call("SendMessage", "queueName", "seen", "msgBody", "one");
  }

  private static void examine(String page, String look) {
    browser.visit(page);
    browser.until("the page", () -> !browser.text().matches("(?s).*(Loading|加载中|Reading …|读取中).*"));
    // A colour that is on its way to another one has another contrast.
    browser.until(
        "the page at rest",
        () -> (boolean) browser.run("return document.getAnimations().length === 0"));
    String name = page.replace('/', '-') + "-" + look;
    browser.picture(name);
    assertThat(browser.seriousFindings()).as(name).isEmpty();
    assertThat((boolean) browser.run("return document.documentElement.scrollWidth <= innerWidth"))
        .as("%s is not wider than the window", name)
        .isTrue();
  }

  private static CmqAnswer call(String action, String... params) {
    CmqAnswer answer = client(action, params);
    assertThat(answer.ok()).as("%s: %s", action, answer).isTrue();
    return answer;
  }

  private static CmqAnswer client(String action, String... params) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < params.length; i += 2) {
      all.put(params[i], params[i + 1]);
    }
    try (CmqConnection client =
        CmqConnection.to(
            Endpoint.of(server.url()),
            TestedServer.CREDENTIALS,
            SignatureMethod.HmacSHA1,
            Duration.ofMinutes(1))) {
      return client.call(action, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
