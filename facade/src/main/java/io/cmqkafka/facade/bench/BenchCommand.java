package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The subcommand {@code bench}: one subcommand of its own for each workload. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "WORKLOAD",
    description = "Loads a CMQ endpoint and tells what it did.",
    commandListHeading = "%nWorkloads, each with a --help of its own:%n",
    footerHeading = "%n",
    footer = {
      "The secret key comes from CMQ_SECRET_KEY or --credentials-file (lines",
      "SecretId=SecretKey), else from the file credentials in --data-dir.",
      "Exit codes: 0 all well; 1 errors, or messages lost, duplicated or early;",
      "2 no run."
    })
public final class BenchCommand {
  private BenchCommand() {}

  public static CommandLine create() {
    return create(System.getenv());
  }

  /**
   * @param environment where key pairs are looked for
   */
  static CommandLine create(Map<String, String> environment) {
    return new CommandLine(new BenchCommand())
        .addSubcommand(new SendWorkload(environment))
        .addSubcommand(new DrainWorkload(environment))
        .addSubcommand(new CycleWorkload(environment))
        .addSubcommand(new LatencyWorkload(environment))
        .addSubcommand(new LongPollWorkload(environment))
        .addSubcommand(new PublishWorkload(environment))
        .addSubcommand(new SoakWorkload(environment));
  }
}
