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
  private static TestedServer server;

  @BeforeAll
  static void start() {
    server = TestedServer.start(directory, SETTINGS);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Nested
  class JavaSdk extends JavaSdkSession {
    JavaSdk() {
      super(server);
    }
  }

  @Nested
  class JavaSdkTopics extends JavaSdkTopicSession {
    JavaSdkTopics() {
      super(server);
    }
  }

  @Nested
  class Attributes extends AttributeEffects {
    Attributes() {
      super(server);
    }
  }

  @Nested
  class Repairs extends RepairEffects {
    Repairs() {
      super(server);
    }
  }

  @Nested
  class Browse extends BrowseEffects {
    Browse() {
      super(server);
    }
  }

  @Nested
  class DeadLetters extends DeadLetterEffects {
    DeadLetters() {
      super(server);
    }
  }

  @Nested
  class HttpPushes extends Pushes {
    HttpPushes() {
      super(server);
    }
  }

  @Nested
  class Kafka extends KafkaSide {
    Kafka() {
      super(server);
    }
  }

  @Nested
  class Missing extends MissingSubscribers {
    Missing() {
      super(server);
    }
  }

  @Nested
  class Numbers extends NumbersOverTime {
    Numbers() {
      super(server);
    }
  }

  @Nested
  class Lives extends TopicLives {
    Lives() {
      super(server);
    }
  }

  @Nested
  class TopicsKafka extends TopicsKafkaSide {
    TopicsKafka() {
      super(server);
    }
  }

  @Nested
  class Unsuitable extends UnsuitableTopics {
    Unsuitable() {
      super(server);
    }
  }

  @Nested
  class Waiting extends WaitingReceives {
    Waiting() {
      super(server);
    }
  }

  @Nested
  class Mistakes extends BadInput {
    Mistakes() {
      super(server);
    }
  }
}
