package io.cmqkafka.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeenCopiesTest {

  @Test
  void higherNumbers_areNew() {
    SeenCopies seen = after(SeenCopies.NOTHING, 4, -1);
    assertThat(seen).isEqualTo(new SeenCopies(4, 0, List.of()));

    assertThat(after(seen, 9, 4)).isEqualTo(new SeenCopies(9, 0, List.of()));
  }

  @Test
  void aWriterThatJustBegan_leavesNoHole() {
    assertThat(after(new SeenCopies(4, 0, List.of()), 9, -1))
        .isEqualTo(new SeenCopies(9, 0, List.of()));
  }

  @Test
  void numbersUpToTheHighest_areRepeats() {
    SeenCopies seen = new SeenCopies(4, 0, List.of());

    assertThat(after(seen, 4, 2)).isNull();
    assertThat(after(seen, 0, -1)).isNull();
  }

  @Test
  void whatItsWriterSentBefore_andIsNotHere_isAHole() {
    assertThat(after(new SeenCopies(4, 0, List.of()), 9, 7))
        .isEqualTo(new SeenCopies(9, 0, holes(5, 9)));
    assertThat(after(SeenCopies.NOTHING, 9, 0)).isEqualTo(new SeenCopies(9, 0, holes(0, 9)));
  }

  @Test
  void aCopyThatFallsIntoAHole_isNewOnce() {
    SeenCopies seen = new SeenCopies(9, 0, holes(5, 9));

    assertThat(after(seen, 7, 5)).isEqualTo(new SeenCopies(9, 0, holes(5, 7, 8, 9)));
    assertThat(after(seen, 5, -1)).isEqualTo(new SeenCopies(9, 0, holes(6, 9)));
    assertThat(after(seen, 8, 7)).isEqualTo(new SeenCopies(9, 0, holes(5, 8)));
    assertThat(after(after(seen, 7, 5), 7, 5)).isNull();
    assertThat(after(seen, 4, -1)).isNull();
    assertThat(after(seen, 9, 8)).isNull();
  }

  @Test
  void aHoleOfOne_isClosed() {
    assertThat(after(new SeenCopies(9, 0, holes(2, 3, 5, 6, 7, 8)), 5, -1))
        .isEqualTo(new SeenCopies(9, 0, holes(2, 3, 7, 8)));
  }

  @Test
  void tooManyHoles_theTwoLowestBecomeOne() {
    SeenCopies seen = new SeenCopies(0, 0, List.of());
    for (long number = 2; seen.holes().size() < SeenCopies.MAX_HOLES; number += 2) {
      seen = after(seen, number, number - 1);
    }
    assertThat(seen.holes()).startsWith(new Hole(1, 2), new Hole(3, 4));

    SeenCopies more = after(seen, seen.highest() + 2, seen.highest() + 1);

    assertThat(more.holes()).hasSize(SeenCopies.MAX_HOLES).startsWith(new Hole(1, 4));
    assertThat(after(more, 2, 1)).as("rather twice than never").isNotNull();
    assertThat(after(more, 4, 3)).isNull();
  }

  @Test
  void aHoleThatIsSplitIntoTooMany_isBoundedToo() {
    SeenCopies seen = new SeenCopies(1_000, 0, holes(0, 900));
    for (long number = 2; number < 800; number += 2) {
      seen = after(seen, number, -1);
      assertThat(seen.holes()).hasSizeLessThanOrEqualTo(SeenCopies.MAX_HOLES);
    }
    assertThat(seen.holes()).hasSize(SeenCopies.MAX_HOLES).endsWith(new Hole(799, 900));
  }

  @Test
  void theHighestOfAllNumbers_isANumber() {
    SeenCopies seen = after(new SeenCopies(1, 0, List.of()), Long.MAX_VALUE, Long.MAX_VALUE - 1);

    assertThat(seen.holes()).isEqualTo(holes(2, Long.MAX_VALUE));
    assertThat(after(seen, Long.MAX_VALUE - 1, -1).holes()).isEqualTo(holes(2, Long.MAX_VALUE - 1));
    assertThat(after(seen, Long.MAX_VALUE, -1)).isNull();
  }

  private static SeenCopies after(SeenCopies seen, long number, long previous) {
    return seen.with(new Copied(0, "source", number, previous));
  }

  private static List<Hole> holes(long... bounds) {
    List<Hole> holes = new java.util.ArrayList<>();
    for (int i = 0; i < bounds.length; i += 2) {
      holes.add(new Hole(bounds[i], bounds[i + 1]));
    }
    return holes;
  }
}
