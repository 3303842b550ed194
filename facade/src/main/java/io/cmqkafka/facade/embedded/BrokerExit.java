package io.cmqkafka.facade.embedded;

import io.cmqkafka.facade.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.internals.Exit;

/**
 * What the broker may do to the process that it is embedded in. A broker that cannot go on, such as
 * one whose disk is full, ends its process; here the last line says so and what to do. Its hooks at
 * the process's end are left out: it is closed in its turn, and while the process ends already they
 * would let its start fail.
 *
 * <p>In a process that ends already it may end nothing. A signal interrupts the start, which closes
 * the file that the broker has just opened, and the broker takes that for a failed disk.
 */
final class BrokerExit {
  private static final long MIB = 1 << 20;

  private BrokerExit() {}

  /** For the whole process, as Kafka keeps it. */
  static void install(Path dataDir) {
    Exit.setShutdownHookAdder((name, hook) -> {});
    Exit.setHaltProcedure((status, message) -> end(dataDir));
    Exit.setExitProcedure((status, message) -> end(dataDir));
  }

  private static void end(Path dataDir) {
    if (isEnding()) {
      return;
    }
    System.err.println("cmq-kafka: " + sentence(dataDir));
    Runtime.getRuntime().halt(ExitCode.DATA_DIRECTORY);
  }

  private static boolean isEnding() {
    Thread hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static String sentence(Path dataDir) {
    return "data.dir: the embedded broker cannot go on in "
        + dataDir
        + " ("
        + free(dataDir)
        + "), for the reason that the ERROR before says, and ends this process. What was"
        + " acknowledged is kept: remove the reason and start again.";
  }

  private static String free(Path dataDir) {
    try {
      return Files.getFileStore(dataDir).getUsableSpace() / MIB + " MiB free";
    } catch (IOException e) {
      return "which cannot be looked at: " + e;
    }
  }
}
