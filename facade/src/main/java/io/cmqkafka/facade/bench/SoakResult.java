package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.growth.ProcessReport;
import java.util.List;

/**
 * What a soak saw in the processes of the server.
 *
 * @param samples taken of each process after the warm-up
 * @param pushes that came; null without a listener
 * @param processes one for each address
 */
record SoakResult(int samples, Long pushes, List<ProcessReport> processes) {
  boolean clean() {
    return processes.stream().allMatch(ProcessReport::clean);
  }
}
