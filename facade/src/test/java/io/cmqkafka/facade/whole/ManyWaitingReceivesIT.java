package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.qcloud.cmq.CMQTool;
import com.sun.management.UnixOperatingSystemMXBean;
import io.cmqkafka.facade.TestedServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of receives that wait at one server are ordinary. */
@Timeout(120)
class ManyWaitingReceivesIT {
  private static final int BATCH = 14;

  /** They begin to wait one after the other, and all wait before the first has waited for 30 s. */
  private static final int SERVED = Integer.getInteger("waiting.batches", 175) * BATCH;

  private static final int UNSERVED = 100;
  private static final int ALL = SERVED + UNSERVED;

  /** Both ends of each connection are files of this process. */
  private static final int FILES = 2 * ALL + 2_000;

  /** What a server may start while it is used at all, however many wait. */
  private static final int FEW_THREADS = 40;

  private static final Pattern ID = Pattern.compile("\"msgId\":\"(\\d+)\"");

  @TempDir Path directory;

  @Test
  void allAreAnsweredAndNoneOfThemCostsAThread() throws Exception {
    long files =
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
            .getMaxFileDescriptorCount();
    assumeTrue(files >= FILES, "needs " + FILES + " open files (ulimit -n), has " + files);
    try (TestedServer server = TestedServer.start(directory, Map.of());
        Api api = new Api(server);
        Waiters waiters = new Waiters(server)) {
      api.create("many");
      api.create("none");
      api.send("many", "warm up");
      api.delete("many", api.receive("many"));
      int threads = Thread.activeCount();

      for (int i = 0; i < SERVED; i++) {
        waiters.receive("many", 30);
      }
      awaitPending(server, SERVED);
      for (int i = 0; i < UNSERVED; i++) {
        waiters.receive("none", 15);
      }
      awaitPending(server, ALL);
      assertThat(Thread.activeCount() - threads).isLessThan(FEW_THREADS);

      Set<String> sent = new HashSet<>();
      for (int i = 0; i < SERVED / BATCH; i++) {
        List<String> batch = new ArrayList<>(List.of("queueName", "many"));
        for (int n = 0; n < BATCH; n++) {
          batch.addAll(List.of("msgBody." + n, "m" + i + "." + n));
        }
        sent.addAll(api.call("BatchSendMessage", batch.toArray(String[]::new)).msgIds());
      }
      List<String> answers = waiters.awaitAnswers();

      List<String> received =
          answers.stream().map(ID::matcher).filter(Matcher::find).map(m -> m.group(1)).toList();
      assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(answers.stream().filter(answer -> answer.contains("\"code\":7000")))
          .hasSize(UNSERVED);
      await().until(() -> server.pending() == 0);
    }
  }

  private static void awaitPending(TestedServer server, int count) {
    await()
        .atMost(Duration.ofSeconds(25))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> server.pending() >= count);
  }

  /** So many connections on the test's own thread; each asks once. */
  private static final class Waiters implements AutoCloseable {
    private final TestedServer server;
    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();

    Waiters(TestedServer server) throws IOException {
      this.server = server;
    }

    void receive(String queue, int waitSeconds) throws Exception {
      SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port()));
      channels.add(channel);
      channel.write(ByteBuffer.wrap(request(queue, waitSeconds).getBytes(ISO_8859_1)));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new StringBuilder());
    }

    /** One answer of each, within a minute. */
    List<String> awaitAnswers() throws IOException {
      List<String> answers = new ArrayList<>();
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (answers.size() < channels.size()) {
        assertThat(System.nanoTime()).as("%d answered", answers.size()).isLessThan(deadline);
        selector.select(1_000);
        for (SelectionKey key : selector.selectedKeys()) {
          buffer.clear();
          int count = ((SocketChannel) key.channel()).read(buffer);
          assertThat(count).as("hung up without an answer").isPositive();
          StringBuilder answer = (StringBuilder) key.attachment();
          answer.append(new String(buffer.array(), 0, count, UTF_8));
          if (answer.charAt(answer.length() - 1) == '}') {
            answers.add(answer.toString());
            key.cancel();
          }
        }
        selector.selectedKeys().clear();
      }
      return answers;
    }

    private String request(String queue, int waitSeconds) throws Exception {
      Map<String, String> params = new TreeMap<>();
      params.put("Action", "ReceiveMessage");
      params.put("Nonce", Integer.toString(channels.size() + 1));
      params.put("SecretId", TestedServer.CREDENTIALS.secretId());
      params.put("Timestamp", Long.toString(System.currentTimeMillis() / 1_000));
      params.put("queueName", queue);
      params.put("pollingWaitSeconds", Integer.toString(waitSeconds));
      String host = "127.0.0.1:" + server.port();
      String signed =
          params.entrySet().stream()
              .map(param -> param.getKey() + "=" + param.getValue())
              .collect(Collectors.joining("&", "POST" + host + "/v2/index.php?", ""));
      params.put("Signature", CMQTool.sign(signed, TestedServer.CREDENTIALS.secretKey(), "sha1"));
      String form =
          params.entrySet().stream()
              .map(param -> param.getKey() + "=" + URLEncoder.encode(param.getValue(), UTF_8))
              .collect(Collectors.joining("&"));
      return "POST /v2/index.php HTTP/1.1\r\nHost: "
          + host
          + "\r\nContent-Length: "
          + form.length()
          + "\r\n\r\n"
          + form;
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : channels) {
        channel.close();
      }
      selector.close();
    }
  }
}
