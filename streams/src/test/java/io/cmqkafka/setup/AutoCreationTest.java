package io.cmqkafka.setup;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cmqkafka.testing.FakeAdmin;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AutoCreationTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(AutoCreation.class);

  private final FakeAdmin admin = new FakeAdmin();
  private final AutoCreation autoCreation = new AutoCreation(admin.admin());
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    LOG.addAppender(lines);
  }

  @AfterEach
  void leave() {
    LOG.detachAppender(lines);
  }

  @Test
  void oneWarningNamesTheBrokers_theSetting_andWhatToDo() {
    broker(1, "true");
    broker(2, "false");
    broker(3, "true");
    autoCreation.warn().join();
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains(
            "[1, 3]", "auto.create.topics.enable=true", "set auto.create.topics.enable=false");
  }

  @Test
  void brokersThatCreateNothingAreNotSpokenOf() {
    broker(1, "false");
    autoCreation.warn().join();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aBrokerThatDoesNotTellIsPassedOver() {
    broker(1, "true");
    admin.brokers.put(2, new ClusterAuthorizationException("no right to see it"));
    autoCreation.warn().join();
    assertThat(warnings()).singleElement().asString().contains("[1]");
  }

  @Test
  void aClusterThatDoesNotTellIsNoFailure() {
    admin.clusterFailure = new ClusterAuthorizationException("no right");
    autoCreation.warn().join();
    assertThat(warnings()).isEmpty();
  }

  private List<String> warnings() {
    return lines.list.stream()
        .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private void broker(int id, String creates) {
    admin.brokers.put(id, Map.of("auto.create.topics.enable", creates));
  }
}
