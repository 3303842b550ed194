package io.cmqkafka.facade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.facade.bench.client.ClientCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsLookupTest {
  @TempDir Path dataDir;

  private final CredentialsLookup bare = new CredentialsLookup(Map.of());
  private final CredentialsLookup withEnvironment =
      new CredentialsLookup(Map.of("CMQ_SECRET_ID", "AKIDenv", "CMQ_SECRET_KEY", "envkey"));
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file = dataDir.resolve("keys");
    Files.writeString(file, "# keys\n\nAKIDone=key1==\n AKIDtwo = key2 \n=x\nAKIDnone=\n");
  }

  @Test
  void theNamedFileComesFirst() {
    assertThat(withEnvironment.find(null, file, dataDir))
        .isEqualTo(new ClientCredentials("AKIDone", "key1=="));
    assertThat(withEnvironment.find("AKIDtwo", file, dataDir))
        .isEqualTo(new ClientCredentials("AKIDtwo", "key2"));
  }

  @Test
  void thenTheEnvironment() {
    assertThat(withEnvironment.find(null, null, dataDir))
        .isEqualTo(new ClientCredentials("AKIDenv", "envkey"));
    assertThat(withEnvironment.find("AKIDother", null, dataDir))
        .isEqualTo(new ClientCredentials("AKIDother", "envkey"));
  }

  @Test
  void thenTheDataDirectory() throws IOException {
    Files.copy(file, dataDir.resolve("credentials"));
    assertThat(bare.find(null, null, dataDir).secretId()).isEqualTo("AKIDone");
    assertThat(bare.find("AKIDtwo", null, dataDir).secretKey()).isEqualTo("key2");
  }

  @Test
  void elseItSaysWhatToSet() {
    assertThatThrownBy(() -> bare.find(null, null, dataDir))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("CMQ_SECRET_KEY")
        .hasMessageContaining("--credentials-file");
    assertThatThrownBy(() -> bare.find("AKIDnone", file, dataDir))
        .hasMessageContaining("no line for the secret id AKIDnone");
    assertThatThrownBy(() -> bare.find(null, dataDir.resolve("absent"), dataDir))
        .hasMessageContaining("Cannot read the credentials file");
  }

  @Test
  void theKeyIsNotPrinted() {
    assertThat(new ClientCredentials("AKIDone", "key1")).asString().doesNotContain("key1");
  }
}
