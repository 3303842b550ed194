package io.cmqkafka.facade.whole;

import io.cmqkafka.facade.TestedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What clients do at a server. Each test has a connection of its own. Tests run beside those of
 * other classes, unless their class says otherwise.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Counted.REQUESTS, mode = ResourceAccessMode.READ)
abstract class ApiSession {
  final TestedServer server;
  Api api;

  ApiSession(TestedServer server) {
    this.server = server;
  }

  @BeforeEach
  final void connect() {
    api = new Api(server);
  }

  @AfterEach
  final void disconnect() {
    api.close();
  }
}
