package io.cmqkafka.facade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cmqkafka.facade.bench.client.FakeCmq;
import io.cmqkafka.facade.bench.client.FakeCmq.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each workload against a server that does as it should, and one that does not. */
@Execution(ExecutionMode.CONCURRENT)
class BenchCommandTest {
  private static final Map<String, String> KEYS =
      Map.of(
          "CMQ_SECRET_ID",
          FakeCmq.CREDENTIALS.secretId(),
          "CMQ_SECRET_KEY",
          FakeCmq.CREDENTIALS.secretKey());

  /** Messages that are lost are waited for so long. */
  private static final String IMPATIENT = " --quiet-time 300ms";

  /** Too short to judge; the address follows. */
  private static final String SHORT_SOAK =
      "soak --rate 400 --duration 1s --sample-every 100ms --management ";

  /** With twice as many samples as it takes to judge, because beats may be missed. */
  private static final String SOAK = SHORT_SOAK.replace("1s", "7s");

  private record Outcome(int exitCode, String out, String err) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(out);
      } catch (JsonProcessingException e) {
        throw new AssertionError(out, e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send",
        "send --batch 16 --signature HmacSHA256",
        "send --verify --queues 3",
        "cycle --polling-wait 1",
        "cycle --batch 10 --queues 2",
        "drain --messages 500 --duration 20s",
        "drain --messages 500 --duration 20s --batch 16 --queues 3",
        "latency",
        "longpoll --receivers 30 --rate 200 --polling-wait 1 --duration 3s",
        "publish --rate 500",
        "publish --rate 1000 --batch 16 --subscribers 1",
        "publish --rate 300 --subscribers 3 --receivers 5 --polling-wait 1"
      })
  void allIsWellWithAServerThatDoesAsItShould(String arguments) throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      Outcome outcome = bench(fake, arguments);

      assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
      JsonNode result = outcome.json();
      assertThat(result.get("messages").asLong()).isPositive();
      assertThat(result.get("rate").asDouble()).isPositive();
      assertThat(result.get("steps")).isNotEmpty();
      assertThat(result.get("errors")).isEmpty();
      assertThat(result.get("duplicated").asLong()).isZero();
      assertThat(result.get("lost").asLong()).isZero();
      assertThat(fake.queues()).isEmpty();
      assertThat(fake.deletedQueues()).hasSize(result.get("queues").size());
      assertThat(fake.topics()).isEmpty();
    }
  }

  @Test
  void timesEachStep() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      JsonNode steps = bench(fake, "latency").json().get("steps");
      assertThat(steps.fieldNames()).toIterable().containsExactly("send", "receive", "delete");
      JsonNode send = steps.get("send");
      assertThat(send.get("count").asLong()).isPositive();
      assertThat(send.get("p50").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(send.get("max").asDouble());
    }
  }

  @Test
  void aDrainCountsEveryMessage() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      JsonNode result =
          bench(fake, "drain --messages 321 --batch 5 --warm-up 0s --duration 20s").json();
      assertThat(result.get("messages").asLong()).isEqualTo(321);
    }
  }

  @Test
  void aPublishCountsAndTimesEachCopy() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      JsonNode result =
          bench(fake, "publish --rate 200 --batch 2 --subscribers 3 --warm-up 0s").json();
      long copies = result.get("messages").asLong();
      JsonNode fanOut = result.get("fanOut");
      long published = fanOut.get("published").asLong();
      assertThat(fanOut.get("publishers").asInt()).isEqualTo(4);
      assertThat(fanOut.get("receivers").asInt()).isEqualTo(4);
      assertThat(fanOut.get("subscribers").asInt()).isEqualTo(3);
      assertThat(fanOut.get("rate").asDouble()).isPositive();
      assertThat(result.get("connections").asInt()).isEqualTo(8);
      // Copies may be received and deleted before their publish is answered, but not unsent.
      assertThat(copies).isBetween(1L, 3 * (published + 4 * 2));
      JsonNode steps = result.get("steps");
      assertThat(steps.fieldNames())
          .toIterable()
          .containsExactly("publish", "receive", "delete", "publish to receive");
      assertThat(steps.get("publish").get("count").asLong()).isEqualTo(published / 2);
      assertThat(steps.get("publish to receive").get("count").asLong())
          .isGreaterThanOrEqualTo(copies);
      assertThat(steps.get("publish to receive").get("p50").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(steps.get("publish to receive").get("max").asDouble());
    }
  }

  @Test
  void aRateIsNotExceeded() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      JsonNode result =
          bench(fake, "publish --rate 100 --subscribers 1 --warm-up 0s --duration 500ms").json();
      // Half a second's, and one for each connection.
      assertThat(result.get("fanOut").get("published").asLong()).isBetween(1L, 54L);
    }
  }

  @Test
  void publishGoesAsFastAsItCan() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      Outcome outcome = bench(fake, "publish --connections 1 --subscribers 2 --duration 100ms");
      assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
      assertThat(outcome.json().get("lost").asLong()).isZero();
      assertThat(outcome.json().get("notes").get(0).asText())
          .contains("copies were still to come when publishing ended");
    }
  }

  @Test
  void copiesTooManyAreFound() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.COPIES_TWICE)) {
      Outcome outcome = bench(fake, "publish --rate 500");
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.json().get("duplicated").asLong()).isPositive();
      assertThat(outcome.json().get("lost").asLong()).isZero();
    }
  }

  @Test
  void publishErrorsAreCountedByCode() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.FAILS)) {
      Outcome outcome = bench(fake, "publish --rate 500");
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.json().get("errors").fieldNames())
          .toIterable()
          .containsExactly("6000 (10050)server internal error");
      assertThat(outcome.json().get("lost").asLong()).isZero();
      assertThat(fake.topics()).isEmpty();
    }
  }

  @Test
  void aTopicThatIsThereStaysWithTheSubscriptionsOfOthers() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      bench(fake, "publish --rate 500 --queue mine --subscribers 2 --keep");
      assertThat(fake.topics()).containsExactly("mine");
      assertThat(fake.subscriptions("mine")).containsExactly("mine-0", "mine-1");
      assertThat(fake.queues()).containsExactly("mine-0", "mine-1");

      Outcome outcome = bench(fake, "publish --rate 500 --queue mine --subscribers 3");

      assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
      assertThat(fake.subscriptions("mine")).containsExactly("mine-0", "mine-1");
      assertThat(fake.queues()).containsExactly("mine-0", "mine-1");
    }
  }

  @Test
  void latenessIsMeasured() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      Outcome outcome = bench(fake, "latency --lateness --rate 50 --duration 4s");
      assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
      assertThat(outcome.json().get("early").asLong()).isZero();
      assertThat(outcome.json().get("steps").fieldNames())
          .toIterable()
          .contains("delay lateness", "expiry lateness");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send --verify",
        "cycle",
        "cycle --batch 3",
        "drain --messages 300 --duration 20s",
        "latency --rate 100",
        "longpoll --receivers 5 --rate 200 --polling-wait 1",
        "publish --rate 500",
        "publish --rate 1000 --batch 4"
      })
  void lostMessagesAreFound(String arguments) throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.LOSES)) {
      Outcome outcome = bench(fake, arguments + IMPATIENT);
      assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
      assertThat(outcome.json().get("lost").asLong()).isPositive();
      assertThat(outcome.json().get("duplicated").asLong()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cycle",
        "cycle --batch 16",
        "drain --messages 300 --duration 20s",
        "latency",
        "longpoll --receivers 5 --rate 200 --polling-wait 1",
        "publish --rate 500"
      })
  void deletedMessagesThatComeAgainAreFound(String arguments) throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.DELIVERS_DELETED)) {
      Outcome outcome = bench(fake, arguments);
      assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
      assertThat(outcome.json().get("duplicated").asLong()).isPositive();
      assertThat(outcome.json().get("lost").asLong()).isZero();
    }
  }

  @Test
  void messagesGivenToTwoReceiversAreFound() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.DELIVERS_TWICE)) {
      Outcome outcome = bench(fake, "cycle --batch 4");
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.json().get("duplicated").asLong()).isPositive();
    }
  }

  @Test
  void delayedMessagesThatComeEarlyAreFound() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.FORGETS_DELAYS)) {
      Outcome outcome = bench(fake, "latency --lateness --rate 50 --duration 500ms");
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.json().get("early").asLong()).isPositive();
    }
  }

  @Test
  void errorsAreCountedByCode() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.FAILS)) {
      Outcome outcome = bench(fake, "cycle");
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.json().get("errors").fieldNames())
          .toIterable()
          .containsExactly("6000 (10050)server internal error");
      assertThat(outcome.json().get("lost").asLong()).isZero();
    }
  }

  @Test
  void brokenConnectionsAreCountedAndReplaced() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.HANGS_UP)) {
      Outcome outcome = bench(fake, "send --verify");
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.json().get("errors").fieldNames())
          .toIterable()
          .isNotEmpty()
          .allMatch(kind -> kind.startsWith("connection: "));
      assertThat(outcome.json().get("messages").asLong()).isPositive();
      assertThat(outcome.json().get("lost").asLong()).isZero();
    }
  }

  @Test
  void aQueueThatIsThereStaysWithTheMessagesOfOthers() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      fake.put("mine", "precious");
      Outcome outcome = bench(fake, "cycle --queue mine");
      assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
      assertThat(outcome.json().get("foreign").asLong()).isEqualTo(1);
      assertThat(outcome.json().get("notes").toString()).contains("There already: mine.");
      assertThat(fake.queues()).containsExactly("mine");
      assertThat(fake.messages("mine")).isEqualTo(1);
    }
  }

  @Test
  void aRunWhoseConnectionsAllGaveUpEndsWithTheLastAnswer() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.GOES_AWAY)) {
      Outcome outcome = bench(fake, "send --duration 10m --warm-up 0s");
      assertThat(outcome.exitCode()).isEqualTo(1);
      JsonNode result = outcome.json();
      assertThat(result.get("messages").asLong()).isEqualTo(100);
      assertThat(result.get("seconds").asDouble()).isLessThan(500);
      assertThat(result.get("notes").toString())
          .contains("4 of 4 connections gave up after 20 broken attempts in a row");
    }
  }

  @Test
  void eachWorkloadHasAHelpOfItsOwn() {
    Outcome drain = run(KEYS, List.of("drain", "--help"));
    assertThat(drain.exitCode()).isZero();
    assertThat(drain.out()).contains("--messages", "Fills the queue").doesNotContain("--receivers");
    Outcome longPoll = run(KEYS, List.of("longpoll", "--help"));
    assertThat(longPoll.out()).contains("--receivers").doesNotContain("--messages", "--batch");
  }

  @Test
  void keepKeepsTheQueue() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      bench(fake, "send --queue kept --keep");
      assertThat(fake.queues()).containsExactly("kept");
      assertThat(fake.messages("kept")).isPositive();
    }
  }

  @Test
  void theTableIsForReading() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      Outcome outcome = run(KEYS, arguments(fake.url(), "cycle"));
      assertThat(outcome.out())
          .contains("rate ", " messages/s", "p99.9", "send", "receive", "delete")
          .contains("lost 0, duplicated 0, early not checked", "no errors");

      Outcome publish = run(KEYS, arguments(fake.url(), "publish --rate 500"));
      assertThat(publish.out())
          .contains("8 connections (4 publish, 4 receive), ")
          .contains("delivered to 4 subscribers by 4 receivers; 4 publishers: ", " publishes/s")
          .contains("publish to receive", "lost 0, duplicated 0");
    }
  }

  @Test
  void aSoakOfAProcessInWhichNothingGrowsIsWell() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE);
        FakeManagement one = new FakeManagement();
        FakeManagement two = new FakeManagement()) {
      Outcome outcome =
          bench(
              fake,
              // So short that those left alone come again while it runs.
              SOAK
                  + (one.address() + " --management http://" + two.address() + "/")
                  + " --visibility-timeout 3");

      assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
      JsonNode result = outcome.json();
      assertThat(result.get("messages").asLong()).isPositive();
      assertThat(result.get("lost").asLong()).isZero();
      assertThat(result.get("redelivered").asLong()).as("those left alone").isPositive();
      assertThat(result.get("steps").fieldNames())
          .toIterable()
          .containsExactly("send", "publish", "receive", "delete", "other");
      JsonNode soak = result.get("soak");
      assertThat(soak.get("samples").asInt()).isGreaterThanOrEqualTo(30);
      assertThat(soak.get("processes")).hasSize(2);
      assertThat(soak.get("processes").get(1).get("metrics").asText())
          .isEqualTo("http://" + two.address() + "/metrics");
      for (JsonNode row : soak.get("processes").get(0).get("resources")) {
        assertThat(row.get("verdict").asText()).as(row.toString()).isEqualTo("steady");
      }
      assertThat(fake.queues()).isEmpty();
      assertThat(fake.topics()).isEmpty();
      assertThat(fake.deletedQueues()).hasSizeGreaterThan(4);
    }
  }

  @Test
  void aSoakFindsWhatLeaks() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE);
        FakeManagement management = new FakeManagement()) {
      management.leak("jvm_threads_live_threads", 2);
      management.leak("cmq_queue_state_records", 100);
      management.leak("cmq_commands_log_overdue_records", 2000);
      management.leak("jvm_memory_used_bytes{area=\"heap\",id=\"G1 Old Gen\"}", 5e6);
      Outcome outcome = bench(fake, SOAK + management.address());

      assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
      assertThat(outcome.json().get("errors")).isEmpty();
      Map<String, String> bad = new TreeMap<>();
      for (JsonNode row : outcome.json().at("/soak/processes/0/resources")) {
        if (row.get("fails").asBoolean()) {
          bad.put(row.get("resource").asText(), row.get("verdict").asText());
        } else {
          assertThat(row.get("verdict").asText()).as(row.toString()).isEqualTo("steady");
        }
      }
      assertThat(bad)
          .containsOnly(
              entry("threads", "GROWS"),
              entry("queue state (records)", "GROWS"),
              entry("commands overdue (records)", "GROWS"),
              entry("heap less cache (MB)", "never cleared"));
    }
  }

  @Test
  void aSoakThatIsTooShortSaysSo() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE);
        FakeManagement management = new FakeManagement()) {
      Outcome outcome = run(KEYS, arguments(fake.url(), SHORT_SOAK + management.address()));
      assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
      assertThat(outcome.out()).contains("TOO SHORT").doesNotContain("steady", "GROWS");
    }
  }

  @Test
  void aSoakThatLosesMessagesFindsThem() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.LOSES);
        FakeManagement management = new FakeManagement()) {
      // Beyond the delay of some, which are not lost.
      Outcome outcome = bench(fake, SHORT_SOAK + management.address() + " --quiet-time 2500ms");
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.json().get("lost").asLong()).isPositive();
    }
  }

  @Test
  void aProcessThatWasStartedAgainSpoilsASoak() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE);
        FakeManagement management = new FakeManagement()) {
      management.restartAfter(3);
      Outcome outcome = bench(fake, SHORT_SOAK.replace("1s", "3s") + management.address());
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.json().get("errors").fieldNames())
          .toIterable()
          .containsExactly(
              "metrics of http://"
                  + management.address()
                  + "/metrics: the process was started again");
    }
  }

  @Test
  void aServerThatCannotBeSampledIsASentence() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE);
        FakeManagement management = new FakeManagement();
        FakeManagement whole = new FakeManagement()) {
      management.forget("cmq_queue_state_records");
      Outcome outcome = run(KEYS, arguments(fake.url(), SOAK + management.address()));
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.err()).contains("it does not tell cmq_queue_state_records");

      Outcome gone = run(KEYS, arguments(fake.url(), SOAK + "127.0.0.1:1"));
      assertThat(gone.exitCode()).isEqualTo(2);
      assertThat(gone.err()).contains("Cannot sample http://127.0.0.1:1/metrics: ");
      assertThat(fake.queues()).isEmpty();

      Outcome heap =
          run(KEYS, arguments(fake.url(), SOAK + whole.address() + " --collect 999999999"));
      assertThat(heap.exitCode()).isEqualTo(2);
      assertThat(heap.err()).contains("Cannot collect a heap: ");
    }
  }

  @Test
  void wrongCredentialsAreASentence() throws IOException {
    try (FakeCmq fake = new FakeCmq(Fault.NONE)) {
      Outcome outcome =
          run(
              Map.of("CMQ_SECRET_KEY", "wrong"),
              arguments(fake.url(), "send --secret-id AKIDfake"));
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.err())
          .contains("refuses the credentials of secret id AKIDfake", "4100")
          .doesNotContain("wrong", "\tat ");
    }
  }

  @Test
  void anEndpointThatIsNotThereIsASentence() throws IOException {
    String url;
    try (FakeCmq gone = new FakeCmq(Fault.NONE)) {
      url = gone.url();
    }
    Outcome outcome = run(KEYS, arguments(url, "send"));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("The endpoint " + url + " cannot be used: ")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sing",
        "send --batch 17",
        "send --body-size 31",
        "send --duration soon",
        "send --lateness",
        "send --connections 0",
        "cycle --verify",
        "send --signature MD5",
        "send --subscribers 2",
        "publish --subscribers 101",
        "publish --queues 2",
        "publish --receivers 3",
        "publish --receivers 1001",
        "publish --rate 0",
        "publish --body-size 39",
        "soak --queues 2",
        "soak --keep",
        "soak --management nowhere:at:all",
        "soak --sample-every 99ms",
        "soak --push-listen 8089"
      })
  void whatCannotBeIsRefusedBeforeAnythingIsSent(String arguments) {
    Outcome outcome = run(KEYS, arguments("http://127.0.0.1:1", arguments));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).doesNotContain("cannot be used");
  }

  private static Outcome bench(FakeCmq fake, String arguments) {
    return run(KEYS, arguments(fake.url(), arguments + " --json"));
  }

  /** With short times, unless {@code arguments} name others. */
  private static List<String> arguments(String url, String arguments) {
    List<String> all = new ArrayList<>(List.of(arguments.split(" ")));
    boolean over = List.of("send", "drain", "cycle", "publish").contains(all.get(0));
    all.add("--endpoint=" + url);
    for (String[] preset :
        new String[][] {
          {"--connections", "4"},
          {"--duration", "300ms"},
          {"--warm-up", "50ms"},
          {"--quiet-time", "20s"},
          {"--polling-wait", "0"},
          {"--body-size", "100"}
        }) {
      boolean known = over || !preset[0].equals("--connections");
      if (known && !arguments.contains(preset[0])) {
        all.add(preset[0] + "=" + preset[1]);
      }
    }
    return all;
  }

  private static Outcome run(Map<String, String> environment, List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        BenchCommand.create(environment)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
