package io.cmqkafka.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BodyCacheTest {
  private static final TopicPartition KAFKA = new TopicPartition("cmq.queue.q", 0);
  private static final BodySource SOURCE = new BodySource("queue-1", KAFKA);

  @Test
  void keepsWhatFits_andLetsTheOldestGo() {
    BodyCache cache = new BodyCache(3 * body(100).weight());
    for (int offset = 0; offset < 4; offset++) {
      cache.put(SOURCE, offset, body(100));
    }
    assertThat(cache.get(SOURCE, 0)).isNull();
    assertThat(cache.get(SOURCE, 1)).isNotNull();
    assertThat(cache.get(SOURCE, 3)).isNotNull();
    assertThat(cache.bytes()).isEqualTo(3 * body(100).weight());
  }

  @Test
  void smallBodiesCountToo() {
    BodyCache cache = new BodyCache(10_000);
    for (int offset = 0; offset < 1_000; offset++) {
      cache.put(SOURCE, offset, new StoredBody(null, 0));
    }
    assertThat(cache.bytes()).isBetween(1L, 10_000L);
  }

  @Test
  void aBodyLargerThanEverythingIsNotKept() {
    BodyCache cache = new BodyCache(1_000);
    cache.put(SOURCE, 0, body(5_000));
    assertThat(cache.get(SOURCE, 0)).isNull();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void aBodyPutTwiceCountsOnce() {
    BodyCache cache = new BodyCache(10_000);
    cache.put(SOURCE, 0, body(100));
    cache.put(SOURCE, 0, body(100));
    assertThat(cache.bytes()).isEqualTo(body(100).weight());
    cache.remove(SOURCE, 0);
    cache.remove(SOURCE, 0);
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void anotherBodyAtAnOffsetTakesThePlaceOfTheFormerOne() {
    BodyCache cache = new BodyCache(10_000);
    cache.put(SOURCE, 0, body(100));
    cache.put(SOURCE, 0, body(7));
    assertThat(cache.get(SOURCE, 0).body()).hasSize(7);
    assertThat(cache.bytes()).isEqualTo(body(7).weight());
  }

  @Test
  void bodiesOfATopicAreRemovedTogether() {
    BodySource other = new BodySource("queue-2", new TopicPartition("cmq.queue.other", 0));
    BodyCache cache = new BodyCache(10_000);
    cache.put(SOURCE, 0, body(100));
    cache.put(SOURCE, 1, body(100));
    cache.put(other, 0, body(100));
    cache.removeAll("cmq.queue.q");
    assertThat(cache.get(SOURCE, 0)).isNull();
    assertThat(cache.get(SOURCE, 1)).isNull();
    assertThat(cache.get(other, 0)).isNotNull();
    assertThat(cache.bytes()).isEqualTo(body(100).weight());
  }

  @Test
  void livesOfATopicNameAreApart() {
    BodyCache cache = new BodyCache(10_000);
    cache.put(SOURCE, 0, body(100));
    assertThat(cache.get(new BodySource("queue-2", KAFKA), 0)).isNull();
  }

  private static StoredBody body(int length) {
    return new StoredBody(new byte[length], 0);
  }
}
