package io.cmqkafka.publication;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.publication.MissingTopics.Finding;
import io.cmqkafka.testing.FakeAdmin;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MissingTopicsTest {
  private static final CopyTargets.Place OLD =
      new CopyTargets.Place("s", "queue-1", "cmq.queue.orders", 1);
  private static final CopyTargets.Place FOREIGN =
      new CopyTargets.Place("s", "orders", "orders", 0);

  private long nanos = Long.MAX_VALUE - 5;
  private final FakeAdmin cluster = new FakeAdmin();
  private final MissingTopics missing =
      new MissingTopics(cluster.admin(), new KafkaTopics("cmq."), 1_000, () -> nanos);

  @Test
  void whatTheControllerDoesNotHaveIsLeftAloneForAsLongAsItDoesNot() {
    assertThat(missing.find(OLD)).isEqualTo(Finding.GONE);
    assertThat(missing.drops(OLD)).isTrue();
    pass(31);
    assertThat(missing.drops(OLD)).isTrue();
    cluster.topics.put(OLD.kafkaTopic(), 1);
    pass(31);
    assertThat(missing.drops(OLD)).isFalse();
  }

  @Test
  void nobodyIsAskedAboutATopicThatCameBack() {
    assertThat(missing.find(OLD)).isEqualTo(Finding.GONE);
    cluster.topics.put(OLD.kafkaTopic(), 1);
    pass(31);
    assertThat(missing.drops(OLD)).isFalse();
    int asked = cluster.questions;
    assertThat(missing.drops(OLD)).isFalse();
    assertThat(cluster.questions).isEqualTo(asked);
  }

  @Test
  void whatIsThereIsNotToBlame() {
    cluster.topics.put(OLD.kafkaTopic(), 1);
    assertThat(missing.find(OLD)).isEqualTo(Finding.PERHAPS_THERE);
    assertThat(missing.drops(OLD)).isFalse();
  }

  @Test
  void aBrokerThatIsLateDoesNotCount_whenTheControllerHasTheTopic() {
    cluster.topics.put(OLD.kafkaTopic(), 1);
    cluster.unheardOf.add(OLD.kafkaTopic());
    for (int second = 0; second < 60; second++) {
      assertThat(missing.find(OLD)).isEqualTo(Finding.PERHAPS_THERE);
      pass(1);
    }
    assertThat(missing.drops(OLD)).isFalse();
  }

  @Test
  void withoutTheControllerATopicIsGoneWhenNobodyHasKnownItForTenSeconds() {
    controllerMayNotBeAsked();
    for (int second = 0; second < 10; second++) {
      assertThat(missing.find(FOREIGN)).isEqualTo(Finding.PERHAPS_THERE);
      assertThat(missing.drops(FOREIGN)).isFalse();
      pass(1);
    }
    assertThat(missing.find(FOREIGN)).isEqualTo(Finding.GONE);
    assertThat(missing.drops(FOREIGN)).isTrue();
    pass(31);
    assertThat(missing.drops(FOREIGN)).as("without 10 s anew").isTrue();
  }

  @Test
  void oneWhoKnowsItEndsTheDoubt() {
    controllerMayNotBeAsked();
    cluster.topics.put(FOREIGN.kafkaTopic(), 1);
    for (int second = 0; second < 60; second++) {
      if (second % 9 == 8) {
        cluster.unheardOf.clear();
      } else {
        cluster.unheardOf.add(FOREIGN.kafkaTopic());
      }
      assertThat(missing.find(FOREIGN)).isEqualTo(Finding.PERHAPS_THERE);
      pass(1);
    }
  }

  @Test
  void whatWasUnknownLongAgoSaysNothing() {
    controllerMayNotBeAsked();
    assertThat(missing.find(FOREIGN)).isEqualTo(Finding.PERHAPS_THERE);
    pass(3_600);
    assertThat(missing.find(FOREIGN)).isEqualTo(Finding.PERHAPS_THERE);
  }

  @Test
  void aTopicThatIsNotOursToWriteToIsLeftAlone_butOneOfTheServersOwnIsWaitedFor() {
    controllerMayNotBeAsked();
    cluster.describeFailure = new TopicAuthorizationException("no Describe");
    assertThat(missing.find(FOREIGN)).isEqualTo(Finding.GONE);
    assertThat(missing.drops(FOREIGN)).isTrue();
    assertThat(missing.find(OLD)).isEqualTo(Finding.SILENCE);
    assertThat(missing.drops(OLD)).isFalse();
    assertThat(missing.mayBeForbidden("orders")).isTrue();
    assertThat(missing.mayBeForbidden("cmq.queue.orders")).isFalse();
  }

  @Test
  void withoutAnAnswerNothingIsDropped() {
    cluster.controllerFailure = new TimeoutException();
    assertThat(missing.find(OLD)).isEqualTo(Finding.SILENCE);
    cluster.controllerFailure = null;
    assertThat(missing.find(OLD)).isEqualTo(Finding.GONE);
    cluster.controllerFailure = new TimeoutException();
    pass(31);
    assertThat(missing.drops(OLD)).isFalse();
  }

  @Test
  void aQueueThatIsCreatedAgainUnderTheNameLosesNothing() {
    assertThat(missing.find(OLD)).isEqualTo(Finding.GONE);
    assertThat(missing.drops(new CopyTargets.Place("s", "queue-2", OLD.kafkaTopic(), 1))).isFalse();
  }

  @Test
  void aTopicThatRefusesEveryCopyIsTriedEachHalfMinute_andToldOfOnceAMinute() {
    Logger log = (Logger) LoggerFactory.getLogger(MissingTopics.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      missing.refusesAll(OLD.kafkaTopic(), new InvalidTopicException("no key"));
      pass(31);
      assertThat(missing.drops(OLD)).isFalse();
      missing.refusesAll(OLD.kafkaTopic(), new InvalidTopicException("no key"));
      assertThat(lines.list).hasSize(1);
      pass(31);
      assertThat(missing.drops(OLD)).isFalse();
      missing.refusesAll(OLD.kafkaTopic(), new InvalidTopicException("no key"));
      assertThat(lines.list).hasSize(2);
    } finally {
      log.detachAppender(lines);
    }
  }

  /** As without the right to create topics of that name. */
  private void controllerMayNotBeAsked() {
    cluster.controllerFailure = new TopicAuthorizationException("no Create");
  }

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }
}
