package io.cmqkafka.facade.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.restart.PublicationHistory.Published;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rule is silent about good histories and finds each fault that is planted. */
class ArrivesAtTest {
  private final PublicationHistory history = new PublicationHistory();

  @Test
  void aGoodHistoryBreaksNothing() {
    history.add(new Published("m", Set.of("queue", "hook"), true));
    history.add(new Published("for others", Set.of("other"), true));
    history.add(new Published("nobody knows, and it came", Set.of("queue"), false));
    history.add(new Published("nobody knows, and it did not", Set.of("queue"), false));
    history.arrived("queue", "m");
    history.arrived("queue", "nobody knows, and it came");
    history.arrived("hook", "m");
    history.arrived("hook", "m");
    assertThat(broken("queue", true)).isEmpty();
    assertThat(broken("hook", false)).isEmpty();
  }

  @Test
  void aLossIsFoundThoughAnotherSubscriberGotIt() {
    history.add(new Published("m", Set.of("queue", "other"), true));
    history.arrived("other", "m");
    assertThat(broken("queue", true)).singleElement().asString().contains("never at queue");
    assertThat(broken("queue", false)).hasSize(1);
    assertThat(broken("other", true)).isEmpty();
  }

  @Test
  void aDuplicateIsFound() {
    history.add(new Published("m", Set.of("queue"), true));
    history.arrived("queue", "m");
    history.arrived("queue", "m");
    assertThat(broken("queue", true)).singleElement().asString().contains("2 times at queue");
  }

  @Test
  void aDuplicateOfWhatWasNotAcknowledgedIsFound() {
    history.add(new Published("m", Set.of("queue"), false));
    history.arrived("queue", "m");
    history.arrived("queue", "m");
    assertThat(broken("queue", true)).singleElement().asString().contains("2 times at queue");
  }

  @Test
  void whatItDidNotChooseIsFound() {
    history.add(new Published("m", Set.of("other"), true));
    history.arrived("queue", "m");
    assertThat(broken("queue", false)).singleElement().asString().contains("not for queue");
  }

  @Test
  void whatNobodyPublishedIsFound() {
    history.arrived("queue", "m");
    assertThat(broken("queue", false)).singleElement().asString().contains("by nobody");
  }

  private List<String> broken(String place, boolean once) {
    return new ArrivesAt(place, once).broken(history);
  }
}
