package io.cmqkafka.facade.bench.growth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Has the heap of a process on this machine collected, as the JDK's {@code jcmd PID GC.run} does,
 * so that what it uses afterwards is what it needs. Stops that process for as long as that takes.
 */
public final class HeapCollection {
  private static final int MAX_SECONDS = 30;

  private final long pid;

  public HeapCollection(long pid) {
    this.pid = pid;
  }

  /**
   * @throws IOException if it cannot be done: no such process, another user's, no JDK here
   */
  public void run() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("jcmd " + pid + " GC.run takes more than " + MAX_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException("jcmd " + pid + " GC.run fails with " + process.exitValue());
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
