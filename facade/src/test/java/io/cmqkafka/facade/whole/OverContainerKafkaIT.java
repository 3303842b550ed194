package io.cmqkafka.facade.whole;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cmqkafka.facade.TestedServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** The same sessions as {@link OverEmbeddedKafkaIT}, on Kafka as its project ships it. */
class OverContainerKafkaIT {
  private static final String IMAGE = "apache/kafka:4.4.0";

  @TempDir static Path directory;
  private static KafkaContainer kafka;
  private static TestedServer running;

  @BeforeAll
  static void start() {
    boolean docker = DockerClientFactory.instance().isDockerAvailable();
    if (!docker) {
      System.out.println("SKIPPED: no Docker here, so nothing is tried over " + IMAGE);
    }
    assumeTrue(docker, "Docker is needed to run " + IMAGE);
    kafka = new KafkaContainer(IMAGE);
    kafka.start();
    Map<String, String> settings = new HashMap<>(OverEmbeddedKafkaIT.SETTINGS);
    settings.put("bootstrap.servers", kafka.getBootstrapServers());
    running = TestedServer.start(directory, settings);
  }

  @AfterAll
  static void stop() {
    if (running != null) {
      running.close();
    }
    if (kafka != null) {
      kafka.stop();
    }
  }

  @Nested
  class JavaSdk extends JavaSdkSession {
    JavaSdk() {
      super(running);
    }
  }

  @Nested
  class JavaSdkTopics extends JavaSdkTopicSession {
    JavaSdkTopics() {
      super(running);
    }
  }

  @Nested
  class Attributes extends AttributeEffects {
    Attributes() {
      super(running);
    }
  }

  @Nested
  class Repairs extends RepairEffects {
    Repairs() {
      super(running);
    }
  }

  @Nested
  class Browse extends BrowseEffects {
    Browse() {
      super(running);
    }
  }

  @Nested
  class DeadLetters extends DeadLetterEffects {
    DeadLetters() {
      super(running);
    }
  }

  @Nested
  class Kafka extends KafkaSide {
    Kafka() {
      super(running);
    }
  }

  @Nested
  class Numbers extends NumbersOverTime {
    Numbers() {
      super(running);
    }
  }

  @Nested
  class Lives extends TopicLives {
    Lives() {
      super(running);
    }
  }

  @Nested
  class TopicsKafka extends TopicsKafkaSide {
    TopicsKafka() {
      super(running);
    }
  }

  @Nested
  class Unsuitable extends UnsuitableTopics {
    Unsuitable() {
      super(running);
    }
  }

  @Nested
  class Waiting extends WaitingReceives {
    Waiting() {
      super(running);
    }
  }

  @Nested
  class Mistakes extends BadInput {
    Mistakes() {
      super(running);
    }
  }
}
