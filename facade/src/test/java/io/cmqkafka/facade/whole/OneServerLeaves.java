package io.cmqkafka.facade.whole;

import static io.cmqkafka.facade.whole.NumbersOverTime.last;
import static io.cmqkafka.facade.whole.NumbersOverTime.queue;
import static io.cmqkafka.facade.whole.NumbersOverTime.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Of two servers that both work one stops, and the other goes on with everything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class OneServerLeaves {
  /** Enough for each server to decide about some of them, whatever their ids hash to. */
  private static final List<String> QUEUES =
      IntStream.range(0, 12).mapToObj(i -> "left-" + i).toList();

  /** Enough for each server to copy some of them, whatever their names hash to. */
  private static final List<String> TOPICS =
      IntStream.range(0, 6).mapToObj(i -> "left-" + i).toList();

  /** Whose partitions both decide about. */
  private static final String SHARED = "shared";

  private static final String PARTITIONS = "16";
  private static final int MESSAGES = 40;
  private static final int TAKEN = 5;

  private final TestedServer leaves;
  private final TestedServer stays;
  private final List<ReceivedMessage> inHand = new ArrayList<>();
  private Api api;
  private Publisher publisher;
  private int points;

  OneServerLeaves(TestedServer leaves, TestedServer stays) {
    this.leaves = leaves;
    this.stays = stays;
  }

  @BeforeAll
  void oneLeavesWhileBothWork() throws Exception {
    api = new Api(stays);
    try (Api gone = new Api(leaves)) {
      fillQueues(gone);
      whicheverIsAskedTellsTheSame(gone);
      gone.create("nothing-left");
      Publisher.makeTopics(api, TOPICS);
    }
    publisher = new Publisher(stays, TOPICS);
    publisher.awaitMore(50);
    RequestsAnywhere.awaitNobodyWaits(leaves);
    try (WaitingClient client = new WaitingClient(leaves, "nothing-left", 30)) {
      await().until(() -> leaves.pending() > 0);
      leaves.close();
      Api.assertError(client.answer(), 7000, 10200);
    }
    patiently().until(() -> SeveralServersIT.owned(stays) == SeveralServersIT.COMMANDS_PARTITIONS);
    points = depths().size();
  }

  @AfterAll
  void end() {
    publisher.close();
    api.close();
  }

  private void fillQueues(Api gone) {
    for (String queue : QUEUES) {
      gone.create(queue, "visibilityTimeout", "600");
      RequestsAnywhere.awaitKnown(stays, queue);
      gone.send(queue, "in hand");
      inHand.add(gone.receive(queue, 20));
      gone.send(queue, "deleted");
      api.delete(queue, api.receive(queue, 20));
      gone.send(queue, "waiting");
      gone.sendDelayed(queue, "delayed", 1);
    }
  }

  /** Each of them tells the numbers of all of a queue's partitions. */
  private void whicheverIsAskedTellsTheSame(Api gone) {
    gone.create(SHARED, "partitions", PARTITIONS, "visibilityTimeout", "3600");
    for (int i = 0; i < MESSAGES; i++) {
      (i % 2 == 0 ? gone : api).send(SHARED, "m" + i);
    }
    gone.take(SHARED, 3);
    api.take(SHARED, TAKEN - 3);
    awaitAllNumbers(gone);
    awaitAllNumbers(api);
  }

  @Test
  @Order(1)
  void theOtherCopiesEverythingThatIsPublished() throws Exception {
    try (NativeKafka natively = new NativeKafka(stays)) {
      patiently()
          .untilAsserted(
              () ->
                  assertThat(natively.sharesOfFanOut())
                      .hasSize(1)
                      .containsValue(SeveralServersIT.PUBLICATIONS_PARTITIONS));
    }
    publisher.awaitMore(50);
    publisher.finish();
    publisher.assertAllArrived(api, Api.LONGEST_WAIT_SECONDS);
  }

  @Test
  @Order(2)
  void theOtherHasWhatWasInTheQueues() {
    // The fan-out's share is handed over on its own.
    patiently().untilAsserted(stays::assertReady);
    for (int i = 0; i < QUEUES.size(); i++) {
      String queue = QUEUES.get(i);
      List<String> rest = new ArrayList<>();
      rest.add(api.receive(queue, 20).msgBody());
      rest.add(api.receive(queue, 20).msgBody());
      assertThat(rest).containsExactlyInAnyOrder("waiting", "delayed");
      api.assertEmpty(queue);
      api.delete(queue, inHand.get(i));
    }
  }

  @Test
  @Order(3)
  void whatMovesToTheOtherIsCountedOnceAndNeverZero() {
    patiently().until(() -> depths().size() > points + 1);
    awaitAllNumbers(api);
    boolean isThere = false;
    for (JsonNode depth : depths()) {
      isThere |= depth.longValue() == MESSAGES - TAKEN;
      if (isThere && !depth.isNull()) {
        assertThat(depth.longValue()).isEqualTo(MESSAGES - TAKEN);
      }
    }
  }

  private JsonNode depths() {
    return queue(api, SHARED).get("activeMsgNum");
  }

  private static void awaitAllNumbers(Api api) {
    patiently()
        .untilAsserted(
            () -> {
              JsonNode shared = queue(api, SHARED);
              assertThat(last(shared, "activeMsgNum")).isEqualTo(MESSAGES - TAKEN);
              assertThat(sum(shared, "sendMsgNum")).isEqualTo(MESSAGES);
              assertThat(sum(shared, "recvMsgNum")).isEqualTo(TAKEN);
              assertThat(sum(shared, "delMsgNum")).isEqualTo(TAKEN);
            });
  }

  private static ConditionFactory patiently() {
    return await().atMost(120, TimeUnit.SECONDS);
  }
}
