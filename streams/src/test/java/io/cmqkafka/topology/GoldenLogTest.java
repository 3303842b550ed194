package io.cmqkafka.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.ReplyText;
import io.cmqkafka.queue.Entry;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.view.CatalogJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every build decides by each version of the rules as the build that brought it: from the same
 * records come the same replies, the same catalog and the same bytes of state, from the beginning
 * and from state that an older build has written. A file that differs is a rule that has changed
 * without a version, and processes of two builds would decide differently in an upgrade.
 *
 * <p>For a new version copy the newest file, put {@code > TIME {"command":"PutInForce",
 * "rules":VERSION}} at its beginning and records for what is new where they belong, and have what
 * they lead to written:
 *
 * <pre>mvn -pl streams test -Dtest=GoldenLogTest -Dgolden.record=VERSION</pre>
 *
 * Then read the difference to the file before. The file of a version that has been released is
 * never recorded again.
 */
class GoldenLogTest {

  /** What no machine answers: sent by the face of the queues, or by their own process. */
  private static final Set<Refusal> NOT_OF_MACHINES =
      EnumSet.of(
          Refusal.HEAP_FULL,
          Refusal.TOO_MANY_DELAYED,
          Refusal.NO_SUCH_MESSAGE,
          Refusal.REWIND_NOT_ENABLED,
          Refusal.REWIND_TIME_INVALID,
          Refusal.TOPIC_NOT_BINDABLE,
          Refusal.KAFKA_TOPIC_GONE,
          Refusal.NAME_COLLIDES,
          Refusal.DELIVERY_TOPIC_UNSUITABLE,
          Refusal.DEAD_LETTER_QUEUE_UNSUITABLE,
          Refusal.NO_SUBSCRIPTION,
          Refusal.NOTHING_MATCHES,
          Refusal.RULES_TOO_OLD,
          Refusal.REDRIVE_UNDER_WAY,
          Refusal.NO_REDRIVE,
          Refusal.OVERLOADED,
          Refusal.UNAVAILABLE);

  static Stream<Rules> versions() {
    return IntStream.rangeClosed(1, Rules.NEWEST.version()).mapToObj(Rules::new);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void leadsToWhatItLedTo(Rules rules) throws IOException {
    GoldenLog golden = GoldenLog.of(rules);
    GoldenReplay replay = new GoldenReplay(List.of(), 0);
    List<String> replayed = replay.follow(golden.inputs());
    assertThat(replay.inForce()).isEqualTo(rules);
    if (GoldenLog.isToBeRecorded(rules)) {
      GoldenLog.record(rules, replayed);
    }
    assertThat(replayed).isEqualTo(GoldenLog.of(rules).lines());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void goesOnFromStateThatWasWrittenThen(Rules rules) throws IOException {
    assumeFalse(GoldenLog.isToBeRecorded(rules), "compared when it is not written at once");
    GoldenLog golden = GoldenLog.of(rules);
    assertThat(golden.statesAt()).hasSizeGreaterThan(1);
    for (int at : golden.statesAt()) {
      List<String> before = golden.lines().subList(0, at);
      List<String> after =
          golden.lines().subList(at + 1 + golden.stateAt(at).size(), golden.lines().size());
      long position = before.stream().filter(line -> line.matches("[>?] .*")).count();
      GoldenReplay successor = new GoldenReplay(golden.stateAt(at), position);
      assertThat(successor.follow(after.stream().filter(GoldenLog::isInput).toList()))
          .as("from line " + (at + 1))
          .isEqualTo(after);
    }
  }

  /** An older process of the same version must be able to read what this one appends. */
  @Test
  void thisBuildWritesTheRecordsAsTheyAre() throws Exception {
    for (String text : GoldenLog.of(Rules.NEWEST).ownRecords()) {
      LoggedCommand command = CommandJson.decode(text.getBytes(UTF_8));
      assertThat(new String(CommandJson.encode(command), UTF_8)).isEqualTo(text);
    }
  }

  @Test
  void everyCommandIsInIt() throws Exception {
    Set<Class<?>> found = new HashSet<>();
    for (String text : GoldenLog.of(Rules.NEWEST).ownRecords()) {
      LoggedCommand command = CommandJson.decode(text.getBytes(UTF_8));
      found.add(command.getClass());
      if (command instanceof LoggedCommand.ForQueue one) {
        found.add(one.command().getClass());
      } else if (command instanceof LoggedCommand.ForCatalog one) {
        found.add(one.command().getClass());
      }
    }
    assertThat(found)
        .contains(QueueCommand.class.getPermittedSubclasses())
        .contains(CatalogCommand.class.getPermittedSubclasses())
        .contains(LoggedCommand.class.getPermittedSubclasses());
  }

  @Test
  void everyReplyAndEveryRefusalOfAMachineIsInIt() throws Exception {
    Set<Class<?>> replies = new HashSet<>();
    Set<Refusal> refusals = EnumSet.noneOf(Refusal.class);
    for (String line : GoldenLog.of(Rules.NEWEST).lines()) {
      if (line.startsWith("  reply ")) {
        Reply reply = ReplyText.read(line.strip().split(" ", 3)[2]);
        replies.add(reply.getClass());
        if (reply instanceof Reply.Refused refused) {
          refusals.add(refused.reason());
        }
      }
    }
    assertThat(replies).contains(Reply.class.getPermittedSubclasses());
    assertThat(refusals).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(NOT_OF_MACHINES)));
  }

  @Test
  void everyKindOfStateIsInAStateThatIsTold() throws Exception {
    GoldenLog golden = GoldenLog.of(Rules.NEWEST);
    Set<Class<?>> entries = new HashSet<>();
    Set<Class<?>> catalog = new HashSet<>();
    Set<String> kinds = new HashSet<>();
    for (int at : golden.statesAt()) {
      for (String line : golden.stateAt(at)) {
        String[] parts = line.strip().split(" ", 4);
        if (parts[0].equals("queue-state") && parts[3].contains(" ")) {
          String kind = parts[3].split(" ")[1];
          kinds.add(kind);
          if (kind.equals("e")) {
            entries.add(QueueStateCodec.entry(HexFormat.of().parseHex(parts[2])).getClass());
          }
        } else if (parts[0].equals("catalog-state") && !parts[1].equals("progress")) {
          catalog.add(CatalogJson.decode(parts[2].getBytes(UTF_8)).entry().getClass());
        }
      }
    }
    assertThat(kinds).containsExactlyInAnyOrder("h", "e", "p", "s");
    assertThat(entries).contains(Entry.class.getPermittedSubclasses());
    List<Class<?>> entriesOfCatalog =
        new ArrayList<>(List.of(CatalogEntry.class.getPermittedSubclasses()));
    if (Rules.NEWEST.equals(Rules.FIRST)) {
      entriesOfCatalog.remove(io.cmqkafka.catalog.RulesInForce.class);
    }
    assertThat(catalog).containsAll(entriesOfCatalog);
  }
}
