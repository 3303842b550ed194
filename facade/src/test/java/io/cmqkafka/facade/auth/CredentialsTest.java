package io.cmqkafka.facade.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong edits = new AtomicLong(1_000);
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("credentials");
  }

  @Test
  void severalPairsAreReadFromTheFileBesideTheOnePassedIn() throws IOException {
    write("# ours\n\n AKIDa = key=a \nAKIDb=keyb\n");
    Credentials credentials = Credentials.fromFile(file, new CallerSecret("AKIDc", "keyc"));
    assertKey(credentials, "AKIDa", "key=a");
    assertKey(credentials, "AKIDb", "keyb");
    assertKey(credentials, "AKIDc", "keyc");
    assertThat(credentials.find("AKIDd")).isNull();
    assertThat(credentials.find("# ours")).isNull();
  }

  @Test
  void aPairAloneNeedsNoFile() {
    assertKey(Credentials.of(new CallerSecret("AKIDc", "keyc")), "AKIDc", "keyc");
  }

  @Test
  void aChangedFileIsReadAgainAfterASecond() throws IOException {
    write("AKIDa=old\n");
    Credentials credentials = Credentials.fromFile(file, null, nanos::get);
    write("AKIDa=new\nAKIDb=keyb\n");
    assertKey(credentials, "AKIDa", "old");
    pass(Duration.ofSeconds(1));
    assertKey(credentials, "AKIDa", "new");
    assertKey(credentials, "AKIDb", "keyb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AKIDa", "AKIDa=", "=key", "AKIDa=1\nAKIDa=2", "AKIDa=1\nallow snd"})
  void aFileThatBreaksLeavesThePairsAsTheyWereUntilItIsMended(String broken) throws IOException {
    write("AKIDa=old\n");
    Credentials credentials = Credentials.fromFile(file, null, nanos::get);
    write(broken);
    pass(Duration.ofSeconds(1));
    assertKey(credentials, "AKIDa", "old");
    write("AKIDa=mended\n");
    pass(Duration.ofSeconds(1));
    assertKey(credentials, "AKIDa", "mended");
  }

  @Test
  void aPairWithoutRulesMayDoEverything() throws IOException {
    write("AKIDa=1\nAKIDb=2\nallow send\n");
    Credentials credentials = Credentials.fromFile(file, new CallerSecret("AKIDc", "keyc"));
    assertThat(credentials.find("AKIDa").rights()).isSameAs(Rights.ALL);
    assertThat(credentials.find("AKIDc").rights()).isSameAs(Rights.ALL);
    assertThat(credentials.find("AKIDb").rights()).isNotSameAs(Rights.ALL);
  }

  @Test
  void theRulesAfterAPairAreItsOwn() throws IOException {
    write(
        """
        AKIDa=1
          allow send on queues orders-*
        # and
        \tallow   receive , RewindQueue  on  queue  a , b

        AKIDallow=allow
        allow read-only
        """);
    Credentials credentials = Credentials.fromFile(file, null);
    Rights a = credentials.find("AKIDa").rights();
    assertThat(a.allow("SendMessage", "orders-1")).isTrue();
    assertThat(a.allow("RewindQueue", "b")).isTrue();
    assertThat(a.allow("RewindQueue", "orders-1")).isFalse();
    assertThat(a.allow("ListQueue", "a")).isFalse();
    assertKey(credentials, "AKIDallow", "allow");
    assertThat(credentials.find("AKIDallow").rights().allow("ListQueue", "a")).isTrue();
    assertThat(credentials.find("AKIDallow").rights().allow("SendMessage", "a")).isFalse();
  }

  @Test
  void rightsChangeWithTheFile() throws IOException {
    write("AKIDa=1\n");
    Credentials credentials = Credentials.fromFile(file, null, nanos::get);
    write("AKIDa=1\nallow read-only\n");
    pass(Duration.ofSeconds(1));
    assertThat(credentials.find("AKIDa").rights().allow("SendMessage", "q")).isFalse();
    write("AKIDa=1\nallow read-only, send\n");
    pass(Duration.ofSeconds(1));
    assertThat(credentials.find("AKIDa").rights().allow("SendMessage", "q")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allow",
        "allow snd",
        "allow send on",
        "allow send on queues",
        "allow send on topics t",
        "allow send,",
        "allow = HUSH",
        "alow send",
        "HUSH"
      })
  void aRuleThatCannotBeUnderstoodIsNamedByItsLineAndGivesNobodyAnything(String line)
      throws IOException {
    write("AKIDa=1\n\nAKIDb=HUSH\n" + line + "\n");
    assertThatThrownBy(() -> Credentials.fromFile(file, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ":4 ")
        .hasMessageNotContaining("HUSH");
  }

  @Test
  void aRuleBeforeTheFirstPairIsRefused() throws IOException {
    write("allow send\nAKIDa=1\n");
    assertThatThrownBy(() -> Credentials.fromFile(file, null)).hasMessageStartingWith(file + ":1 ");
  }

  @Test
  void aFileThatDisappearsLeavesThePairsAsTheyWere() throws IOException {
    write("AKIDa=old\n");
    Credentials credentials = Credentials.fromFile(file, null, nanos::get);
    Files.delete(file);
    pass(Duration.ofSeconds(1));
    assertKey(credentials, "AKIDa", "old");
  }

  @Test
  void aBadFileAtTheStartIsNamedWithItsLineAndWithoutItsSecrets() throws IOException {
    write("AKIDa=1\nsecret without a name\n");
    assertThatThrownBy(() -> Credentials.fromFile(file, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + ":2")
        .hasMessageNotContaining("secret without");
  }

  @Test
  void aRandomPairIsMadeOnceAndKeptForItsOwnerOnly() throws IOException {
    CallerSecret made = Credentials.createIfAbsent(file);
    assertThat(made.secretId()).matches("AKID[A-Za-z0-9]{32}");
    assertThat(made.secretKey()).matches("[A-Za-z0-9]{32}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Credentials.createIfAbsent(file)).isEqualTo(made);
    assertThat(Credentials.createIfAbsent(directory.resolve("another"))).isNotEqualTo(made);
    assertKey(Credentials.fromFile(file, null), made.secretId(), made.secretKey());
    assertThat(made.toString()).doesNotContain(made.secretKey());
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
    // Each edit has a time of its own, however coarse the file system's clock is.
    Files.setLastModifiedTime(file, FileTime.fromMillis(edits.addAndGet(1_000)));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static void assertKey(Credentials credentials, String id, String key) {
    byte[] text = {1, 2, 3};
    assertThat(credentials.find(id)).isNotNull();
    assertThat(credentials.find(id).key().mac(true).doFinal(text))
        .isEqualTo(new SigningKey(key).mac(true).doFinal(text));
  }
}
