package io.cmqkafka.facade.embedded;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The server's data directory, held by this process alone until it is closed or the process ends,
 * however it ends. A file of its own names the version of the layout.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String VERSION = "1";
  private static final String VERSION_FILE = "cmq-kafka.version";
  private static final String NEW_VERSION_FILE = "cmq-kafka.version.new";
  private static final String LOCK_FILE = "cmq-kafka.lock";

  /** What a fresh directory may hold: a start that was cut short, a file system's own folder. */
  private static final Set<String> NOT_DATA = Set.of(LOCK_FILE, NEW_VERSION_FILE, "lost+found");

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens the directory, creating it when it does not exist.
   *
   * @throws StartException when another process has it open, another version wrote it, it holds
   *     files that are not the server's, or it cannot be written
   */
  public static DataDirectory open(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (absolute.toString().indexOf(',') >= 0) {
      throw refused(absolute, "has a comma in its name, which Kafka cannot use", null);
    }
    FileChannel lock = null;
    try {
      Files.createDirectories(absolute);
      refuseForeignFiles(absolute);
      lock = lock(absolute);
      adoptVersion(absolute);
      return new DataDirectory(absolute, lock);
    } catch (IOException e) {
      close(lock);
      throw refused(absolute, "cannot be used (" + e + ")", e);
    } catch (StartException e) {
      close(lock);
      throw e;
    }
  }

  public Path path() {
    return path;
  }

  /** Where the embedded broker keeps its logs. */
  Path kafka() {
    return path.resolve("kafka");
  }

  /** Lets other processes use the directory. */
  @Override
  public void close() {
    close(lock);
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it: the answer is the same as for another one.
    } catch (IOException e) {
      close(channel);
      throw e;
    }
    close(channel);
    throw refused(
        path, "is in use by another running process: stop that, or choose another directory", null);
  }

  private static void refuseForeignFiles(Path path) throws IOException {
    if (Files.exists(path.resolve(VERSION_FILE))) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      if (!files.allMatch(file -> NOT_DATA.contains(file.getFileName().toString()))) {
        throw refused(
            path,
            "is not empty and was not written by cmq-kafka (it has no file " + VERSION_FILE + ")",
            null);
      }
    }
  }

  private static void adoptVersion(Path path) throws IOException {
    Path file = path.resolve(VERSION_FILE);
    if (!Files.exists(file)) {
      Path written = Files.writeString(path.resolve(NEW_VERSION_FILE), VERSION + "\n");
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    String found = Files.readString(file).strip();
    if (!found.equals(VERSION)) {
      throw refused(
          path,
          "was written in layout version '"
              + found
              + "', and this program reads version "
              + VERSION
              + " only",
          null);
    }
  }

  private static StartException refused(Path path, String why, Throwable cause) {
    return new StartException(
        ExitCode.DATA_DIRECTORY, "data.dir: the directory " + path + " " + why + ".", cause);
  }

  private static void close(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
