package io.cmqkafka.facade.http;

import io.cmqkafka.Failures;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.facade.api.Action;
import io.cmqkafka.facade.api.Answer;
import io.cmqkafka.facade.api.CmqError;
import io.cmqkafka.facade.api.CmqException;
import io.cmqkafka.facade.api.Param;
import io.cmqkafka.facade.api.Params;
import io.cmqkafka.queue.RefusedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The one place that knows the order of a request: method and path, parameters, action, signature,
 * permission, the action's own parameters, run, answer. Every end of it is CMQ's envelope with HTTP
 * 200; clients take any other status for a broken network.
 *
 * <p>A path that is not the API's gets the answer of an unknown action, with the path as its name.
 */
public final class ActionEndpoint {
  private final Map<String, Entry> actions = new HashMap<>();
  private final Authentication authentication;
  private final RequestTimers timers;
  private final Pending pending;
  private final Strangers strangers;
  private final Counter cutOff;
  private final Freshly freshly;
  private final RequestLog log;
  private final AtomicLong requestIds = new AtomicLong(System.currentTimeMillis() * 1_000);

  /**
   * @param actions by the name that metrics show; names are matched without regard to case
   * @param catchUp see {@link io.cmqkafka.Queues#catchUp}
   * @param maxPending how many requests may be unanswered at a time, parked ones included; what
   *     comes beyond is answered with THROTTLED at once
   * @param budget what they may hold together; a request that needs more is answered with THROTTLED
   * @param strangersBytes what those may hold beside them whose signature has not been checked
   * @param slow from which time on a request is logged as slow, the wait it asked for not counted;
   *     zero for none
   */
  public ActionEndpoint(
      Map<String, Action<?>> actions,
      Supplier<CompletableFuture<Void>> catchUp,
      Authentication authentication,
      MeterRegistry meters,
      int maxPending,
      ByteBudget budget,
      long strangersBytes,
      Duration slow) {
    this.freshly = new Freshly(catchUp, System::nanoTime);
    this.authentication = authentication;
    this.timers = new RequestTimers(meters);
    this.pending = new Pending(maxPending, budget);
    this.strangers = new Strangers(strangersBytes, System::nanoTime);
    this.cutOff = meters.counter(ClientConnector.CLOSED, "why", ClientConnector.ROOM);
    this.log = new RequestLog(slow, System::nanoTime);
    actions.forEach(
        (name, action) -> {
          Entry entry = new Entry(name, action, timers.of(name));
          this.actions.put(name, entry);
          this.actions.put(name.toLowerCase(Locale.ROOT), entry);
        });
    Gauge.builder("cmq.requests.pending", pending, Pending::count)
        .description("Requests not answered yet, parked ones included")
        .register(meters);
    Gauge.builder("cmq.strangers.bytes", strangers, Strangers::bytes)
        .description("What requests hold whose signature has not been checked")
        .register(meters);
  }

  Strangers strangers() {
    return strangers;
  }

  RequestLog log() {
    return log;
  }

  Pending pending() {
    return pending;
  }

  /**
   * Takes a request in, or answers it with THROTTLED and gives null.
   *
   * @param hasBody whether more of it is to be read; then that answer closes the connection
   */
  Exchange enter(Line line, boolean hasBody) {
    String requestId = nextRequestId();
    Strangers.Guest arrived = line.peer().takeArrived();
    if (line.peer().isKnown()) {
      if (arrived != null) {
        arrived.leave();
      }
      if (pending.enter()) {
        return entered(line, null, requestId);
      }
    } else {
      // A pipelined one has come without having been seen.
      Strangers.Guest guest =
          arrived == null ? strangers.enter(line.peer().address(), () -> cutOff(line)) : arrived;
      if (guest != null) {
        pending.enterUnplaced();
        return entered(line, guest, requestId);
      }
    }
    CmqError error = CmqError.THROTTLED;
    timers.unknown().record(error.code(), 0);
    line.answer(
        Envelope.ofError(error.code(), error.message(), requestId, null), hasBody, sent -> {});
    return null;
  }

  private Exchange entered(Line line, Strangers.Guest guest, String requestId) {
    try {
      return new Exchange(line, pending, guest, timers.unknown(), requestId);
    } catch (Throwable e) {
      if (guest == null) {
        pending.leave(0);
      } else {
        guest.leave();
        pending.leaveUnplaced();
      }
      throw e;
    }
  }

  private void cutOff(Line line) {
    cutOff.increment();
    line.cutOff();
  }

  String nextRequestId() {
    return Long.toString(requestIds.incrementAndGet());
  }

