package io.cmqkafka.facade.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.facade.auth.CallerSecret;
import io.cmqkafka.facade.auth.Credentials;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Authentication;
import io.cmqkafka.facade.classic.ClassicApi;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.JsonText;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.facade.classic.SignedForms;
import io.cmqkafka.facade.classic.SignedRequest;
import io.cmqkafka.facade.console.ConsoleAnswer;
import io.cmqkafka.facade.http.connection.ClientAddress;
import io.cmqkafka.facade.http.connection.Peer;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class RequestLogTest {
  private static final CallerSecret PAIR = new CallerSecret("AKIDtest", "HUSHkey");

  private final Logger logger = (Logger) LoggerFactory.getLogger(RequestLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
  private final RequestLog log = new RequestLog(Duration.ofSeconds(1), nanos::get);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
  }

  @Test
  void aFailureIsOneLineWithItsIdsActionNameTimeAndCause() {
    RequestLog.Told request =
        new RequestLog.Told("17", "5", "SendMessage", "orders", nanos.get(), 0);
    pass(1_234);
    log.answered(
        request,
        6000,
        new RefusedException(Refusal.UNAVAILABLE, new IllegalStateException("no\nleader")));
    assertThat(told())
        .containsExactly(
            "request failed: requestId=17 clientRequestId=5 action=SendMessage name=orders"
                + " code=6000 ms=1234 cause=\"java.lang.IllegalStateException: no?leader\"");
  }

  @Test
  void aRefusalWithoutACauseSaysWhatItMeans() {
    log.answered(request("q", 0), 6000, new RefusedException(Refusal.UNAVAILABLE));
    assertThat(told().get(0)).contains("did not answer in time");
  }

  @Test
  void whatNobodyExpectedHasItsStack() {
    log.answered(request("q", 0), 6000, new IllegalStateException("broken"));
    assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.ERROR);
    assertThat(lines.list.get(0).getThrowableProxy().getStackTraceElementProxyArray()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1000, false",
    "0, 0, 1001, true",
    "7000, 30000, 31000, false",
    "7000, 30000, 31001, true",
    "4440, 0, 5000, true"
  })
  void aRequestIsSlowWhenItTakesLongerThanItAskedTo(
      int code, int waitMs, int tookMs, boolean slow) {
    RequestLog.Told request = request("q", waitMs);
    pass(tookMs);
    log.answered(request, code, null);
    assertThat(told()).hasSize(slow ? 1 : 0);
    assertThat(told()).allMatch(line -> line.startsWith("slow request: ") && line.contains(" ms="));
  }

  @Test
  void nothingIsSlowWithoutATime() {
    RequestLog without = new RequestLog(Duration.ZERO, nanos::get);
    RequestLog.Told request = request("q", 0);
    pass(1_000_000);
    without.answered(request, 0, null);
    assertThat(told()).isEmpty();
  }

  @Test
  void aLineASecondOfEachKindAndThoseLeftOutAreCounted() {
    for (int i = 0; i < 10; i++) {
      log.answered(request("q", 0), 6000, null);
    }
    assertThat(told()).hasSize(1);
    pass(1_000);
    log.answered(request("q", 0), 6000, null);
    assertThat(told()).hasSize(2);
    assertThat(told().get(1)).endsWith(" leftOut=9");
    log.answered(request("q", 0), 6000, null);
    log.tellTheRest();
    assertThat(told()).hasSize(2);
    pass(1_000);
    log.tellTheRest();
    log.tellTheRest();
    assertThat(told()).hasSize(3);
    assertThat(told().get(2)).startsWith("1 more requests failed");
    RequestLog.Told late = request("q", 0);
    pass(1_001);
    log.answered(late, 0, null);
    log.answered(request("q", 0), 6000, null);
    assertThat(told()).hasSize(5);
  }

  @Test
  void aNameThatIsNoneIsNotTold() {
    log.answered(request("q\r\nHUSH", 0), 6000, null);
    pass(1_000);
    log.answered(request("q".repeat(65), 0), 6000, null);
    assertThat(told()).hasSize(2).noneMatch(line -> line.contains("name="));
  }

  @Test
  void aRequestThatFailsIsToldOnceAsItsAnswerNamesIt() {
    assertToldAsAnswered(
        client -> CompletableFuture.failedFuture(new RefusedException(Refusal.UNAVAILABLE)));
    pass(2_000);
    assertToldAsAnswered(client -> CompletableFuture.completedFuture(Answer.of(CmqError.INTERNAL)));
  }

  @Test
  void aRequestThatFailsBeforeItIsParsedIsAnsweredToldAndOver() {
    StringBuilder answer = new StringBuilder();
    PendingRequests requests = requests();
    PendingRequest request = requests.enter(new AnswerTo(answer));
    run(request, new SignedRequest("POST", "h", "/v2/index.php", null), client -> null);
    assertThat(answer).contains("\"code\":6000");
    assertThat(told()).hasSize(1);
    assertThat(requests.count()).isZero();
    assertThat(requests.strangers().bytes()).isZero();
  }

  @Test
  void aRequestThatTheServerFailsToReadIsAnsweredToldAndOver() {
    StringBuilder answer = new StringBuilder();
    PendingRequests requests = requests();
    PendingRequest request = requests.enter(new AnswerTo(answer));
    assertThat(request.reserve(100_000)).isTrue();
    request.notRead(new OutOfMemoryError("not really"), sent -> request.over());
    assertThat(answer).contains("\"code\":6000");
    assertThat(told()).hasSize(1);
    assertThat(requests.count()).isZero();
    assertThat(requests.strangers().bytes()).isZero();
  }

  private static PendingRequests requests() {
    return new PendingRequests(
        Set.of("SendMessage"),
        10,
        new ByteBudget(1 << 20),
        1 << 20,
        Duration.ZERO,
        new SimpleMeterRegistry());
  }

  /** As a route does. */
  private static void run(PendingRequest request, SignedRequest received, Run run) {
    ClassicApi classic =
        new ClassicApi(
            Map.of("SendMessage", action(run)),
            () -> CompletableFuture.completedFuture(null),
            new Authentication(Credentials.of(PAIR), Duration.ofHours(2), Clock.systemUTC()));
    assertThat(request.read(received)).isTrue();
    request
        .answer(classic.run(received, request))
        .exceptionallyCompose(request::answer)
        .whenComplete((sent, failure) -> request.over());
  }

  private void assertToldAsAnswered(Run run) {
    StringBuilder answer = new StringBuilder();
    lines.list.clear();
    String form =
        new SignedForms("h", PAIR.secretId(), PAIR.secretKey())
            .post("SendMessage", "queueName", "orders", "msgBody", "HUSHbody");
    run(
        requests().enter(new AnswerTo(answer)),
        new SignedRequest("POST", "h", "/v2/index.php", form.getBytes(UTF_8)),
        run);
    assertThat(told()).hasSize(1);
    String requestId = answer.toString().replaceAll(".*\"requestId\":\"(\\d+)\".*", "$1");
    assertThat(told().get(0))
        .contains("requestId=" + requestId + " action=SendMessage name=orders code=6000")
        .doesNotContain("HUSH");
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private RequestLog.Told request(String name, int waitMs) {
    return new RequestLog.Told(
        "17", null, "Some", name, nanos.get(), TimeUnit.MILLISECONDS.toNanos(waitMs));
  }

  private interface Run {
    CompletableFuture<Answer> run(Client client);
  }

  private static Action<Params> action(Run run) {
    return new Action<>() {
      @Override
      public Params parse(Params params) {
        return params;
      }

      @Override
      public CompletableFuture<Answer> run(Params params, Client client) {
        return run.run(client);
      }
    };
  }

  private record AnswerTo(StringBuilder answer) implements ResponseChannel {
    @Override
    public Peer peer() {
      return new Peer(new ClientAddress(null));
    }

    @Override
    public void makeRoom() {}

    @Override
    public Executor executor() {
      return Runnable::run;
    }

    @Override
    public void watch(Runnable gone) {}

    @Override
    public void unwatch(Runnable next) {
      next.run();
    }

    @Override
    public void answer(JsonText json, boolean close, Consumer<Boolean> ended) {
      answer.append(UTF_8.decode(json.whole()));
      ended.accept(true);
    }

    @Override
    public void answer(ConsoleAnswer page, boolean close, Consumer<Boolean> ended) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void abort() {}
  }
}
