package io.cmqkafka.facade.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.catalog.Redrive.Left;
import io.cmqkafka.catalog.Redrive.Reason;
import io.cmqkafka.catalog.Redrive.State;
import io.cmqkafka.facade.auth.Rights;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.QueueAttributes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepairActionsTest {
  private static final String REFUSED =
      "{\"code\":4000,\"message\":\"(10461)no cam authentication\"}";
  private static final String FIRST = new MessageId(0, 1).toString();
  private static final String SECOND = new MessageId(0, 2).toString();

  private final FakeQueues queues =
      new FakeQueues().add("q", QueueAttributes.DEFAULTS).add("other", QueueAttributes.DEFAULTS);
  private final Caller caller = new Caller(queues);

  @Test
  void discardsAndReleasesWhatIsChosen_andSaysWhatItWas() {
    assertThat(call("DiscardMessages", "msgId.0=" + FIRST, "msgId.1=" + SECOND))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"messages\":[{\"msgId\":\""
                + FIRST
                + "\",\"done\":true,\"state\":\"visible\"},{\"msgId\":\""
                + SECOND
                + "\",\"done\":true,\"state\":\"visible\"}]}");
    assertThat(call("ReleaseMessages", "msgId.1=" + FIRST)).contains("\"done\":false");
    caller.repairs.state = MessageState.INVISIBLE;
    assertThat(call("ReleaseMessages", "msgId.1=" + FIRST))
        .contains("\"done\":true,\"state\":\"invisible\"");
    caller.repairs.state = null;
    assertThat(call("DiscardMessages", "msgId.0=" + FIRST))
        .contains("\"done\":false,\"state\":\"none\"");
    assertThat(caller.repairs.asked)
        .containsExactly("DELETE 2", "MAKE_VISIBLE 1", "MAKE_VISIBLE 1", "DELETE 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DiscardMessages", "ReleaseMessages", "RedriveMessages"})
  void saysWhatIsWrongWithTheChoice(String action) {
    assertThat(call(action)).contains("(10370)");
    assertThat(call(action, "msgId.0=5")).contains("(10770)");
    assertThat(call(action, "msgId.0=" + new MessageId(1, 0))).contains("(10770)");
    assertThat(call(action, "msgId.0=" + FIRST, "msgId.1=" + FIRST)).contains("(10330)");
    assertThat(caller.call(action, "queueName=none", "msgId.0=" + FIRST)).contains("\"code\":4440");
    assertThat(caller.repairs.asked).isEmpty();
  }

  @Test
  void redrivesChosenMessages_whereTheCallerMaySend() {
    assertThat(call("RedriveMessages", "msgId.0=" + FIRST))
        .isEqualTo(
            "{\"code\":0,\"message\":\"\",\"messages\":[{\"msgId\":\""
                + FIRST
                + "\",\"result\":\"moved\",\"toQueueName\":\"source\"}]}");
    assertThat(call("RedriveMessages", "msgId.0=" + FIRST, "toQueueName=other"))
        .contains("\"toQueueName\":\"other\"");
    caller.rights = Rights.NONE.and("RedriveMessages").and("send on queues s*");
    assertThat(call("RedriveMessages", "msgId.0=" + FIRST)).contains("\"result\":\"moved\"");
    assertThat(call("RedriveMessages", "msgId.0=" + FIRST, "toQueueName=other")).isEqualTo(REFUSED);
    caller.rights = Rights.NONE.and("RedriveMessages");
    assertThat(call("RedriveMessages", "msgId.0=" + FIRST)).contains("\"result\":\"not_allowed\"");
  }

  @Test
  void startsARedrive_andTellsOfIt() {
    assertThat(call("GetRedrive")).contains("\"state\":\"none\"");
    assertThat(call("StartRedrive", "toQueueName=other", "messagesPerSecond=7"))
        .contains(
            "\"state\":\"running\",\"toQueueName\":\"other\",\"messagesPerSecond\":7",
            "\"moved\":0,\"left\":0,\"leftMessages\":[]");
    call("StartRedrive");
    resume("messagesPerSecond=9");
    resume();
    call("StopRedrive");
    assertThat(caller.repairs.asked)
        .containsExactly(
            "start to other at 7", "start to null at 100", "resume at 9", "resume at 100", "stop");
    caller.repairs.latest =
        caller
            .repairs
            .latest
            .after(0, 3, 2, List.of(new Left(SECOND, "too_large")))
            .with(2, State.STOPPED, Reason.TARGET_FULL);
    assertThat(call("GetRedrive"))
        .contains(
            "\"state\":\"stopped\",\"reason\":\"target_full\"",
            "\"moved\":2,\"left\":1,\"leftMessages\":[{\"msgId\":\""
                + SECOND
                + "\",\"result\":\"too_large\"}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"messagesPerSecond=0", "messagesPerSecond=1001", "resume=2", "toQueueName=q"})
  void saysWhatIsWrongWithARedrive(String param) {
    assertThat(call("StartRedrive", param)).contains("(10350)");
    assertThat(call("StartRedrive", "toQueueName=none")).contains("\"code\":4440");
    assertThat(caller.repairs.asked).isEmpty();
  }

  @Test
  void whatNeverBeganCanNeitherStopNorGoOn() {
    String refused =
        "{\"code\":4000,\"message\":\"(10000)invalid request parameters: the queue has no redrive"
            + " that runs or has stopped\"}";
    assertThat(call("StopRedrive")).isEqualTo(refused);
    assertThat(resume()).isEqualTo(refused);
  }

  @Test
  void whatAnotherProcessBeganAMomentAgoGoesOn() {
    Redrive begun =
        Redrive.beginning(queues.find("q").orElseThrow(), "other", 5, List.of(1L), 1)
            .with(2, State.STOPPED, Reason.ASKED);
    queues.onCatchUp = () -> caller.repairs.latest = begun;
    resume();
    assertThat(caller.repairs.asked).containsExactly("resume at 5");
  }

  @Test
  void whoReadsTheCatalogDoesNotLookThroughAllQueues() {
    call("StartRedrive");
    queues.caughtUp = new CompletableFuture<>();
    CompletableFuture<Answer> answer = caller.start("StartRedrive", "queueName=q", "resume=1");
    // On this thread, as on the catalog's.
    queues.caughtUp.complete(null);
    // A call of get might run the work on this thread.
    await().until(answer::isDone);
    assertThat(caller.repairs.resumedBy).isNotSameAs(Thread.currentThread());
  }

  @Test
  void whatGoesOnCannotGoElsewhere() {
    call("StartRedrive", "toQueueName=other");
    caller.repairs.asked.clear();
    assertThat(resume("toQueueName=other"))
        .startsWith(
            "{\"code\":4000,\"message\":\"(10320)no such parameter toQueueName with resume");
    assertThat(caller.repairs.asked).isEmpty();
    resume("toQueueName=");
    call("StartRedrive", "resume=0", "toQueueName=other");
    assertThat(caller.repairs.asked).containsExactly("resume at 100", "start to other at 100");
  }

  @Test
  void lettersGoBackToWhereTheyDiedOnlyForWhoMaySendAnywhere() {
    caller.rights = Rights.NONE.and("StartRedrive").and("send on queues other");
    assertThat(call("StartRedrive")).isEqualTo(REFUSED);
    assertThat(call("StartRedrive", "toQueueName=other")).startsWith("{\"code\":0");
    caller.repairs.latest =
        Redrive.beginning(queues.find("q").orElseThrow(), null, 5, List.of(1L), 1);
    assertThat(resume()).isEqualTo(REFUSED);
  }

  @Test
  void noMoreThanAHundredAreKeptAsExamples() {
    Redrive redrive = Redrive.beginning(queues.find("q").orElseThrow(), null, 5, List.of(1L), 1);
    for (int i = 0; i < 150; i++) {
      redrive = redrive.after(0, i, 0, List.of(new Left(FIRST, "too_large")));
    }
    assertThat(redrive.left()).isEqualTo(150);
    assertThat(redrive.examples()).hasSize(Redrive.MAX_EXAMPLES);
  }

  private String resume(String... params) {
    return caller.callAndWait(
        "StartRedrive",
        Stream.concat(Stream.of("queueName=q", "resume=1"), Stream.of(params))
            .toArray(String[]::new));
  }

  private String call(String action, String... params) {
    String[] all = new String[params.length + 1];
    all[0] = "queueName=q";
    System.arraycopy(params, 0, all, 1, params.length);
    return caller.call(action, all);
  }
}
