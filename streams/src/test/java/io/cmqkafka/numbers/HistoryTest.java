package io.cmqkafka.numbers;

import static io.cmqkafka.Measure.DELETED;
import static io.cmqkafka.Measure.OLDEST_VISIBLE;
import static io.cmqkafka.Measure.PUBLISHED;
import static io.cmqkafka.Measure.SENT;
import static io.cmqkafka.Measure.VISIBLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.Measure;
import io.cmqkafka.Numbers.Span;
import io.cmqkafka.Numbers.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryTest {
  /** The first slot of a period of five minutes. */
  private static final long SINCE = 30 * 1_000L;

  /** The queue "wide" has partitions in both commands partitions, others in the first one. */
  private final History history =
      new History(
          1 << 20,
          id ->
              switch (id) {
                case "wide" -> Set.of(0, 1);
                case "topic" -> Set.of(History.TOLD);
                default -> Set.of(0);
              },
          SINCE);

  private SlotInProgress slot = new SlotInProgress();

  @Test
  void addsUpWhatSeveralProcessesTellOfAQueue() {
    look("a", 0, "wide", VISIBLE, 3);
    look("b", 1, "wide", VISIBLE, 4);
    count("wide", SENT, 1);
    count("wide", SENT, 2);
    count("wide", DELETED, 5);
    close();
    assertThat(hour("wide", VISIBLE)).containsExactly(7L);
    assertThat(hour("wide", SENT)).containsExactly(3L);
    assertThat(hour("wide", DELETED)).containsExactly(5L);
  }

  @Test
  void theOldestOfSeveralPartsIsTold() {
    look("a", 0, "wide", OLDEST_VISIBLE, 700);
    look("b", 1, "wide", OLDEST_VISIBLE, 500);
    close();
    look("a", 0, "wide", OLDEST_VISIBLE, 700);
    look("b", 1);
    close();
    look("a", 0, "wide", OLDEST_VISIBLE, Measure.UNKNOWN);
    look("b", 1);
    close();
    assertThat(hour("wide", OLDEST_VISIBLE)).containsExactly(500L, 700L, Measure.UNKNOWN);
  }

  @Test
  void aQueueOfWhichNothingIsTold_isEmpty_ifItsOwnersHaveTold() {
    look("a", 0);
    close();
    look("a", 0);
    look("b", 1);
    close();
    close();
    assertThat(hour("queue", VISIBLE)).containsExactly(0L, 0L, null);
    assertThat(hour("wide", VISIBLE)).containsExactly(null, 0L, null);
  }

  @Test
  void aPointIsMissingWhileOneOwnerHasNotTold_andIsNoDropToZero() {
    look("a", 0, "wide", VISIBLE, 3);
    look("b", 1, "wide", VISIBLE, 4);
    close();
    look("a", 0, "wide", VISIBLE, 3);
    close();
    look("a", 0, "wide", VISIBLE, 3);
    look("a", 1, "wide", VISIBLE, 4);
    close();
    assertThat(hour("wide", VISIBLE)).containsExactly(7L, null, 7L);
  }

  @Test
  void ofTwoThatBothThinkTheyOwnIt_theOneThatHasReadMoreCounts() {
    take("slept", 0, 10, 0, 1, "queue", VISIBLE, 9);
    take("owner", 0, 20, 0, 1, "queue", VISIBLE, 5);
    close();
    take("owner", 0, 30, 0, 1, "queue", VISIBLE, 6);
    take("slept", 0, 10, 0, 1, "queue", VISIBLE, 9);
    close();
    assertThat(hour("queue", VISIBLE)).containsExactly(5L, 6L);
  }

  @Test
  void whatIsToldInSeveralRecords_countsWhenAllHaveCome() {
    take("a", 0, 10, 0, 2, "queue", VISIBLE, 5);
    close();
    take("a", 0, 10, 0, 2, "queue", VISIBLE, 5);
    take("a", 0, 10, 1, 2, "other", VISIBLE, 6);
    close();
    assertThat(hour("queue", VISIBLE)).containsExactly(null, 5L);
    assertThat(hour("other", VISIBLE)).containsExactly(null, 6L);
  }

  @Test
  void ofATopicPublishesAreToldWhileAnyProcessTells() {
    count("topic", PUBLISHED, 2);
    close();
    count("queue", SENT, 1);
    close();
    close();
    assertThat(hour("topic", PUBLISHED)).containsExactly(2L, 0L, null);
  }

  @Test
  void fiveMinutesHaveTheLastDepthAndTheSumOfCounts() {
    for (int i = 0; i < 30; i++) {
      look("a", 0, "queue", VISIBLE, i < 15 ? 100 : 7);
      count("queue", SENT, 2);
      close();
    }
    for (int i = 0; i < 30; i++) {
      if (i < 20) {
        look("a", 0);
      }
      close();
    }
    for (int i = 0; i < 30; i++) {
      close();
    }
    assertThat(day("queue", VISIBLE)).containsExactly(7L, 0L, null);
    assertThat(day("queue", SENT)).containsExactly(60L, 0L, null);
  }

  @Test
  void theFirstPeriodOfFiveMinutesIsWhole() {
    history.beginAnew(SINCE + 1);
    for (int i = 1; i < 60; i++) {
      look("a", 0, "queue", VISIBLE, 1);
      close();
    }
    Window window = history.window(Span.DAY);
    assertThat(window.periods()).isEqualTo(1);
    assertThat(window.firstMs()).isEqualTo((SINCE + 30) * 10_000);
    assertThat(window.sinceMs()).isEqualTo((SINCE + 1) * 10_000);
  }

  @Test
  void rememberAnHourAndADay() {
    int slots = 30 * 300;
    for (int i = 0; i < slots; i++) {
      look("a", 0, "queue", VISIBLE, 1 + i);
      close();
    }
    Long[] hour = hour("queue", VISIBLE);
    assertThat(hour).hasSize(360);
    assertThat(hour[359]).isEqualTo(slots);
    assertThat(hour[0]).isEqualTo(slots - 359);
    Long[] day = day("queue", VISIBLE);
    assertThat(day).hasSize(288);
    assertThat(day[287]).isEqualTo(slots);
    assertThat(day[0]).isEqualTo(slots - 287 * 30);
  }

  @Test
  void whatWasQuietForADay_costsNothing() {
    look("a", 0, "queue", VISIBLE, 1);
    close();
    assertThat(history.bytes()).isPositive();
    for (int i = 0; i < 30 * 290; i++) {
      look("a", 0);
      close();
    }
    assertThat(history.bytes()).isZero();
    assertThat(hour("queue", VISIBLE)).hasSize(360).containsOnly(0L);
  }

  @Test
  void staysWithinItsBudget_andWhatIsQuietLosesItsOldestPointsFirst() {
    long max = 160_000;
    History small = new History(max, id -> Set.of(0), SINCE);
    for (int i = 0; i < 300; i++) {
      Map<String, long[]> numbers = new HashMap<>();
      for (int queue = 0; queue < 20; queue++) {
        // The quiet ones changed for the last time after a third of the time.
        boolean isQuiet = queue < 10;
        numbers.put("queue-" + queue, point(VISIBLE, isQuiet ? Math.min(i, 100) + 1 : i + 1));
      }
      small.close(SINCE + i, new SlotOf(numbers).slot);
      assertThat(small.bytes()).isLessThanOrEqualTo(max);
    }
    Window window = small.window(Span.HOUR);
    int shortened = 0;
    for (int queue = 0; queue < 20; queue++) {
      long[][] points = small.of("queue-" + queue, window);
      assertThat(points[299]).as("the newest").isNotNull();
      if (points[0] == null) {
        assertThat(queue).as("only quiet ones have lost some").isLessThan(10);
        shortened++;
      }
      for (int i = 0; i < 300; i++) {
        long rightly = queue < 10 ? Math.min(i, 100) + 1 : i + 1;
        assertThat(points[i] == null ? rightly : points[i][VISIBLE.ordinal()]).isEqualTo(rightly);
      }
    }
    assertThat(shortened).isPositive();
  }

  @Test
  void withMoreQueuesThanRoom_whatIsForgottenIsMissing_andNotZero() {
    History small = new History(5_000, id -> Set.of(0), SINCE);
    for (int i = 0; i < 5; i++) {
      Map<String, long[]> numbers = new HashMap<>();
      for (int queue = 0; queue < 50; queue++) {
        numbers.put("queue-" + queue, point(VISIBLE, 1));
      }
      small.close(SINCE + i, new SlotOf(numbers).slot);
      assertThat(small.bytes()).isLessThanOrEqualTo(5_000);
    }
    Window window = small.window(Span.HOUR);
    for (int queue = 0; queue < 50; queue++) {
      for (long[] point : small.of("queue-" + queue, window)) {
        assertThat(point == null ? 1 : point[VISIBLE.ordinal()]).isEqualTo(1);
      }
    }
  }

  private static final class SlotOf {
    final SlotInProgress slot = new SlotInProgress();

    SlotOf(Map<String, long[]> numbers) {
      slot.look(new Told(0, "a", new Told.Look(0, 1, 0, 1), numbers));
    }
  }

  private void look(String process, int commandsPartition) {
    slot.look(new Told(0, process, new Told.Look(commandsPartition, 1, 0, 1), Map.of()));
  }

  private void look(
      String process, int commandsPartition, String id, Measure measure, long number) {
    take(process, commandsPartition, 1, 0, 1, id, measure, number);
  }

  private void take(
      String process,
      int commandsPartition,
      long position,
      int part,
      int parts,
      String id,
      Measure measure,
      long number) {
    slot.look(
        new Told(
            0,
            process,
            new Told.Look(commandsPartition, position, part, parts),
            Map.of(id, point(measure, number))));
  }

  private void count(String id, Measure measure, long number) {
    slot.count(Map.of(id, point(measure, number)));
  }

  private void close() {
    history.close(history.next(), slot);
    slot = new SlotInProgress();
  }

  private Long[] hour(String id, Measure measure) {
    return numbers(id, measure, Span.HOUR);
  }

  private Long[] day(String id, Measure measure) {
    return numbers(id, measure, Span.DAY);
  }

  private Long[] numbers(String id, Measure measure, Span span) {
    long[][] points = history.of(id, history.window(span));
    Long[] numbers = new Long[points.length];
    for (int i = 0; i < points.length; i++) {
      numbers[i] = points[i] == null ? null : points[i][measure.ordinal()];
    }
    return numbers;
  }

  private static long[] point(Measure measure, long number) {
    long[] point = Point.zeros();
    point[measure.ordinal()] = number;
    return point;
  }
}
