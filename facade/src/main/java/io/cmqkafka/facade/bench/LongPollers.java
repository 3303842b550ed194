package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.HttpAnswer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.facade.bench.client.RequestWriter;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Thousands of waiting receives on one thread and one selector. Each receiver deletes what it
 * received and waits again. {@link #connect} comes first, on any thread; then {@link #run} owns
 * everything but {@link #finish}. It uses no HTTP client, because with so many connections the
 * client's own work would be a large part of what is measured.
 *
 * <p>A receiver whose connection fails {@value #MAX_BROKEN} times in a row is given up; when none
 * is left, the loop ends.
 */
final class LongPollers implements Runnable, Closeable {
  private static final int MAX_BROKEN = 3;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int CHECK_MILLIS = 1_000;

  private final LongPollWorkload workload;
  private final BenchRun run;
  private final Map<Integer, Long> sendStarts;
  private final RequestWriter writer;
  private final Selector selector;
  private final List<Receiver> receivers = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private volatile boolean finished;

  /**
   * @param sendStarts when each message's send was started; entries are taken out when received
   */
  LongPollers(LongPollWorkload workload, BenchRun run, Map<Integer, Long> sendStarts) {
    this.workload = workload;
    this.run = run;
    this.sendStarts = sendStarts;
    this.writer =
        new RequestWriter(
            workload.target.endpoint, workload.target.credentials(), workload.target.signature);
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new BenchException("No selector can be opened: " + BenchException.phrase(e));
    }
  }

  /**
   * Connects all receivers, one after the other, and sends their first requests.
   *
   * @throws BenchException if not all can be connected
   */
  void connect() {
    int count = workload.receivers;
    for (int i = 0; i < count && !run.stopped(); i++) {
      Receiver receiver = new Receiver(run.queues().get(i));
      receivers.add(receiver);
      try {
        receiver.connect();
        receiver.receive();
      } catch (IOException e) {
        throw new BenchException(
            "Only "
                + i
                + " of "
                + count
                + " receivers could be connected: "
                + BenchException.phrase(e)
                + ". Ask for fewer with --receivers, or raise the limit of open files of both"
                + " sides (ulimit -n).");
      }
    }
  }

  @Override
  public void run() {
    try {
      long checked = System.nanoTime();
      while (!finished && !receivers.isEmpty()) {
        selector.select(key -> ((Receiver) key.attachment()).ready(), CHECK_MILLIS);
        long now = System.nanoTime();
        if (now - checked > TimeUnit.MILLISECONDS.toNanos(CHECK_MILLIS)) {
          checked = now;
          List.copyOf(receivers).forEach(receiver -> receiver.failIfOverdue(now));
        }
      }
    } catch (IOException e) {
      run.tally().error("selector: " + BenchException.phrase(e));
    }
  }

  /** Ends {@link #run} soon. Any thread. */
  void finish() {
    finished = true;
    selector.wakeup();
  }

  /** How many receivers have not given up. To be called when {@link #run} has ended. */
  int count() {
    return receivers.size();
  }

  @Override
  public void close() {
    receivers.forEach(Receiver::disconnect);
    try {
      selector.close();
    } catch (IOException e) {
      // Nobody uses the selector any more.
    }
  }

  /** One connection: waiting for a message, or for the answer to its delete. */
  private final class Receiver {
    private final String queue;
    private final HttpAnswer answer = new HttpAnswer();
    private SocketChannel channel;
    private long askedAt;
    private int deleting = -1;
    private int brokenInRow;

    Receiver(String queue) {
      this.queue = queue;
    }

    void connect() throws IOException {
      channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel
          .socket()
          .connect(
              new InetSocketAddress(
                  workload.target.endpoint.host(), workload.target.endpoint.port()),
              CONNECT_TIMEOUT_MILLIS);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void receive() throws IOException {
      deleting = -1;
      String wait = Integer.toString(workload.pollingWait);
      ask("ReceiveMessage", Map.of("queueName", queue, "pollingWaitSeconds", wait));
    }

    void ready() {
      try {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
          answer.ended();
          answered();
        } else if (answer.received(buffer.flip())) {
          answered();
        }
      } catch (IOException e) {
        failed(e);
      }
    }

    void failIfOverdue(long now) {
      long patience = TimeUnit.SECONDS.toNanos(workload.pollingWait) + workload.patience.toNanos();
      if (now - askedAt > patience) {
        failed(new IOException("no answer in time"));
      }
    }

    void disconnect() {
      if (channel != null) {
        try {
          channel.close();
        } catch (IOException e) {
          // The connection is of no use either way.
        }
      }
    }

    private void ask(String action, Map<String, String> params) throws IOException {
      answer.reset();
      askedAt = System.nanoTime();
      ByteBuffer request = ByteBuffer.wrap(writer.write(action, params));
      channel.write(request);
      // The server has answered every request before this one. So the socket's buffer is empty, and
      // a few hundred bytes fit in.
      if (request.hasRemaining()) {
        throw new IOException("the connection takes no request");
      }
    }

    private void answered() throws IOException {
      long now = System.nanoTime();
      CmqAnswer cmq = answer.toCmqAnswer();
      brokenInRow = 0;
      if (!answer.keepAlive()) {
        disconnect();
        connect();
      }
      if (cmq.code() == CmqAnswer.NO_MESSAGE) {
        run.tally().emptyReceive();
      } else if (!cmq.ok()) {
        throw new IOException("code " + cmq.code() + " " + cmq.message());
      } else if (deleting >= 0) {
        run.tally().time(Step.DELETE, askedAt, now, run.window());
        run.ledger().deleted(deleting);
        run.tally().done(1, now, run.window());
      } else if (!cmq.messages().isEmpty() && startDelete(cmq.messages().get(0), now)) {
        return;
      }
      receive();
    }

    /** Whether the message is one of the run and is being deleted. */
    private boolean startDelete(ReceivedMessage message, long now) throws IOException {
      int sequence = run.bodies().sequenceOf(message.msgBody());
      if (!run.ledger().knows(sequence)) {
        run.tally().foreignMessage();
        return false;
      }
      run.ledger().received(sequence, askedAt, now);
      Long start = sendStarts.remove(sequence);
      if (start != null) {
        run.tally().time(Step.DELIVER, start, now, run.window());
      }
      deleting = sequence;
      ask("DeleteMessage", Map.of("queueName", queue, "receiptHandle", message.receiptHandle()));
      return true;
    }

    private void failed(IOException failure) {
      run.tally().error("receiver: " + BenchException.phrase(failure));
      disconnect();
      brokenInRow++;
      if (finished || brokenInRow >= MAX_BROKEN) {
        receivers.remove(this);
        return;
      }
      try {
        connect();
        receive();
      } catch (IOException e) {
        failed(e);
      }
    }
  }
}