  /** Never blocks and never throws. The answer may leave before this returns, or much later. */
  void handle(HttpRequest request, Exchange exchange) {
    CompletableFuture<Answer> answer;
    try {
      if (!exchange.read()) {
        throw new CmqException(CmqError.THROTTLED);
      }
      checkAddress(request);
      List<Param> params = FormParser.parse(request.form());
      exchange.clientRequestId(CommonParams.clientRequestId(params));
      CommonParams common = CommonParams.of(params);
      Entry entry = find(common.action());
      exchange.action(entry.timer);
      if (!exchange.prove(authentication.check(request, common, params))) {
        throw new CmqException(CmqError.THROTTLED);
      }
      Params named = new Params(params);
      exchange.subject(Authorization.subject(entry.name, named));
      Authorization.check(exchange.rights(), entry.name, named);
      answer = freshly.run(entry.action, named, exchange, exchange::execute);
      // What was decoded is all that is still needed.
      exchange.keep(FormParser.decodedBytes(request.form().length));
    } catch (Throwable failure) {
      answerFailure(exchange, failure);
      return;
    }
    if (answer.isDone()) {
      answer.whenComplete((done, failure) -> answer(exchange, done, failure));
    } else {
      park(exchange, answer);
    }
  }

  private void park(Exchange exchange, CompletableFuture<Answer> answer) {
    try {
      exchange.park();
    } catch (Throwable e) {
      answerFailure(exchange, e);
    }
    answer.whenComplete((done, failure) -> answerElsewhere(exchange, done, failure));
  }

  /** Whoever completes an answer may be a thread of Kafka's, which must not write to sockets. */
  private void answerElsewhere(Exchange exchange, Answer answer, Throwable failure) {
    try {
      exchange.execute(() -> answer(exchange, answer, failure));
    } catch (Throwable e) {
      try {
        fail(exchange, e);
      } finally {
        if (answer != null) {
          answer.ended(false);
        }
      }
    }
  }

  /** The server failed while it read the request. Never throws. */
  void notRead(Exchange exchange, Throwable failure) {
    try {
      exchange.answerAndClose(CmqError.INTERNAL, CmqError.INTERNAL.message());
      log.answered(exchange, CmqError.INTERNAL.code(), failure);
    } catch (Throwable e) {
      fail(exchange, e);
    }
  }

  private void fail(Exchange exchange, Throwable failure) {
    try {
      exchange.failed();
    } finally {
      log.failed(exchange.requestId(), failure);
    }
  }

  private static void checkAddress(HttpRequest request) {
    if (!request.method().equals("GET") && !request.method().equals("POST")) {
      throw new CmqException(CmqError.METHOD, request.method());
    }
    if (!request.isApi()) {
      throw new CmqException(CmqError.ACTION_NOT_EXISTED, request.path());
    }
  }

  private Entry find(String name) {
    if (name == null || name.isEmpty()) {
      throw new CmqException(CmqError.LACK_OF_PARAMETER, "Action");
    }
    Entry entry = actions.get(name);
    if (entry == null) {
      entry = actions.get(name.toLowerCase(Locale.ROOT));
    }
    if (entry == null) {
      throw new CmqException(CmqError.ACTION_NOT_EXISTED, name);
    }
    return entry;
  }

  private void answer(Exchange exchange, Answer answer, Throwable failure) {
    if (failure != null) {
      answerFailure(exchange, failure);
      return;
    }
    try {
      exchange.answer(answer);
    } catch (Throwable e) {
      // Out of memory, perhaps: the end of this request, and of nothing else.
      try {
        answer.ended(false);
      } finally {
        answerFailure(exchange, e);
      }
      return;
    }
    log.answered(exchange, answer.code(), null);
  }

  private void answerFailure(Exchange exchange, Throwable failure) {
    try {
      answerCause(exchange, failure);
    } catch (Throwable e) {
      fail(exchange, e);
    }
  }

  private void answerCause(Exchange exchange, Throwable failure) {
    Throwable cause = Failures.cause(failure);
    CmqError error = error(cause);
    exchange.answer(error, cause instanceof CmqException ? cause.getMessage() : error.message());
    log.answered(exchange, error.code(), cause);
  }

  private static CmqError error(Throwable cause) {
    if (cause instanceof CmqException e) {
      return e.error();
    }
    if (cause instanceof RefusedException e) {
      return CmqError.of(e.refusal());
    }
    // The wait was given up because the client is gone, or because the server stops.
    return cause instanceof CancellationException ? CmqError.NO_MESSAGE : CmqError.INTERNAL;
  }

  private record Entry(String name, Action<?> action, RequestTimers.OfAction timer) {}
}
