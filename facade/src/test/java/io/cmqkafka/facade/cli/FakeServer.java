package io.cmqkafka.facade.cli;

import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.HostPort;
import io.cmqkafka.facade.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A server that only notes what is done with it. */
final class FakeServer implements ServerStarter, RunningServer {
  final List<Settings> started = new ArrayList<>();
  int closed;
  Optional<String> console = Optional.of("http://[::1]:4711/console/");
  RuntimeException failure;
  final CompletableFuture<StartException> broken = new CompletableFuture<>();

  @Override
  public RunningServer start(Settings settings) {
    if (failure != null) {
      throw failure;
    }
    started.add(settings);
    return this;
  }

  @Override
  public HostPort httpAddress() {
    return started.get(0).http().address().withPort(4711);
  }

  @Override
  public String kafkaAddress() {
    return "127.0.0.1:9092,127.0.0.1:9093";
  }

  @Override
  public Optional<String> consoleAddress() {
    return console;
  }

  @Override
  public CompletableFuture<StartException> failure() {
    return broken;
  }

  @Override
  public void close() {
    closed++;
  }
}
