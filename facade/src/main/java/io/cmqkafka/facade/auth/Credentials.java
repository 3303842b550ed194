package io.cmqkafka.facade.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callers: SecretIds, their keys and their rights.
 *
 * <p>They come from a {@link CredentialsFile}, which is looked at again at most once a second and
 * read again when it changed. When it has become unreadable, the pairs read before stay, and that
 * is logged once. A pair passed in beside it stands before the file's. Any thread may ask.
 */
public final class Credentials {
  private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String LETTERS_AND_DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final Path file;
  private final CallerSecret fixed;
  private final LongSupplier nanoTime;
  private final AtomicLong lookedAt;
  private volatile Snapshot snapshot;

  private Credentials(Path file, CallerSecret fixed, LongSupplier nanoTime) {
    this.file = file;
    this.fixed = fixed;
    this.nanoTime = nanoTime;
    this.lookedAt = new AtomicLong(nanoTime.getAsLong());
  }

  /** One pair and no file. */
  public static Credentials of(CallerSecret pair) {
    Credentials credentials = new Credentials(null, pair, System::nanoTime);
    credentials.snapshot = new Snapshot(credentials.callers(Map.of()), null);
    return credentials;
  }

  /**
   * The file's pairs.
   *
   * @param also one more pair, or null
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if a line cannot be understood; the message names file and
   *     line
   */
  public static Credentials fromFile(Path file, CallerSecret also) throws IOException {
    return fromFile(file, also, System::nanoTime);
  }

  static Credentials fromFile(Path file, CallerSecret also, LongSupplier nanoTime)
      throws IOException {
    Credentials credentials = new Credentials(file, also, nanoTime);
    FileVersion version = FileVersion.of(file);
    credentials.snapshot = new Snapshot(credentials.callers(CredentialsFile.read(file)), version);
    return credentials;
  }

  /**
   * The first pair of a file; a file that does not exist is made with a random pair and readable by
   * its owner only (mode 600, where the file system knows modes).
   *
   * @throws IllegalArgumentException if the file exists and has no pair, or a bad line
   */
  public static CallerSecret createIfAbsent(Path file) throws IOException {
    SecureRandom random = new SecureRandom();
    String line = "AKID" + randomText(random) + "=" + randomText(random) + "\n";
    try (var channel =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode600(file))) {
      channel.write(
          UTF_8.encode(
              "# SecretId=SecretKey, one pair a line, and its rights (docs/OPERATIONS.md), if not all\n"
                  + line));
    } catch (FileAlreadyExistsException e) {
      LOG.debug("{} exists", file);
    }
    return CredentialsFile.read(file).values().stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(file + " has no line SecretId=SecretKey"));
  }

  /** Null for an unknown SecretId. */
  public Caller find(String secretId) {
    if (file != null) {
      lookAgain();
    }
    return snapshot.callers.get(secretId);
  }

  private void lookAgain() {
    long now = nanoTime.getAsLong();
    long last = lookedAt.get();
    if (now - last < LOOK_AGAIN_NANOS || !lookedAt.compareAndSet(last, now)) {
      return;
    }
    Snapshot before = snapshot;
    FileVersion version = FileVersion.of(file);
    if (version.equals(before.version)) {
      return;
    }
    try {
      snapshot = new Snapshot(callers(CredentialsFile.read(file)), version);
      LOG.info("Read {} again: {} pairs", file, snapshot.callers.size());
    } catch (IOException | IllegalArgumentException e) {
      snapshot = new Snapshot(before.callers, version);
      LOG.error("Credentials stay as they were, the changed file cannot be used: {}", e.toString());
    }
  }

  private Map<String, Caller> callers(Map<String, CallerSecret> pairs) {
    Map<String, Caller> callers = new HashMap<>();
    pairs.forEach((id, pair) -> callers.put(id, caller(pair)));
    if (fixed != null) {
      callers.put(fixed.secretId(), caller(fixed));
    }
    return Map.copyOf(callers);
  }

  private static Caller caller(CallerSecret pair) {
    return new Caller(new SigningKey(pair.secretKey()), pair.rights());
  }

  private static String randomText(SecureRandom random) {
    StringBuilder text = new StringBuilder(32);
    for (int i = 0; i < 32; i++) {
      text.append(LETTERS_AND_DIGITS.charAt(random.nextInt(LETTERS_AND_DIGITS.length())));
    }
    return text.toString();
  }

  private static FileAttribute<?>[] mode600(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private record Snapshot(Map<String, Caller> callers, FileVersion version) {}
}
