package io.cmqkafka.facade.cli;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.Settings;
import io.cmqkafka.facade.settings.Wrapped;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: finds the command, runs it, and turns failures into sentences and codes. */
public final class Program {
  private static final Set<String> OPTIONS_OF_PROGRAM = Set.of("-h", "--help", "-V", "--version");

  private final CommandLine commandLine;
  private final boolean debug;

  /**
   * @param environment the process's environment variables
   * @param beforeInterrupt runs before a signal interrupts a start, on the signal's thread
   */
  public Program(ServerStarter starter, Map<String, String> environment, Runnable beforeInterrupt) {
    this(
        starter,
        environment,
        (StopSignal.Source) patience -> TerminationSignal.listen(patience, beforeInterrupt));
  }

  Program(ServerStarter starter, Map<String, String> environment, StopSignal.Source signals) {
    debug = !environment.getOrDefault(Settings.DEBUG_VARIABLE, "").isBlank();
    commandLine = new CommandLine(new Root());
    commandLine.addSubcommand(new ServeCommand(starter, signals, environment));
    commandLine.addSubcommand(new CommandLine.HelpCommand());
    commandLine.addSubcommand(new VersionCommand());
    commandLine
        .getSubcommands()
        .get("serve")
        .getCommandSpec()
        .usageMessage()
        .footerHeading(
            "%nSettings, with their environment variables. The command line wins over the%n"
                + "environment, that over the file, that over the default.%n")
        .footer(Settings.describe().lines().toArray(String[]::new));
  }

  public Program add(CommandLine command) {
    commandLine.addSubcommand(command);
    return this;
  }

  /**
   * @return the process's exit code, see {@link ExitCode}
   */
  public int run(String... args) {
    commandLine.setUsageHelpWidth(Wrapped.COLUMNS);
    commandLine.setParameterExceptionHandler(this::misused);
    commandLine.setExecutionExceptionHandler(this::failed);
    try {
      return commandLine.execute(withCommand(args));
    } catch (Error e) {
      return say(e, "Unexpected failure: " + e, ExitCode.FAILED);
    }
  }

  /** For tests that read what is printed. */
  Program printTo(PrintWriter out, PrintWriter err) {
    commandLine.setOut(out);
    commandLine.setErr(err);
    return this;
  }

  private static String[] withCommand(String[] args) {
    boolean named = args.length > 0 && !args[0].startsWith("-");
    boolean aboutProgram = args.length > 0 && OPTIONS_OF_PROGRAM.contains(args[0]);
    return named || aboutProgram
        ? args
        : Stream.concat(Stream.of("serve"), Stream.of(args)).toArray(String[]::new);
  }

  private int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String suggestion =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions().stream()
                .findFirst()
                .map(name -> " (did you mean " + name + "?)")
                .orElse("")
            : "";
    return say(
        e,
        // Some of these end with a full stop.
        e.getMessage().replaceFirst("\\.$", "")
            + suggestion
            + "; see "
            + command.getCommandSpec().qualifiedName()
            + " --help.",
        ExitCode.USAGE);
  }

  private int failed(Exception e, CommandLine command, ParseResult parsed) {
    return e instanceof StartException start
        ? say(e, e.getMessage(), start.exitCode())
        : say(e, "Unexpected failure: " + e, ExitCode.FAILED);
  }

  private int say(Throwable e, String sentence, int exitCode) {
    PrintWriter err = commandLine.getErr();
    err.println("cmq-kafka: " + sentence.replaceAll("\\s*\\R\\s*", " "));
    if (debug) {
      e.printStackTrace(err);
    }
    err.flush();
    return exitCode;
  }

  @Command(
      name = "cmq-kafka",
      description = "Speaks Tencent CMQ's HTTP API on Apache Kafka.",
      mixinStandardHelpOptions = true,
      versionProvider = ProgramVersion.class,
      synopsisSubcommandLabel = "COMMAND",
      footer =
          "%nWithout a command, serve is meant. Every command explains itself with --help%nor help COMMAND.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:stopped in good order",
        "1:anything else",
        "2:wrong command line or impossible setting",
        "3:a port is in use",
        "4:the Kafka cluster cannot be reached",
        "5:the data directory cannot be used",
        "6:rules are in force on the cluster that this program is too old for"
      })
  private static final class Root {}

  @Command(name = "version", description = "Prints the version, as --version does.")
  private static final class VersionCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      spec.root().commandLine().printVersionHelp(spec.commandLine().getOut());
    }
  }
}
