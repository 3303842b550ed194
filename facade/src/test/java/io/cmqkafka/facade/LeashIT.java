package io.cmqkafka.facade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeashIT {
  @Test
  void aProcessEndsWhenWhoeverStartedItIsGone() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Leash.class.getName(),
                Forever.class.getName(),
                "running")
            .start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("running");
      // As the system does it for a process that is killed.
      process.getOutputStream().close();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** A program that never ends by itself. */
  static final class Forever {
    public static void main(String[] args) throws InterruptedException {
      System.out.println(args[0]);
      new CountDownLatch(1).await();
    }
  }
}
