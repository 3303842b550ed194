package io.cmqkafka.facade.bench;

import java.util.Locale;

/** The workloads as the command line names them, in lower case. */
enum WorkloadName {
  SEND,
  DRAIN,
  CYCLE,
  LATENCY,
  LONGPOLL;

  Workload workload() {
    return switch (this) {
      case SEND -> new SendWorkload();
      case DRAIN -> new DrainWorkload();
      case CYCLE -> new CycleWorkload();
      case LATENCY -> new LatencyWorkload();
      case LONGPOLL -> new LongPollWorkload();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
