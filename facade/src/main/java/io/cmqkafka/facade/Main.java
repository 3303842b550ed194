package io.cmqkafka.facade;

import io.cmqkafka.facade.bench.BenchCommand;
import io.cmqkafka.facade.cli.Program;
import io.cmqkafka.facade.cli.ReachableCluster;
import java.time.Duration;

/** The program's entry point. */
public final class Main {
  private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(15);

  private Main() {}

  public static void main(String[] args) {
    Program program =
        new Program(new ReachableCluster(CmqServer::start, CLUSTER_PATIENCE), System.getenv());
    program.add(BenchCommand.create());
    System.exit(program.run(args));
  }
}
