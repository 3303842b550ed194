package io.cmqkafka.facade.whole;

import io.cmqkafka.facade.TestedServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Everything a client may do, on the broker that the server brings with it. */
class OverEmbeddedKafkaIT {
  static final int MAX_INACTIVE = 60;
  static final int MAX_DELAYED = 40;

  /** What the sessions need of the server they run against. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "queue.max.inactive",
          Integer.toString(MAX_INACTIVE),
          "queue.max.delayed",
          Integer.toString(MAX_DELAYED),
          // The server's own topics match too, and are refused all the same.
          "bind.topics",
          "native-.*|cmq\\..*|__.*",
          "endpoint.topics",
          "native-.*|cmq\\..*|__.*");

  @TempDir static Path directory;
  private static TestedServer running;

  @BeforeAll
  static void start() {
    running = TestedServer.start(directory, SETTINGS);
  }

  @AfterAll
  static void stop() {
    running.close();
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
  class HttpPushes extends Pushes {
    HttpPushes() {
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
  class Missing extends MissingSubscribers {
    Missing() {
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
