package io.cmqkafka.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.catalog.ReleasedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NameReleaseTest {
  private static final ReleasedName FIRST = new ReleasedName("first", "queue-1", "topic-1", null);
  private static final ReleasedName SECOND = new ReleasedName("second", "queue-2", "topic-2", null);

  private final Map<String, CompletableFuture<Void>> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> released = new ArrayList<>();
  private long nanos;
  private final NameRelease names = new NameRelease(this::delete, this::release, 1, () -> nanos);

  @Test
  void namesAreReleasedAfterTheirTopics() throws Exception {
    names.run(List.of(FIRST, SECOND));
    assertThat(asked).containsExactly("topic-1", "topic-2");
    settle();
    names.run(List.of(FIRST, SECOND));
    assertThat(asked).containsExactly("topic-1", "topic-2");
    assertThat(released).containsExactly("first", "second");
  }

  @Test
  void aTopicIsNotDeletedBeforeEveryViewKnowsThatNothingNeedsIt() throws Exception {
    new NameRelease(this::delete, this::release, 1, () -> nanos).run(List.of(FIRST));
    assertThat(asked).isEmpty();
  }

  @Test
  void aNameIsHeldUntilEveryBrokerKnowsThatItsTopicIsGone() throws Exception {
    names.run(List.of(FIRST));
    nanos += TimeUnit.MILLISECONDS.toNanos(2_999);
    names.run(List.of(FIRST));
    assertThat(released).isEmpty();
    nanos += TimeUnit.MILLISECONDS.toNanos(1);
    names.run(List.of(FIRST));
    assertThat(released).containsExactly("first");
  }

  @Test
  void aTopicThatCannotBeDeletedHoldsUpNoOther_andIsTriedAgainLater() throws Exception {
    answers.put("topic-1", CompletableFuture.failedFuture(new IllegalStateException("denied")));
    names.run(List.of(FIRST, SECOND));
    settle();
    names.run(List.of(FIRST, SECOND));
    assertThat(released).containsExactly("second");
    assertThat(asked).containsOnlyOnce("topic-1");
    answers.clear();
    nanos += TimeUnit.MINUTES.toNanos(1);
    names.run(List.of(FIRST));
    settle();
    names.run(List.of(FIRST));
    assertThat(released).containsExactly("second", "first");
  }

  @Test
  void anIdThatIsNoneHoldsUpNoOther() throws Exception {
    answers.put("topic-1", null);
    names.run(List.of(FIRST, SECOND));
    settle();
    names.run(List.of(FIRST, SECOND));
    assertThat(released).containsExactly("second");
  }

  @Test
  void afterATimeoutTheOthersHaveTheirTurnInTheNextRound() throws Exception {
    answers.put("topic-1", new CompletableFuture<>());
    names.run(List.of(FIRST, SECOND));
    assertThat(asked).containsExactly("topic-1");
    names.run(List.of(FIRST, SECOND));
    settle();
    names.run(List.of(FIRST, SECOND));
    assertThat(released).containsExactly("second");
  }

  private void settle() {
    nanos += TimeUnit.SECONDS.toNanos(3);
  }

  @BeforeEach
  void everyViewKnows() throws Exception {
    names.run(List.of(FIRST, SECOND));
    nanos += TimeUnit.SECONDS.toNanos(2);
  }

  private CompletableFuture<Void> delete(String topicId) {
    asked.add(topicId);
    CompletableFuture<Void> answer =
        answers.getOrDefault(topicId, CompletableFuture.completedFuture(null));
    if (answer == null) {
      throw new IllegalArgumentException("no id");
    }
    return answer;
  }

  private CompletableFuture<?> release(ReleasedName one) {
    released.add(one.name());
    return CompletableFuture.completedFuture(null);
  }
}
