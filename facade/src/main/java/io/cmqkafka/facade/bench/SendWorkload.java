package io.cmqkafka.facade.bench;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Each request sends one message or one batch. With verify, receives everything afterwards. */
@Command(
    name = "send",
    description = {"Sends (--batch: messages in a request)."})
final class SendWorkload extends QueuesWorkload {
  @Option(names = "--verify", description = "receive everything afterwards, unmeasured")
  private boolean verify;

  SendWorkload(Map<String, String> environment) {
    super(environment);
  }

  @Override
  void load(BenchRun run) throws InterruptedException {
    run.startWindow();
    run.onEachConnection(
        connection -> {
          for (int i = connection.index(); connection.isRunning(); i += connections()) {
            connection.done(connection.send(run.queues().get(i), batch()));
          }
        });
    if (verify) {
      run.onEachConnection(LoadConnection::drainRest);
    }
  }

  @Override
  boolean drained(BenchRun run) {
    return verify && run.endpointIsThere();
  }
}
