package io.cmqkafka.facade.embedded;

import io.cmqkafka.facade.ServerJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An embedded broker in a process of its own, so that a test can kill it. */
public final class KafkaInAnotherProcess implements AutoCloseable {
  private final Process process;
  private final String bootstrapServers;

  private KafkaInAnotherProcess(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  static KafkaInAnotherProcess start(Path dataDir) throws IOException {
    return start(dataDir, 0);
  }

  /**
   * @param port 0 for any free one
   */
  public static KafkaInAnotherProcess start(Path dataDir, int port) throws IOException {
    List<String> command = ServerJvm.start();
    command.addAll(
        List.of(
            "-Xmx256m",
            KafkaInAnotherProcess.class.getName(),
            dataDir.toString(),
            Integer.toString(port)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    // Nothing is left behind, however the test ends.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("The broker's process ended early");
    }
    return new KafkaInAnotherProcess(process, line);
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public int port() {
    return Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
  }

  /** SIGSTOP: connections stay open, and nothing is answered any more. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + name + " failed");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Prints the address and runs until killed, or until the test's own process is gone. */
  public static void main(String[] args) throws IOException {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(Path.of(args[0]), "127.0.0.1", Integer.parseInt(args[1]));
    System.out.println(kafka.bootstrapServers());
    while (System.in.read() >= 0) {
      // Nothing is sent.
    }
    Runtime.getRuntime().halt(0);
  }
}
