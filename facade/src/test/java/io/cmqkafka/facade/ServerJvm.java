package io.cmqkafka.facade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * How tests start a JVM for the jar that users get. Where the tests run on compiled classes, as in
 * an editor, it is one for their class path.
 *
 * <p>The classes that a server needs are kept as the JVM has them in its memory, in an archive
 * (class data sharing). With it a start costs a third less. Whoever starts the first JVM makes it,
 * and all others of the build use it. A JVM that cannot use it goes on without.
 */
public final class ServerJvm {
  /**
   * For JVMs that share a small machine, start often, and end before the second compiler has paid.
   */
  private static final List<String> SHORT_LIVED =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final int PATIENCE_MINUTES = 3;
  private static final List<String> COMMAND = command();

  private ServerJvm() {}

  /** The program with its options and class path; a main class is yet to follow. */
  public static List<String> start() {
    return new ArrayList<>(COMMAND);
  }

  private static List<String> command() {
    Path program = origin(Main.class);
    try {
      return Files.isRegularFile(program)
          ? withArchive(program)
          : java(List.of(), System.getProperty("java.class.path"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> withArchive(Path program) throws IOException, InterruptedException {
    Path archive = program.resolveSibling("server-classes.jsa");
    Path tests = program.resolveSibling("server-tests.jar");
    String classPath = program + ":" + tests;
    // Tests run in several processes.
    try (FileChannel file =
        FileChannel.open(
            program.resolveSibling("server-classes.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      file.lock();
      if (!Files.exists(archive)
          || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(program)) < 0) {
        // An archive is for jars alone.
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--create",
                "--no-compress",
                "--file=" + tests,
                "-C",
                origin(Leash.class).toString(),
                ".");
        make(archive, classPath);
      }
    }
    // Where it does not fit, nothing is said, not even on the standard output.
    return java(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable"), classPath);
  }

  private static void make(Path archive, String classPath)
      throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("server-classes");
    Path made = archive.resolveSibling(archive.getFileName() + ".new");
    List<String> command =
        java(List.of("-XX:ArchiveClassesAtExit=" + made, "-Xlog:disable"), classPath);
    command.addAll(
        List.of(
            Leash.class.getName(),
            Main.class.getName(),
            "serve",
            "--http",
            "127.0.0.1:0",
            "--management",
            "127.0.0.1:0",
            "--data-dir",
            data.toString(),
            "-Dembedded.kafka.port=0"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      process.inputReader().readLine();
      process.toHandle().destroy();
      process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
      Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> java(List<String> options, String classPath) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SHORT_LIVED);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath));
    return command;
  }

  /** The jar or directory that a class comes from. */
  private static Path origin(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }
}
