package io.cmqkafka.facade.http;

import io.cmqkafka.facade.access.Rights;
import io.cmqkafka.facade.api.Answer;
import io.cmqkafka.facade.api.Client;
import io.cmqkafka.facade.api.CmqError;
import io.cmqkafka.facade.api.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its arrival to its end. It ends once: with an answer, or because the client went
 * away while the request was parked, whichever comes first; what comes later is ignored.
 *
 * <pre>
 *   RUNNING --park--> PARKED --client gone--> GONE
 *      |                 |
 *      +----- answer ----+-------------------> ENDED
 * </pre>
 *
 * The connection is watched only when somebody asked for it with {@link #onDisconnect} and the
 * request has been parked for a while, so that requests that are answered soon pay nothing for it.
 * Fields without a lock belong to the thread that handles the request; it hands over to others by
 * {@link #park}.
 */
final class Exchange implements Client, RequestLog.Told {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private enum Phase {
    RUNNING,
    PARKED,
    GONE,
    ENDED
  }

  private final Line line;
  private final Pending pending;
  private final String requestId;

  /** Null when it has its place among the pending. */
  private volatile Strangers.Guest guest;

  /** Whether all of it is there, so that a signature could be looked for. */
  private boolean examined;

  private boolean proved;
  private final long startNanos = System.nanoTime();

  private RequestTimers.OfAction timer;
  private String clientRequestId;
  private String subject;
  private long readAtNanos = startNanos;
  private volatile long waitNanos;
  private long reservedBytes;
  private Rights rights = Rights.NONE;

  // Guarded by this.
  private Phase phase = Phase.RUNNING;
  private boolean waiting;
  private volatile long waitingSince;
  private boolean watching;
  private List<Runnable> onDisconnect = List.of();

  /**
   * The caller has entered {@code pending}; the exchange leaves it.
   *
   * @param guest of a stranger, who has no place there; null for one who has
   */
  Exchange(
      Line line,
      Pending pending,
      Strangers.Guest guest,
      RequestTimers.OfAction timer,
      String requestId) {
    this.line = line;
    this.guest = guest;
    this.pending = pending;
    this.timer = timer;
    this.requestId = requestId;
  }

  @Override
  public String requestId() {
    return requestId;
  }

  @Override
  public String clientRequestId() {
    return clientRequestId;
  }

  @Override
  public String action() {
    return timer.action();
  }

  @Override
  public String subject() {
    return subject;
  }

  @Override
  public long readAtNanos() {
    return readAtNanos;
  }

  @Override
  public long waitNanos() {
    return waitNanos;
  }

  /** The queue or topic that it names. */
  void subject(String name) {
    subject = name;
  }

  @Override
  public void waitsFor(Duration longest) {
    waitNanos = longest.toNanos();
  }

  void clientRequestId(String digits) {
    clientRequestId = digits;
  }

  void action(RequestTimers.OfAction timer) {
    this.timer = timer;
  }

  /** It is there, and its signature will be checked. False for a stranger's that was cut off. */
  boolean read() {
    readAtNanos = System.nanoTime();
    examined = guest == null || guest.check();
    return examined;
  }

  /**
   * The signature is good, and this is what who signed may do. False when there is no room for it
   * among the requests of those who are known.
   */
  boolean prove(Rights rights) {
    this.rights = rights;
    proved = true;
    line.peer().known(true);
    if (guest == null) {
      return true;
    }
    if (!pending.place(reservedBytes)) {
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

  /** Whether its room is that of strangers. */
  boolean isStrangers() {
    return guest != null;
  }

  /** Asks for room for so many bytes more. */
  Room reserve(int bytes) {
    Room room;
    if (guest != null) {
      room = guest.hold(reservedBytes + bytes);
    } else {
      room = pending.reserve(bytes, reservedBytes + bytes) ? Room.HELD : Room.NONE;
    }
    reservedBytes += room == Room.HELD ? bytes : 0;
    return room;
  }

  /** From now on it holds no more than so much of what it has reserved. */
  void keep(long bytes) {
    if (reservedBytes > bytes) {
      pending.release(reservedBytes - bytes);
      reservedBytes = bytes;
    }
  }

  /**
   * It holds nothing any more of what it has reserved. False for a stranger's that has had to make
   * room for others.
   */
  boolean letGo() {
    if (guest == null) {
      keep(0);
      return true;
    }
    reservedBytes = 0;
    return guest.hold(0) == Room.HELD;
  }

  /** Runs on a thread of the server, or here if the server has none left because it stops. */
  void execute(Runnable task) {
    Executor executor = line.executor();
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  @Override
  public void onDisconnect(Runnable action) {
    synchronized (this) {
      switch (phase) {
        case RUNNING -> add(action);
        case PARKED -> {
          add(action);
          await();
        }
        case GONE, ENDED -> {}
      }
      if (phase != Phase.GONE) {
        return;
      }
    }
    run(action);
  }

  /** The action runs on without a thread of ours. */
  synchronized void park() {
    if (phase == Phase.RUNNING) {
      phase = Phase.PARKED;
      if (!onDisconnect.isEmpty()) {
        await();
      }
    }
  }

  /** The request has been parked for a while: from now on a client that goes away is noticed. */
  synchronized void watch() {
    if (phase == Phase.PARKED && !watching) {
      watching = true;
      line.watch(() -> execute(this::gone));
    }
  }

  /** Since when it has been in {@link Pending#waiting}, {@link System#nanoTime}. */
  long waitingSince() {
    return waitingSince;
  }

  /** Sends an answer, which is told what became of it unless this throws. */
  void answer(Answer answer) throws IOException {
    JsonText json = Envelope.of(answer, requestId, clientRequestId);
    end(answer.code(), json, pending.isClosing(), answer);
  }

  void answer(CmqError error) {
    answer(error, error.message());
  }

  void answer(CmqError error, String message) {
    end(error.code(), envelope(error, message), pending.isClosing(), Answer.OK);
  }

  /** Answers a request whose body was not read to its end. */
  void answerAndClose(CmqError error, String message) {
    end(error.code(), envelope(error, message), true, Answer.OK);
  }

  /** The request could not be read to its end, or not even be answered that it failed. */
  void failed() {
    synchronized (this) {
      if (phase == Phase.GONE || phase == Phase.ENDED) {
        return;
      }
      phase = Phase.GONE;
    }
    leaveDisconnected();
  }

  /** The server closes: only receives wait, and they are answered as if the wait had ended. */
  void shutDown() {
    for (Runnable action : takeListeners(Phase.PARKED)) {
      run(action);
    }
    try {
      answer(CmqError.NO_MESSAGE);
    } catch (Throwable e) {
      failed();
      throw e;
    }
  }

  private void gone() {
    List<Runnable> actions;
    synchronized (this) {
      if (phase != Phase.PARKED) {
        return;
      }
      actions = takeListeners(Phase.PARKED);
      phase = Phase.GONE;
    }
    actions.forEach(Exchange::run);
    leaveDisconnected();
  }

  private void leaveDisconnected() {
    try {
      pending.waiting().remove(this);
      timer.record("disconnected", System.nanoTime() - startNanos);
    } finally {
      abortAndLeave();
    }
  }

  private void abortAndLeave() {
    try {
      line.abort();
    } finally {
      leave();
    }
  }

  private void leave() {
    if (guest == null) {
      pending.leave(reservedBytes);
    } else {
      guest.leave();
      pending.leaveUnplaced();
    }
  }

  private synchronized List<Runnable> takeListeners(Phase expected) {
    if (phase != expected) {
      return List.of();
    }
    List<Runnable> taken = onDisconnect;
    onDisconnect = List.of();
    return taken;
  }

  /** Throws nothing once it is this request's end; {@code answer} is told in any case. */
  private void end(int code, JsonText json, boolean close, Answer answer) {
    Ending ending = new Ending(answer);
    boolean over;
    boolean wasWaiting;
    boolean wasWatching;
    synchronized (this) {
      over = phase == Phase.GONE || phase == Phase.ENDED;
      phase = over ? phase : Phase.ENDED;
      wasWaiting = waiting;
      wasWatching = watching;
      onDisconnect = List.of();
    }
    if (over) {
      ending.tell(false);
      return;
    }
    try {
      send(code, json, close, ending, wasWaiting, wasWatching);
    } catch (Throwable e) {
      notSent(ending, e);
    }
  }

  private void send(
      int code,
      JsonText json,
      boolean close,
      Ending ending,
      boolean wasWaiting,
      boolean wasWatching) {
    timer.record(code, System.nanoTime() - startNanos);
    // What was not read, or what this server failed at, says nothing about who sent it.
    if (examined && !proved && code != CmqError.INTERNAL.code()) {
      line.peer().known(false);
    }
    if (guest != null) {
      guest.refused();
    }
    if (wasWaiting) {
      pending.waiting().remove(this);
    }
    if (wasWatching) {
      line.unwatch(() -> send(json, close, ending));
    } else {
      send(json, close, ending);
    }
  }

  private void send(JsonText json, boolean close, Ending ending) {
    try {
      line.answer(json, close, ending);
    } catch (Throwable e) {
      notSent(ending, e);
    }
  }

  private void notSent(Ending ending, Throwable failure) {
    try {
      ending.accept(false);
      line.abort();
      LOG.error("Request {} could not be answered", requestId, new LoggedFailure(failure));
    } catch (Throwable e) {
      // It is over nevertheless, and there may be no memory to say more.
      LOG.debug("an answer could not be given up in good order", e);
    }
  }

  private JsonText envelope(CmqError error, String message) {
    return Envelope.ofError(error.code(), message, requestId, clientRequestId);
  }

  private void add(Runnable action) {
    if (onDisconnect.isEmpty()) {
      onDisconnect = new ArrayList<>(1);
    }
    onDisconnect.add(action);
  }

  private void await() {
    if (!waiting) {
      waiting = true;
      waitingSince = System.nanoTime();
      pending.await(this);
      if (pending.isClosing()) {
        // It came after those that wait were told.
        execute(this::shutDown);
      }
    }
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      LOG.error("A disconnect could not be acted upon", e);
    }
  }

  /** The end of an answer that was begun, which is told once; then the request has left. */
  private final class Ending implements Consumer<Boolean> {
    private final Answer answer;
    private final AtomicBoolean over = new AtomicBoolean();

    Ending(Answer answer) {
      this.answer = answer;
    }

    @Override
    public void accept(Boolean sent) {
      if (over.compareAndSet(false, true)) {
        try {
          tell(sent);
        } finally {
          leave();
        }
      }
    }

    void tell(boolean sent) {
      try {
        answer.ended(sent);
      } catch (Throwable e) {
        LOG.error("An answer could not be told its end", e);
      }
    }
  }
}
