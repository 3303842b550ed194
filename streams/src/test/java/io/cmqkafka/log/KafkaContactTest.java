package io.cmqkafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class KafkaContactTest {
  private final AtomicLong now = new AtomicLong();
  private final Deque<KafkaFutureImpl<Collection<Node>>> asked = new ArrayDeque<>();
  private boolean adminIsClosed;
  private final KafkaContact contact = new KafkaContact(admin(), 1_000, now::get);

  @Test
  void contactIsLostWhenNoAnswerCameForTheTimeout_andThereAgainWithTheNextOne() {
    contact.ask();
    passMs(1_000);
    assertThat(contact.isLost()).isFalse();
    passMs(1);
    assertThat(contact.isLost()).isTrue();
    asked.remove().complete(List.of());
    assertThat(contact.isLost()).isFalse();
  }

  @Test
  void askingWaitsForNobody_andHappensOnceAtATime() {
    contact.ask();
    contact.ask();
    assertThat(asked).hasSize(1);
    asked.remove().completeExceptionally(new TimeoutException("no answer"));
    contact.ask();
    assertThat(asked).hasSize(1);
    passMs(1_001);
    assertThat(contact.isLost()).isTrue();
  }

  @Test
  void aClientThatIsClosedIsNoReasonToStopAsking() {
    adminIsClosed = true;
    contact.ask();
    adminIsClosed = false;
    contact.ask();
    assertThat(asked).hasSize(1);
  }

  private void passMs(long ms) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
  }

  private Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("describeCluster");
              if (adminIsClosed) {
                throw new IllegalStateException("closed");
              }
              KafkaFutureImpl<Collection<Node>> nodes = new KafkaFutureImpl<>();
              asked.add(nodes);
              Constructor<DescribeClusterResult> result =
                  DescribeClusterResult.class.getDeclaredConstructor(
                      KafkaFuture.class, KafkaFuture.class, KafkaFuture.class, KafkaFuture.class);
              result.setAccessible(true);
              return result.newInstance(nodes, null, null, null);
            });
  }
}
