package io.cmqkafka.facade.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** A target that must not take long, nor make much garbage: a few KiB of input are given to it. */
record Bounded(Target target) implements Target {
  private static final long MAX_CPU_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_ALLOCATED = 64 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Override
  public void run(byte[] input) throws Exception {
    if (!isWithinBounds(input) && !isWithinBounds(input)) {
      throw new AssertionError("takes too long or too much memory, twice");
    }
  }

  /** The first time it may be classes that are loaded. */
  private boolean isWithinBounds(byte[] input) throws Exception {
    long cpu = THREADS.getCurrentThreadCpuTime();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    target.run(input.clone());
    return THREADS.getCurrentThreadCpuTime() - cpu <= MAX_CPU_NANOS
        && THREADS.getCurrentThreadAllocatedBytes() - allocated <= MAX_ALLOCATED;
  }
}
