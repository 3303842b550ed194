package io.cmqkafka.facade;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A main class of the jar that users get, in a process of its own that ends with this one. What the
 * process prints goes to a log. Thread-safe.
 */
public final class JavaProcess {
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final CompletableFuture<String> firstLine = new CompletableFuture<>();

  private JavaProcess(Process process) {
    this.process = process;
  }

  /**
   * @param log is appended to
   * @param environment on top of this process's, without its CMQ_ variables
   * @param command the main class and its arguments
   */
  public static JavaProcess start(Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    return start(List.of(), log, environment, command);
  }

  /** As {@link #start(Path, Map, List)}, through a command that runs what it is given. */
  public static JavaProcess start(
      List<String> through, Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    List<String> all = new ArrayList<>(through);
    all.addAll(ServerJvm.start());
    all.addAll(List.of("-Xmx256m", Leash.class.getName()));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("CMQ_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    JavaProcess started = new JavaProcess(process);
    Thread reader = new Thread(() -> started.readOutput(log), "output of " + log.getFileName());
    reader.setDaemon(true);
    reader.start();
    return started;
  }

  /** The first line of standard output; fails when the process ends without one. */
  public CompletableFuture<String> firstLine() {
    return firstLine;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for it to end by itself; the exit code, or -1 when it takes longer. */
  public int awaitEnd(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
  }

  /** SIGKILL; answers when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(KILL_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("A killed process goes on");
    }
  }

  /**
   * SIGTERM.
   *
   * @return the exit code, or -1 when it had to be killed because it took longer
   */
  public int terminate(Duration patience) throws InterruptedException {
    // Process.destroy() would close standard input too, which ends the process at once.
    process.toHandle().destroy();
    if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return process.exitValue();
    }
    kill();
    return -1;
  }

  /**
   * SIGSTOP, and SIGCONT so much later; answers then. A shell of its own sees to it, so the process
   * goes on in any case, and then notices that it should end.
   */
  public void pause(Duration time) throws IOException, InterruptedException {
    String seconds = time.toMillis() / 1_000 + "." + "%03d".formatted(time.toMillis() % 1_000);
    new ProcessBuilder(
            "sh",
            "-c",
            "kill -STOP $0; sleep $1; kill -CONT $0",
            Long.toString(process.pid()),
            seconds)
        .start()
        .waitFor();
  }

  private void readOutput(Path log) {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        firstLine.complete(line);
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      // It was killed.
    }
    firstLine.completeExceptionally(
        new IOException("The process ended without a line; see " + log));
  }
}
