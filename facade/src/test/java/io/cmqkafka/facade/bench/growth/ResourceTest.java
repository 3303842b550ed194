package io.cmqkafka.facade.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResourceTest {

  @Test
  void readsFiguresFromTheText() {
    MetricsText metrics =
        new MetricsText(
            """
            # HELP jvm_memory_used_bytes The amount of used memory
            jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 1.0E7
            jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 5.0E7
            jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 7.0E6
            jvm_threads_live_threads 122.0
            kafka_producer_buffer_total_bytes{client_id="a b"} 100.0
            kafka_producer_buffer_total_bytes{client_id="c"} 50.0
            kafka_producer_buffer_available_bytes{client_id="a b"} 90.0
            kafka_producer_buffer_available_bytes{client_id="c"} NaN
            cmq_body_cache_bytes 1.0E7
            cmq_body_cache_max_bytes 8.0E6
            not a line of the format
            """);
    assertThat(Resource.HEAP.of(metrics)).isEqualTo(4e7);
    assertThat(Resource.NON_HEAP.of(metrics)).isEqualTo(7e6);
    assertThat(Resource.THREADS.of(metrics)).isEqualTo(122);
    assertThat(Resource.PRODUCER_BUFFERS.of(metrics)).isEqualTo(60);
    assertThat(Resource.METERS.of(metrics)).isEqualTo(10);
    assertThat(Resource.BODY_CACHE.of(metrics)).isEqualTo(2e6);
    assertThat(Resource.FILES.of(metrics)).isZero();
  }

  @Test
  void withoutGenerationsTheHeapIsAllOfIt() {
    MetricsText metrics =
        new MetricsText("jvm_memory_used_bytes{area=\"heap\",id=\"Epsilon Heap\"} 3.0E7");
    assertThat(Resource.HEAP.of(metrics)).isEqualTo(3e7);
  }

  @Test
  void aHeapThatOnlyRisesWasNeverCleared() {
    GrowthVerdict verdict = Resource.HEAP.judge(rising(false)).verdict();
    assertThat(verdict).isEqualTo(GrowthVerdict.NEVER_CLEARED);
    assertThat(Resource.HEAP.failsWith(verdict)).isTrue();
  }

  @Test
  void aHeapThatRisesThoughItIsClearedGrows() {
    assertThat(Resource.HEAP.judge(rising(true)).verdict()).isEqualTo(GrowthVerdict.GROWS);
  }

  @Test
  void threadsThatOnlyRiseGrow() {
    GrowthVerdict verdict = Resource.THREADS.judge(rising(false)).verdict();
    assertThat(verdict).isEqualTo(GrowthVerdict.GROWS);
    assertThat(Resource.THREADS.failsWith(verdict)).isTrue();
  }

  @Test
  void aCommandsLogThatIsStillKeptSpoilsNoRun() {
    GrowthVerdict verdict = Resource.COMMANDS.judge(rising(false)).verdict();
    assertThat(verdict).isEqualTo(GrowthVerdict.NEVER_CLEARED);
    assertThat(Resource.COMMANDS.failsWith(verdict)).isFalse();
    assertThat(Resource.COMMANDS.failsWith(GrowthVerdict.GROWS)).isTrue();
    assertThat(Resource.COMMANDS.failsWith(GrowthVerdict.TOO_SHORT)).isTrue();
    assertThat(Resource.COMMANDS_OVERDUE.judge(rising(false)).verdict())
        .isEqualTo(GrowthVerdict.GROWS);
  }

  /** By a million a sample, with all but half of it gone in one sample if cleared. */
  private static TimeSeries rising(boolean cleared) {
    TimeSeries series = new TimeSeries();
    for (int i = 0; i < 100; i++) {
      double value = 5e7 + i * 1e6;
      series.add(i, cleared && i == 50 ? value / 2 : value);
    }
    return series;
  }
}
