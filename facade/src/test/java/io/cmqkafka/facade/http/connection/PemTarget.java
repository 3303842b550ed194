package io.cmqkafka.facade.http.connection;

import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A PEM file of a certificate and its key: a pair, or what is wrong with the file. */
public final class PemTarget implements Target {
  private Path file;

  @Override
  public void run(byte[] input) throws IOException {
    if (file == null) {
      file = Files.createTempFile("fuzz", ".pem");
      file.toFile().deleteOnExit();
    }
    Files.write(file, input);
    try {
      PemKeyPair.read(file, file).toKeyStore();
    } catch (IllegalArgumentException e) {
      Claim.isOneLine(e.getMessage());
    }
  }
}
