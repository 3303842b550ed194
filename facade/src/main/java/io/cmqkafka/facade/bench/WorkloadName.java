package io.cmqkafka.facade.bench;

import java.util.Locale;

/** The workloads as the command line names them, in lower case. */
enum WorkloadName {
  SEND,
  DRAIN,
  CYCLE,
  LATENCY,
  LONGPOLL,
  PUBLISH,
  SOAK;

  Workload workload() {
    return switch (this) {
      case SEND -> new SendWorkload();
      case DRAIN -> new DrainWorkload();
      case CYCLE -> new CycleWorkload();
      case LATENCY -> new LatencyWorkload();
      case LONGPOLL -> new LongPollWorkload();
      case PUBLISH -> new PublishWorkload();
      case SOAK -> new SoakWorkload();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
