package io.cmqkafka.facade;

import io.cmqkafka.facade.cli.ExitCode;
import io.cmqkafka.facade.cli.Program;
import io.cmqkafka.facade.cli.ReachableCluster;
import io.cmqkafka.facade.cli.RunningServer;
import io.cmqkafka.facade.cli.Settings;
import io.cmqkafka.facade.cli.StartException;
import java.time.Duration;

/** The program's entry point. */
public final class Main {
  private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(15);

  private Main() {}

  public static void main(String[] args) {
    Program program =
        new Program(new ReachableCluster(Main::serve, CLUSTER_PATIENCE), System.getenv());
    System.exit(program.run(args));
  }

  private static RunningServer serve(Settings settings) {
    throw new StartException(ExitCode.FAILED, "There is nothing to serve yet.");
  }
}
