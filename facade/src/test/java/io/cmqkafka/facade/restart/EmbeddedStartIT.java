package io.cmqkafka.facade.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.JavaProcess;
import io.cmqkafka.facade.Main;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import io.cmqkafka.facade.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Starts and ends of a process with its broker inside, whatever surrounds it. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class EmbeddedStartIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ONE_MIB = "x".repeat(1 << 20);

  /** In units of a POSIX shell, 512 bytes: 32 MiB, above Kafka's index files of 10 MiB. */
  private static final String LARGEST_FILE = "65536";

  @TempDir Path directory;
  private JavaProcess process;

  @AfterEach
  void kill() throws InterruptedException {
    process.kill();
  }

  @Test
  void aTurkishLocaleAndAsciiAloneAreAsGoodAsAnyOther() throws Exception {
    start(
        List.of(),
        Map.of(
            "JDK_JAVA_OPTIONS",
            "-Duser.language=tr -Duser.country=TR -Dfile.encoding=US-ASCII",
            "LC_ALL",
            "C"));
    assertThat(firstLine()).as(log()).startsWith("cmq-kafka ready: ");
    assertThat(process.terminate(PATIENCE)).as(log()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aSignalWhileTheBrokerStartsIsNoFailure() throws Exception {
    start(List.of(), Map.of());
    await()
        .atMost(PATIENCE)
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .until(() -> Files.exists(data().resolve("kafka/meta.properties")));
    assertThat(process.terminate(PATIENCE)).as(log()).isEqualTo(ExitCode.OK);
    assertThat(log())
        .doesNotContain(" ERROR ", "\tat ", "Exception in thread", "Unexpected failure");
  }

  @Test
  void aBrokerThatCanWriteNoMoreEndsTheProcessWithASentence() throws Exception {
    // A file that may not grow is to the broker what a full disk is.
    start(List.of("sh", "-c", "ulimit -f " + LARGEST_FILE + "; exec \"$0\" \"$@\""), Map.of());
    String url = "http://" + firstLine().replaceAll(".*http=(\\S+) .*", "$1");
    try (CmqConnection connection =
        CmqConnection.to(
            Endpoint.of(url), TestedServer.CREDENTIALS, SignatureMethod.HmacSHA1, PATIENCE)) {
      connection.call("CreateQueue", Map.of("queueName", "full", "maxMsgSize", "1048576"));
      CmqAnswer answer;
      do {
        answer = connection.send("full", List.of(ONE_MIB), 0);
      } while (answer.ok());
    } catch (IOException e) {
      // It has ended already.
    }
    assertThat(process.awaitEnd(PATIENCE)).as(log()).isEqualTo(ExitCode.DATA_DIRECTORY);
    assertThat(log())
        .contains("cmq-kafka: data.dir: the embedded broker cannot go on in " + data(), "MiB free");
  }

  private void start(List<String> through, Map<String, String> environment) throws IOException {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "CMQ_SECRET_ID",
                TestedServer.CREDENTIALS.secretId(),
                "CMQ_SECRET_KEY",
                TestedServer.CREDENTIALS.secretKey()));
    all.putAll(environment);
    process =
        JavaProcess.start(
            through,
            logFile(),
            all,
            new ArrayList<>(
                List.of(
                    Main.class.getName(),
                    "serve",
                    "--http",
                    "127.0.0.1:0",
                    "--management",
                    "127.0.0.1:0",
                    "--data-dir",
                    data().toString(),
                    "-Dembedded.kafka.port=0")));
  }

  private String firstLine() throws Exception {
    return process.firstLine().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path logFile() {
    return directory.resolve("log");
  }

  private String log() throws IOException {
    return Files.exists(logFile()) ? Files.readString(logFile()) : "";
  }
}
