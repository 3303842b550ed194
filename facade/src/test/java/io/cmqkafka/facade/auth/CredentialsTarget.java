package io.cmqkafka.facade.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of credentials: pairs, or one line that says which line is wrong and tells no key. */
public final class CredentialsTarget implements Target {
  private static final int SECRET_FROM = 8;

  private Path file;

  @Override
  public void run(byte[] input) throws IOException {
    if (file == null) {
      file = Files.createTempFile("fuzz", ".credentials");
      file.toFile().deleteOnExit();
    }
    Files.write(file, input);
    try {
      CredentialsFile.read(file)
          .forEach(
              (id, pair) -> {
                Claim.same(id, pair.secretId(), "a SecretId");
                Claim.that(!pair.secretKey().isBlank(), "no SecretKey");
                decides(pair.rights());
              });
    } catch (IllegalArgumentException e) {
      Claim.isOneLine(e.getMessage());
      tellsNoKey(e.getMessage(), new String(input, UTF_8));
    }
  }

  private static void decides(Rights rights) {
    for (String action : List.of("SendMessage", "ReceiveMessage", "DeleteTopic")) {
      boolean some = rights.allowSome(action);
      for (String name : List.of("", "q", "orders-eu", "a".repeat(64), "x".repeat(10_000))) {
        Claim.that(some || !rights.allow(action, name), "allowed to somebody who may not");
      }
    }
  }

  /** But for what stands in a line of rights too: such a line may be quoted. */
  private static void tellsNoKey(String message, String content) {
    content
        .lines()
        .filter(line -> line.indexOf('=') >= 0)
        .map(line -> line.substring(line.indexOf('=') + 1).strip())
        .filter(key -> key.length() >= SECRET_FROM)
        .filter(key -> content.lines().noneMatch(line -> isRight(line) && line.contains(key)))
        .forEach(key -> Claim.that(!message.contains(key) || fixedPart(key), "tells " + key));
  }

  private static boolean isRight(String line) {
    return line.indexOf('=') < 0;
  }

  /** What the messages themselves are made of. */
  private static boolean fixedPart(String key) {
    return "is neither SecretId=SecretKey nor a line 'allow ...'".contains(key)
        || "allows something before the first SecretId=SecretKey".contains(key);
  }
}
