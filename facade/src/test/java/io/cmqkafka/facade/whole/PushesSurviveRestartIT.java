package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.push.RawEndpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops between two attempts goes on with the next one when it starts again. */
@Timeout(180)
class PushesSurviveRestartIT {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path directory;

  @Test
  void retriesGoOnWhereTheyWere_andWhatWaitedIsPushed() throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    try (RawEndpoint endpoint =
        new RawEndpoint(out -> RawEndpoint.status(well.get() ? 200 : 500).answer(out))) {
      try (TestedServer server = TestedServer.start(directory, Map.of());
          Api api = new Api(server)) {
        api.call("CreateTopic", "topicName", "restart");
        api.call(
            "Subscribe",
            "topicName",
            "restart",
            "subscriptionName",
            "hook",
            "protocol",
            "http",
            "endpoint",
            endpoint.url(),
            "notifyContentFormat",
            "SIMPLIFIED");
        api.call("PublishMessage", "topicName", "restart", "msgBody", "first");
        await()
            .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .until(() -> endpoint.received.size() >= 2);
        api.call("PublishMessage", "topicName", "restart", "msgBody", "second");
      }
      int before = endpoint.received.size();
      well.set(true);
      try (TestedServer server = TestedServer.start(directory, Map.of());
          Api api = new Api(server)) {
        await()
            .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .until(() -> bodiesFrom(endpoint, before).contains("second"));
        List<String> after = bodiesFrom(endpoint, before);
        // The last attempt of the server before may have been read late, too.
        assertThat(after.stream().distinct()).containsExactly("first", "second");
        assertThat(after).containsOnlyOnce("second");
        await()
            .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .until(
                () ->
                    api.call(
                                "GetSubscriptionAttributes",
                                "topicName",
                                "restart",
                                "subscriptionName",
                                "hook")
                            .tree()
                            .get("msgCount")
                            .intValue()
                        == 0);
      }
    }
  }

  private static List<String> bodiesFrom(RawEndpoint endpoint, int first) {
    return endpoint.received.stream().skip(first).map(RawEndpoint.Received::bodyText).toList();
  }
}
