package io.cmqkafka.facade.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file of credentials:
 *
 * <pre>
 *   # a comment
 *   SecretId=SecretKey
 *     allow WHAT[, WHAT...] [on queues|topics NAME[, NAME...]]
 * </pre>
 *
 * The {@code allow} lines after a pair are its rights, see {@link Rights#and}; a pair without any
 * may do everything. Blanks around a line mean nothing.
 */
final class CredentialsFile {
  private static final long MAX_BYTES = 1 << 20;

  private final Path file;
  private final Map<String, CallerSecret> pairs = new LinkedHashMap<>();
  private CallerSecret last;

  private CredentialsFile(Path file) {
    this.file = file;
  }

  /**
   * Its pairs by their SecretIds, in the order of the file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException for a line that cannot be understood; names file and line and
   *     quotes no key
   */
  static Map<String, CallerSecret> read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IllegalArgumentException(file + " is larger than " + MAX_BYTES + " bytes");
    }
    CredentialsFile content = new CredentialsFile(file);
    List<String> lines;
    try {
      lines = Files.readAllLines(file, UTF_8);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is not UTF-8", e);
    }
    for (int i = 0; i < lines.size(); i++) {
      try {
        content.take(lines.get(i).strip());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ":" + (i + 1) + " " + e.getMessage(), e);
      }
    }
    return content.pairs;
  }

  private void take(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    String[] words = line.split("\\s+", 2);
    if (words[0].equals("allow")) {
      allow(words.length == 1 ? "" : words[1]);
    } else {
      pair(line);
    }
  }

  private void pair(String line) {
    int equals = line.indexOf('=');
    String id = equals < 0 ? "" : line.substring(0, equals).strip();
    String key = line.substring(equals + 1).strip();
    if (id.isEmpty() || key.isEmpty()) {
      throw new IllegalArgumentException("is neither SecretId=SecretKey nor a line 'allow ...'");
    }
    last = new CallerSecret(id, key);
    if (pairs.put(id, last) != null) {
      throw new IllegalArgumentException("repeats a SecretId");
    }
  }

  private void allow(String rule) {
    if (last == null) {
      throw new IllegalArgumentException("allows something before the first SecretId=SecretKey");
    }
    Rights before = last.rights() == Rights.ALL ? Rights.NONE : last.rights();
    try {
      last = new CallerSecret(last.secretId(), last.secretKey(), before.and(rule));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cannot be understood: " + e.getMessage(), e);
    }
    pairs.put(last.secretId(), last);
  }
}
