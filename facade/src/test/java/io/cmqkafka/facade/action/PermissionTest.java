package io.cmqkafka.facade.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.auth.Rights;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.topic.FilterType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What actions check themselves, because it is not the queue or topic that a request is about. */
class PermissionTest {
  private static final String REFUSED =
      "{\"code\":4000,\"message\":\"(10461)no cam authentication\"}";

  private final FakeQueues queues =
      new FakeQueues()
          .add("own-1", QueueAttributes.DEFAULTS)
          .add("own-2", QueueAttributes.DEFAULTS)
          .add("other", QueueAttributes.DEFAULTS);
  private final FakeTopics topics =
      new FakeTopics().add("own-t", 65_536, FilterType.TAG).add("other-t", 65_536, FilterType.TAG);
  private final Caller ofQueues = new Caller(queues);
  private final Caller ofTopics = new Caller(topics);

  @Test
  void listsShowAndCountWhatMayBeListed() {
    ofQueues.rights = Rights.NONE.and("read-only on queues own-*").and("send on queues other");
    assertThat(ofQueues.call("ListQueue"))
        .contains("\"totalCount\":2", "own-1", "own-2")
        .doesNotContain("other");
    ofTopics.rights = Rights.NONE.and("ListTopic on topics own-*");
    assertThat(ofTopics.call("ListTopic"))
        .contains("\"totalCount\":1", "own-t")
        .doesNotContain("other-t");
  }

  @Test
  void subscribingAQueueNeedsTheRightToSendToIt() {
    ofTopics.rights = Rights.NONE.and("Subscribe").and("send on queues own-*");
    assertThat(subscribe("queue", "other")).isEqualTo(REFUSED);
    assertThat(subscribe("queue", "own-1")).startsWith("{\"code\":0");
  }

  @Test
  void aDeadLetterQueueOfASubscriptionNeedsTheRightToSendToIt() {
    ofTopics.rights = Rights.NONE.and("Subscribe").and("send on queues own-*");
    assertThat(subscribe("http", "http://a.example/", "deadLetterQueue=other")).isEqualTo(REFUSED);
    assertThat(subscribe("http", "http://a.example/", "deadLetterQueue=own-1"))
        .startsWith("{\"code\":0");
  }

  @Test
  void aDeadLetterQueueNeedsTheRightToSendToIt() {
    ofQueues.rights = Rights.NONE.and("admin").and("send on queues own-*");
    String other =
        "deadLetterPolicy={\"deadLetterQueue\":\"other\",\"policy\":0,\"maxReceiveCount\":1}";
    String own = other.replace("other", "own-2");
    assertThat(ofQueues.call("CreateQueue", "queueName=n", other)).isEqualTo(REFUSED);
    assertThat(ofQueues.call("SetQueueAttributes", "queueName=own-1", other)).isEqualTo(REFUSED);
    assertThat(ofQueues.call("CreateQueue", "queueName=n", own)).startsWith("{\"code\":0");
    assertThat(ofQueues.call("SetQueueAttributes", "queueName=own-1", own))
        .startsWith("{\"code\":0");
  }

  private String subscribe(String protocol, String endpoint, String... more) {
    String[] params = Arrays.copyOf(more, more.length + 4);
    params[more.length] = "topicName=own-t";
    params[more.length + 1] = "subscriptionName=s";
    params[more.length + 2] = "protocol=" + protocol;
    params[more.length + 3] = "endpoint=" + endpoint;
    return ofTopics.call("Subscribe", params);
  }
}
