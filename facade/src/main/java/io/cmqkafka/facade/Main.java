package io.cmqkafka.facade;

import io.cmqkafka.facade.bench.BenchCommand;
import io.cmqkafka.facade.cli.Program;
import io.cmqkafka.facade.cli.ReachableCluster;
import io.cmqkafka.facade.logging.LibraryLogLimit;
import java.time.Duration;
import java.util.Locale;

/** The program's entry point. */
public final class Main {
  private static final Duration CLUSTER_PATIENCE = Duration.ofSeconds(15);

  private Main() {}

  public static void main(String[] args) {
    // Kafka turns names into upper case by the default locale, and a Turkish one makes others of
    // them; digits in texts for programs are to be ASCII everywhere.
    Locale.setDefault(Locale.ROOT);
    Program program =
        new Program(
            new ReachableCluster(CmqServer::start, CLUSTER_PATIENCE),
            System.getenv(),
            LibraryLogLimit::silence);
    program.add(BenchCommand.create());
    System.exit(program.run(args));
  }
}
