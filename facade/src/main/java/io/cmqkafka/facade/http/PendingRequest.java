package io.cmqkafka.facade.http;

import io.cmqkafka.Failures;
import io.cmqkafka.facade.auth.Rights;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Call;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Envelope;
import io.cmqkafka.facade.classic.JsonText;
import io.cmqkafka.facade.classic.SignedRequest;
import io.cmqkafka.facade.console.ConsoleAnswer;
import io.cmqkafka.facade.http.connection.Admission;
import io.cmqkafka.facade.http.connection.Peer;
import io.cmqkafka.facade.http.connection.Strangers;
import io.cmqkafka.queue.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its headers to its end. Its outcome is decided once: the action answers or
 * fails, the client goes away while the request is parked, or the server stops. A later outcome is
 * ignored.
 *
 * <p>The connection is watched only when the action asked for it with {@link #onDisconnect} and the
 * request has been parked for a while. So requests that are answered soon pay nothing for it.
 * Fields without a lock belong to the thread that handles the request. That thread hands them over
 * when it parks the request.
 */
final class PendingRequest implements Call {

  /** The attribute of Jetty's request that holds it. */
  static final String ATTRIBUTE = PendingRequest.class.getName();

  private static final Logger LOG = LoggerFactory.getLogger(PendingRequest.class);
  private static final CompletableFuture<Boolean> NOT_SENT =
      CompletableFuture.completedFuture(false);

  private final ResponseChannel channel;
  private final PendingRequests requests;
  private final String requestId;
  private final long startNanos = System.nanoTime();

  /** The outcome of a parked request. */
  private final CompletableFuture<Answer> outcome = new CompletableFuture<>();

  /** The request as a stranger's; null when it has a place among the pending ones. */
  private volatile Strangers.Guest guest;

  private SignedRequest received;
  private boolean proved;
  private boolean answering;
  private RequestTimers.OfAction timer;
  private String clientRequestId;
  private String subject;
  private long readAtNanos = startNanos;
  private volatile long waitNanos;
  private long reservedBytes;
  private Rights rights = Rights.NONE;

  // Guarded by this.
  private boolean parked;
  private boolean waiting;
  private volatile long waitingSince;
  private boolean watching;
  private boolean over;
  private List<Runnable> onDisconnect = List.of();

  /**
   * The caller has entered it among {@code requests}; it leaves them when it is {@link #over}.
   *
   * @param guest for a stranger's request, which has no place there; null for others
   */
  PendingRequest(
      ResponseChannel channel, PendingRequests requests, Strangers.Guest guest, String requestId) {
    this.channel = channel;
    this.guest = guest;
    this.requests = requests;
    this.timer = requests.timers().unknown();
    this.requestId = requestId;
  }

  @Override
  public void subject(String name) {
    subject = name;
  }

  @Override
  public void waitsFor(Duration longest) {
    waitNanos = longest.toNanos();
  }

  @Override
  public void clientRequestId(String digits) {
    clientRequestId = digits;
  }

  @Override
  public void action(String name) {
    timer = requests.timers().of(name);
  }

  /**
   * The request is read, and its signature will be checked. False for a stranger's request that was
   * cut off.
   */
  boolean read(SignedRequest request) {
    readAtNanos = System.nanoTime();
    received = request;
    return guest == null || guest.check();
  }

  SignedRequest received() {
    return received;
  }

  Peer peer() {
    return channel.peer();
  }

  @Override
  public boolean prove(Rights rights) {
    this.rights = rights;
    proved = true;
    channel.peer().known(true);
    if (guest == null) {
      return true;
    }
    if (!requests.place(reservedBytes)) {
      return false;
    }
    guest.leave();
    guest = null;
    return true;
  }

  @Override
  public Rights rights() {
    return rights;
  }

  /** Asks to begin with a body that will hold so many bytes; see {@link Strangers.Guest#admit}. */
  Admission admit(long whole) {
    return guest == null ? Admission.NOW : guest.admit(whole);
  }

  /** Takes note that so many bytes of the body came. */
  void brought(int bytes) {
    if (guest != null) {
      guest.brought(bytes);
    }
  }

  /** False when there is no room for so many bytes more. */
  boolean reserve(int bytes) {
    boolean reserved =
        guest == null
            ? requests.reserve(bytes, reservedBytes + bytes)
            : guest.hold(reservedBytes + bytes);
    reservedBytes += reserved ? bytes : 0;
    return reserved;
  }

  @Override
  public void keep(long bytes) {
    if (reservedBytes > bytes) {
      requests.release(reservedBytes - bytes);
      reservedBytes = bytes;
    }
  }

  /**
   * Gives back all that the request has reserved. False for a stranger's request that was cut off.
   */
  boolean letGo() {
    if (guest == null) {
      keep(0);
      return true;
    }
    reservedBytes = 0;
    return guest.letGo();
  }

  /** Runs on a thread of the server, or here if the server has none left because it stops. */
  @Override
  public void execute(Runnable task) {
    try {
      channel.executor().execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  @Override
  public void onDisconnect(Runnable action) {
    synchronized (this) {
      if (!outcome.isDone()) {
        add(action);
        if (parked) {
          await();
        }
        return;
      }
    }
    run(action);
  }

  private void add(Runnable action) {
    if (onDisconnect.isEmpty()) {
      onDisconnect = new ArrayList<>(1);
    }
    onDisconnect.add(action);
  }

  /**
   * Sends the answer of an action, unless the client goes away or the server stops before. Fails,
   * on a thread of the server, when the request has to be answered with an error instead.
   *
   * @return completes with whether all of the answer has left
   */
  CompletableFuture<Boolean> answer(CompletableFuture<Answer> action) {
    action.whenComplete(this::decide);
    if (outcome.isDone()) {
      return outcome.thenCompose(this::send);
    }
    try {
      park();
    } catch (Throwable e) {
      outcome.completeExceptionally(e);
    }
    // The outcome may come on a thread of Kafka's, which must not write to sockets.
    return outcome
        .handleAsync((answer, failure) -> unwatch(answer), this::execute)
        .thenCompose(unwatched -> unwatched)
        .thenCompose(unwatched -> outcome)
        .thenCompose(this::send);
  }

  /** The action goes on without a thread of the server. */
  private synchronized void park() {
    parked = true;
    if (!onDisconnect.isEmpty()) {
      await();
    }
  }

  private void await() {
    if (!waiting && !over) {
      waiting = true;
      waitingSince = System.nanoTime();
      requests.await(this);
      if (requests.isClosing()) {
        // The server told waiting requests before this one was among them.
        execute(this::shutDown);
      }
    }
  }

  private void decide(Answer answer, Throwable failure) {
    if (failure != null) {
      outcome.completeExceptionally(failure);
    } else if (!outcome.complete(answer)) {
      tell(answer, false);
    }
  }

  private synchronized CompletableFuture<Void> unwatch(Answer answer) {
    CompletableFuture<Void> unwatched = new CompletableFuture<>();
    if (!watching) {
      unwatched.complete(null);
      return unwatched;
    }
    try {
      channel.unwatch(() -> unwatched.complete(null));
      return unwatched;
    } catch (Throwable e) {
      // A connection that may still be watched takes no answer.
      answering = true;
      if (answer != null) {
        tell(answer, false);
      }
      throw e;
    }
  }

  /** The request has been parked for a while: from now on a client that goes away is noticed. */
  synchronized void watch() {
    if (!outcome.isDone() && !watching) {
      watching = true;
      channel.watch(() -> execute(this::gone));
    }
  }

  /** When it came into {@link PendingRequests#waiting}, {@link System#nanoTime}. */
  long waitingSince() {
    return waitingSince;
  }

  private void gone() {
    if (outcome.completeExceptionally(new ClientGoneException())) {
      takeListeners().forEach(PendingRequest::run);
    }
  }

  /** The server closes. Only receives wait, and they are answered as if their wait had ended. */
  void shutDown() {
    takeListeners().forEach(PendingRequest::run);
    outcome.completeExceptionally(new CmqException(CmqError.NO_MESSAGE));
  }

  private synchronized List<Runnable> takeListeners() {
    List<Runnable> taken = onDisconnect;
    onDisconnect = List.of();
    return taken;
  }

  private CompletableFuture<Boolean> send(Answer answer) {
    JsonText json;
    try {
      json = Envelope.of(answer, requestId, clientRequestId);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CompletableFuture<Boolean> sent = send(answer.code(), json, requests.isClosing(), answer);
    log(answer.code(), null);
    return sent;
  }

  /**
   * Sends CMQ's error for a failure, or nothing when the client is gone. If an answer has begun
   * already, closes the connection. Never throws.
   *
   * @return completes with whether all of the answer has left
   */
  CompletableFuture<Boolean> answer(Throwable failure) {
    try {
      Throwable cause = Failures.cause(failure);
      if (answering) {
        return abort(cause);
      }
      if (outcome.isDone() && !outcome.isCompletedExceptionally()) {
        tell(outcome.join(), false);
      }
      if (cause instanceof ClientGoneException) {
        disconnected();
        channel.abort();
        return NOT_SENT;
      }
      CmqError error = error(cause);
      String message = cause instanceof CmqException ? cause.getMessage() : error.message();
      CompletableFuture<Boolean> sent = sendError(error, message, requests.isClosing());
      log(error.code(), cause);
      return sent;
    } catch (Throwable e) {
      return abort(e);
    }
  }

  /**
   * Sends a file of the console's. It needs no signature, and so says nothing about who asked for
   * it. Never throws.
   *
   * @return completes with whether all of the answer has left
   */
  CompletableFuture<Boolean> answer(ConsoleAnswer page) {
    timer = requests.timers().console();
    Ending ending = new Ending(Answer.OK);
    try {
      begin(page.status());
      channel.answer(page, requests.isClosing(), ending);
      log(page.status(), null);
    } catch (Throwable e) {
      abort(e);
      ending.accept(false);
    }
    return ending.sent;
  }

  private void log(int code, Throwable cause) {
    requests
        .log()
        .answered(
            new RequestLog.Told(
                requestId, clientRequestId, timer.action(), subject, readAtNanos, waitNanos),
            code,
            cause);
  }

  private static CmqError error(Throwable cause) {
    if (cause instanceof CmqException e) {
      return e.error();
    }
    if (cause instanceof RefusedException e) {
      return CmqError.of(e.refusal());
    }
    // The wait was given up, because the client is gone or because the server stops.
    return cause instanceof CancellationException ? CmqError.NO_MESSAGE : CmqError.INTERNAL;
  }

  /**
   * Answers a request that was not passed on. Calls {@code end} with whether the answer has left.
   */
  void refuse(CmqError error, String message, boolean close, Consumer<Boolean> end) {
    try {
      sendError(error, message, close || requests.isClosing()).thenAccept(end);
    } catch (Throwable e) {
      abort(e);
      end.accept(false);
    }
  }

  /** The server failed while it read the request. Never throws. */
  void notRead(Throwable failure, Consumer<Boolean> end) {
    refuse(CmqError.INTERNAL, CmqError.INTERNAL.message(), true, end);
    try {
      log(CmqError.INTERNAL.code(), failure);
    } catch (Throwable e) {
      LOG.debug("a failure could not be logged", e);
    }
  }

  /** Counts a request without an answer, because its client is gone. */
  void disconnected() {
    timer.record("disconnected", System.nanoTime() - startNanos);
  }

  private CompletableFuture<Boolean> sendError(CmqError error, String message, boolean close) {
    JsonText json = Envelope.ofError(error.code(), message, requestId, clientRequestId);
    return send(error.code(), json, close, Answer.OK);
  }

  /** Throws nothing. {@code answer} is told its end in any case. */
  private CompletableFuture<Boolean> send(int code, JsonText json, boolean close, Answer answer) {
    Ending ending = new Ending(answer);
    try {
      // A request that was not read, or that this server failed at, says nothing about its sender.
      if (received != null && !proved && code != CmqError.INTERNAL.code()) {
        channel.peer().known(false);
      }
      begin(code);
      channel.answer(json, close, ending);
    } catch (Throwable e) {
      abort(e);
      ending.accept(false);
    }
    return ending.sent;
  }

  private void begin(int code) {
    answering = true;
    timer.record(code, System.nanoTime() - startNanos);
    if (guest != null) {
      guest.refused();
    }
  }

  private CompletableFuture<Boolean> abort(Throwable failure) {
    try {
      channel.abort();
      requests.log().failed(requestId, failure);
    } catch (Throwable e) {
      // The request is over nevertheless, and there may be no memory to log more.
      LOG.debug("an answer could not be given up in good order", e);
    }
    return NOT_SENT;
  }

  /** Leaves the pending requests: the request is over. May be called again. */
  void over() {
    boolean waited;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      waited = waiting;
    }
    if (waited) {
      requests.waiting().remove(this);
    }
    if (guest == null) {
      requests.leave(reservedBytes);
    } else {
      guest.leave();
      requests.leaveUnplaced();
    }
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      LOG.error("A disconnect could not be acted upon", e);
    }
  }

  private static void tell(Answer answer, boolean sent) {
    try {
      answer.ended(sent);
    } catch (Throwable e) {
      LOG.error("An answer could not be told its end", e);
    }
  }

  /** The client closed its connection while the request was parked. */
  private static final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClientGoneException() {
      super("the client went away", null, false, false);
    }
  }

  /** The end of an answer that was begun, which is told once. */
  private static final class Ending implements Consumer<Boolean> {
    private final Answer answer;
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Boolean> sent = new CompletableFuture<>();

    Ending(Answer answer) {
      this.answer = answer;
    }

    @Override
    public void accept(Boolean all) {
      if (over.compareAndSet(false, true)) {
        tell(answer, all);
        sent.complete(all);
      }
    }
  }
}
