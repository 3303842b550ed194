package io.cmqkafka.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.CatalogMachine;
import io.cmqkafka.catalog.CatalogStore;
import io.cmqkafka.catalog.DeadLetterBinding;
import io.cmqkafka.catalog.DeadLetterLimit;
import io.cmqkafka.catalog.HandleKey;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.copy.Copied;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DelayedOffset;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Progress;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.topic.SubscriptionChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandJsonTest {
  private static final LoggedCommand TICK =
      new LoggedCommand.Tick(
          Optional.of(
              new LoggedCommand.Ended(
                  new QueuePartition("queue-1", 2),
                  List.of(
                      new EndedDelivery(new Lease(5, 70, 40_000), 40_000, false),
                      new EndedDelivery(new Lease(6, 71, 40_000), 39_000, true)))));

  private static final Origin ORIGIN = new Origin("instance", Long.MAX_VALUE);
  private static final TopicDefinition TOPIC = Fixtures.topic("News", FilterType.TAG);
  private static final Filter TAGS = new Filter(List.of("a", "b"), List.of("#.c"));

  static Stream<LoggedCommand> everyCommand() {
    List<Lease> leases = List.of(new Lease(1, 2, 3), new Lease(Long.MAX_VALUE, 0, 1));
    Stream<QueueCommand> queue =
        Stream.of(
            new QueueCommand.Receive(16, 30_000, 1_000, 7, 20_000),
            new QueueCommand.Receive(1, 1, 0, 0, 1, 3, true),
            new QueueCommand.AskEnd(),
            new QueueCommand.CutBack(Long.MAX_VALUE),
            new QueueCommand.Cancel(9),
            new QueueCommand.Delete(leases),
            new QueueCommand.Delete(List.of()),
            new QueueCommand.Release(leases),
            new QueueCommand.Arrived(
                1,
                9,
                List.of(new OffsetRange(2, 4), new OffsetRange(8, 9)),
                List.of(new DelayedOffset(5, 1_000))),
            new QueueCommand.Arrived(
                1,
                9,
                List.of(),
                List.of(),
                List.of(new Copied(2, "a\"\\/0", 7, -1), new Copied(8, "b", Long.MAX_VALUE, 0))),
            new QueueCommand.Defer(new Lease(1, 2, 3), 10_000),
            new QueueCommand.Bury(leases),
            new QueueCommand.Expire(Long.MAX_VALUE, 100),
            new QueueCommand.Moved(List.of(new Buried(7, Long.MAX_VALUE), new Buried(8, 0))),
            new QueueCommand.Rewind(Long.MAX_VALUE),
            new QueueCommand.OpenRewindWindow(),
            new QueueCommand.Clear(),
            new QueueCommand.Trim(3),
            new QueueCommand.Count(Long.MAX_VALUE),
            new QueueCommand.Choose(List.of(3L, 1L), Act.DELETE),
            new QueueCommand.Choose(List.of(4L), Act.MOVE, "queue-b", 50),
            new QueueCommand.Return(List.of(new Buried(4, 2))),
            new QueueCommand.Browse(
                5, true, EnumSet.of(MessageState.VISIBLE, MessageState.DEAD), 20),
            new QueueCommand.Drop());
    Stream<CatalogCommand> catalog =
        Stream.of(
            new CatalogCommand.CreateQueue(
                "Name",
                "queue-1",
                "cmq.queue.Name",
                "AAAA",
                true,
                List.of(0L, 5L),
                QueueAttributes.DEFAULTS,
                1_000),
            new CatalogCommand.ChangeQueue(
                "Name", "queue-1", new AttributeChanges(null, 1, null, 2, null, 0)),
            new CatalogCommand.CreateQueue(
                "Other",
                "queue-2",
                "cmq.queue.Other",
                "BBBB",
                false,
                List.of(0L),
                QueueAttributes.DEFAULTS,
                new DeadLetterBinding("Name", DeadLetterLimit.receivedTooOften(3)),
                1_000),
            new CatalogCommand.ChangeQueue(
                "Other",
                "queue-2",
                new AttributeChanges(null, null, null, null, null, null),
                new DeadLetterBinding("Name", DeadLetterLimit.unconsumedTooLong(300))),
            new CatalogCommand.UnbindDeadLetter("Other", "queue-2"),
            new CatalogCommand.DropQueue("Name", "queue-1"),
            new CatalogCommand.ReleaseName("Name", "queue-1", "queue/name"),
            new CatalogCommand.ReleaseName("Name", "subsc-1", "subscription/topic/name"),
            new CatalogCommand.CreateTopic(
                "News", "topic-1", 65_536, FilterType.ROUTING, new MessageId(0, 7), 1_000),
            new CatalogCommand.ChangeTopic("News", "topic-1", 1_024),
            new CatalogCommand.DropTopic("News", "topic-1"),
            new CatalogCommand.Republish("queue/orders"),
            new CatalogCommand.PutRedrive(
                new Redrive(
                    "dead",
                    "queue-f",
                    null,
                    50,
                    3,
                    Redrive.State.STOPPED,
                    Redrive.Reason.TARGET_FULL,
                    List.of(4L),
                    List.of(9L),
                    3,
                    1,
                    List.of(new Redrive.Left("281474976710656", "too_large")),
                    0,
                    0)),
            new CatalogCommand.DropRedrive("dead", "queue-f"),
            new CatalogCommand.Subscribe(
                Fixtures.subscription(TOPIC, "Mail", Protocol.HTTP, "http://host/", TAGS), 500),
            new CatalogCommand.Subscribe(
                Fixtures.subscription(TOPIC, "copy", Protocol.QUEUE, "Orders", TAGS), 500),
            new CatalogCommand.ChangeSubscription(
                "News",
                "Mail",
                "subsc-1",
                new SubscriptionChanges(
                    NotifyStrategy.BACKOFF_RETRY, null, List.of("a"), List.of())),
            new CatalogCommand.ChangeSubscription(
                "News", "Mail", "subsc-1", SubscriptionChanges.CLEAR_TAGS),
            new CatalogCommand.Unsubscribe("News", "Mail", "subsc-1"),
            new CatalogCommand.ProposeHandleKey(new HandleKey("c2VjcmV0")));
    return Stream.of(
            queue.map(
                command ->
                    new LoggedCommand.ForQueue(new QueuePartition("queue-1", 2), ORIGIN, command)),
            catalog.map(command -> new LoggedCommand.ForCatalog(ORIGIN, command)),
            Stream.of(TICK, new LoggedCommand.Tick(), new LoggedCommand.PutInForce(new Rules(7))))
        .flatMap(one -> one);
  }

  /** A build that does not know what a tick tells decides by it all the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'ended':7",
        "'ended':[[1,2,3,4]]",
        "'queue':'q','partition':0,'ended':{}",
        "'queue':'q','partition':0,'ended':[7]",
        "'queue':'q','partition':0,'ended':[[1,2,3]]",
        "'queue':'q','partition':0,'ended':[[1,2,3,-4]]",
        "'queue':'q','partition':-1,'ended':[[1,2,3,4]]",
        "'queue':7,'partition':0,'ended':[[1,2,3,4]]"
      })
  void aTickIsOne_whateverItTells(String fields) throws MalformedRecordException {
    String text = ("{'command':'Tick'," + fields + "}").replace('\'', '"');
    assertThat(CommandJson.decode(text.getBytes(UTF_8))).isEqualTo(new LoggedCommand.Tick());
  }

  @Test
  void whatATickTellsIsEasilyRead() {
    assertThat(new String(CommandJson.encode(TICK), UTF_8))
        .isEqualTo(
            "{\"command\":\"Tick\",\"queue\":\"queue-1\",\"partition\":2,"
                + "\"ended\":[[5,70,40000,40000],[6,71,40000,39000,true]]}");
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void comesBackAsItWas(LoggedCommand command) throws MalformedRecordException {
    assertThat(CommandJson.decode(CommandJson.encode(command))).isEqualTo(command);
  }

  @Test
  void everyKindOfCommandIsTested() {
    List<Class<?>> tested =
        everyCommand()
            .<Object>map(
                one ->
                    one instanceof LoggedCommand.ForQueue queue
                        ? queue.command()
                        : one instanceof LoggedCommand.ForCatalog catalog ? catalog.command() : one)
            .<Class<?>>map(Object::getClass)
            .toList();
    assertThat(tested)
        .contains(QueueCommand.class.getPermittedSubclasses())
        .contains(CatalogCommand.class.getPermittedSubclasses());
  }

  @Test
  void aReleaseWithoutAKeyIsOfAQueue_asItWasWrittenBeforeThereWereTopics()
      throws MalformedRecordException {
    String old =
        "{\"command\":\"ReleaseName\",\"instance\":\"i\",\"request\":1,"
            + "\"catalog\":{\"name\":\"Orders\",\"id\":\"queue-1\"}}";
    assertThat(CommandJson.decode(old.getBytes(UTF_8)))
        .isEqualTo(
            new LoggedCommand.ForCatalog(
                new Origin("i", 1),
                new CatalogCommand.ReleaseName("Orders", "queue-1", "queue/orders")));
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void aCommandThatIsNotWholeIsMalformed(LoggedCommand command) {
    byte[] whole = CommandJson.encode(command);
    for (int length = 0; length < whole.length; length++) {
      malformed(Arrays.copyOf(whole, length));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "7",
        "\"Tick\"",
        "[]",
        "[{\"command\":\"Tick\"}]",
        "{}",
        "{\"command\":null}",
        "{\"command\":{}}",
        "{\"command\":\"Unknown\",\"queue\":\"q\",\"partition\":0,\"instance\":\"i\",\"request\":0}",
        "{\"command\":\"Clear\"}",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":0}",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":-1,\"instance\":\"i\",\"request\":0}",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":2147483648,\"instance\":\"i\",\"request\":0}",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":\"0\",\"instance\":\"i\",\"request\":0}",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":0.5,\"instance\":\"i\",\"request\":0}",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":0,\"instance\":\"i\",\"request\":-1}",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":0,\"instance\":\"i\",\"request\":9223372036854775808}",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":0,\"instance\":\"i\",\"request\":1e400}",
        "{\"command\":\"Clear\",\"queue\":\"\\ud800\",\"partition\":0,\"instance\":\"i\",\"request\":0}",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":0,\"instance\":\"\\udc00\\ud800\",\"request\":0}",
        "{\"command\":\"DropTopic\",\"instance\":\"i\",\"request\":0,\"catalog\":{\"name\":\"a\\udfff\",\"id\":\"t\"}}",
        "{\"command\":\"Clear\",\"queue\":7,\"partition\":0,\"instance\":\"i\",\"request\":0}",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":0,\"instance\":\"i\",\"request\":0}x",
        "{\"command\":\"Clear\",\"queue\":\"q\",\"partition\":0,\"instance\":\"i\",\"request\":0}{}",
      })
  void garbageIsMalformed(String text) {
    malformed(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Receive','max':1",
        "'Receive','max':0,'visibilityMs':1,'waitMs':0,'knownEnd':0,'maxInFlight':1",
        "'Receive','max':99,'visibilityMs':1,'waitMs':0,'knownEnd':0,'maxInFlight':1",
        "'Receive','max':1,'visibilityMs':0,'waitMs':0,'knownEnd':0,'maxInFlight':1",
        "'Receive','max':1,'visibilityMs':1,'waitMs':-1,'knownEnd':0,'maxInFlight':1",
        "'Delete'",
        "'Delete','leases':{}",
        "'Delete','leases':[1]",
        "'Delete','leases':[[1,2]]",
        "'Delete','leases':[[1,2,-3]]",
        "'Delete','leases':[{'0':1,'1':2,'2':3}]",
        "'Arrived','from':0,'to':1,'gaps':[]",
        "'Arrived','from':0,'to':1,'gaps':[[0,2]],'delayed':[]",
        "'Arrived','from':0,'to':9,'gaps':[[4,5],[3,4]],'delayed':[]",
        "'Arrived','from':0,'to':9,'gaps':[[4,4]],'delayed':[]",
        "'Arrived','from':0,'to':9,'gaps':[],'delayed':[[9,1]]",
        "'Arrived','from':0,'to':9,'gaps':[[4,5]],'delayed':[[4,1]]",
        "'Arrived','from':0,'to':9,'gaps':[],'delayed':[],'copied':{}",
        "'Arrived','from':0,'to':9,'gaps':[],'delayed':[],'copied':[[1,'s']]",
        "'Arrived','from':0,'to':9,'gaps':[],'delayed':[],'copied':[[1,7,7]]",
        "'Arrived','from':0,'to':9,'gaps':[],'delayed':[],'copied':[[1,'',7]]",
        "'Arrived','from':0,'to':9,'gaps':[],'delayed':[],'copied':[[1,'a b',7]]",
        "'Arrived','from':0,'to':9,'gaps':[],'delayed':[],'copied':[[1,'s',7,7]]",
        "'Arrived','from':0,'to':9,'gaps':[],'delayed':[],'copied':[[1,'s',7,-1]]",
        "'Arrived','from':0,'to':9,'gaps':[],'delayed':[],'copied':[[9,'s',7]]",
        "'Arrived','from':0,'to':9,'gaps':[],'delayed':[],'copied':[[2,'s',7],[1,'s',8]]",
        "'Arrived','from':0,'to':9,'gaps':[[4,5]],'delayed':[],'copied':[[4,'s',7]]",
        "'Receive','max':1,'visibilityMs':1,'waitMs':0,'knownEnd':0,'maxInFlight':1,'maxReceives':-1",
        "'Receive','max':1,'visibilityMs':1,'waitMs':0,'knownEnd':0,'maxInFlight':1,'retriesFirst':1",
        "'Defer','leases':[[1,2,3]]",
        "'Defer','leases':[],'delayMs':1",
        "'Defer','leases':[[1,2,3],[1,2,3]],'delayMs':1",
        "'Defer','leases':[[1,2,3]],'delayMs':-1",
        "'Bury'",
        "'Expire','before':1",
        "'Expire','before':1,'max':2147483648",
        "'Moved'",
        "'Moved','letters':[1]",
        "'Moved','letters':[[1]]",
        "'Moved','letters':[[1,-1]]",
        "'Moved','letters':[[1,'1']]",
        "'CutBack'",
        "'CutBack','end':-1",
        "'Cancel'",
        "'Rewind','offset':null",
        "'Trim','start':true",
        "'Count'",
        "'CreateQueue','catalog':null",
        "'CreateQueue','catalog':[]",
        "'CreateQueue','catalog':7",
        "'CreateQueue','catalog':{}",
        "'CreateQueue','catalog':{'name':'n','id':'i','kafkaTopic':'t','topicId':'x','begins':[0]}",
        "'CreateQueue','catalog':{'id':'i','kafkaTopic':'t','topicId':'x','begins':[0],'attributes':{}}",
        "'CreateQueue','catalog':{'name':'n','id':'i','kafkaTopic':'t','topicId':'x','begins':[],'attributes':{}}",
        "'CreateQueue','catalog':{'name':'n','id':'i','kafkaTopic':'t','topicId':'x','begins':[-1],'attributes':{}}",
        "'CreateQueue','catalog':{'name':'n','id':'i','kafkaTopic':'t','topicId':'x','begins':[null],'attributes':{}}",
        "'CreateQueue','catalog':{'name':'n','id':'i','topicId':'x','begins':[0],'attributes':{}}",
        "'ChangeQueue','catalog':{'name':'n','id':'i'}",
        "'ChangeQueue','catalog':{'name':'n','id':'i','changes':[]}",
        "'ChangeQueue','catalog':{'changes':{}}",
        "'ChangeQueue','catalog':{'name':'n','id':'i','changes':{'maxMsgSize':0}}",
        "'ChangeQueue','catalog':{'name':'n','id':'i','changes':{'rewindSeconds':-1}}",
        "'ChangeQueue','catalog':{'name':'n','id':'i','changes':{},'deadLetter':{}}",
        "'ChangeQueue','catalog':{'name':'n','id':'i','changes':{},'deadLetter':{'queueName':'d','limit':{}}}",
        "'ChangeQueue','catalog':{'name':'n','id':'i','changes':{},'deadLetter':{'limit':{'maxReceiveCount':1}}}",
        "'UnbindDeadLetter','catalog':{'name':'n'}",
        "'DropQueue','catalog':{}",
        "'ReleaseName','catalog':{'name':'n'}",
        "'CreateTopic','catalog':{}",
        "'CreateTopic','catalog':{'name':'n','id':'i','filterType':'TAG','maxTopics':1}",
        "'CreateTopic','catalog':{'name':'n','id':'i','maxMsgSize':1,'maxTopics':1}",
        "'CreateTopic','catalog':{'name':'n','id':'i','maxMsgSize':1,'filterType':'NONE','maxTopics':1}",
        "'ChangeTopic','catalog':{'name':'n','id':'i'}",
        "'Republish','catalog':{}",
        "'DropTopic','catalog':{'name':'n'}",
        "'Subscribe','catalog':{}",
        "'Subscribe','catalog':{'wanted':{},'maxSubscriptions':1}",
        "'ChangeSubscription','catalog':{'topicName':'t','name':'n','id':'i'}",
        "'ChangeSubscription','catalog':{'topicName':'t','name':'n','id':'i','changes':{'filterTags':[null]}}",
        "'Unsubscribe','catalog':{'topicName':'t','name':'n'}",
        "'ProposeHandleKey','catalog':{}",
        "'ProposeHandleKey','catalog':{'proposed':null}",
        "'ProposeHandleKey','catalog':{'proposed':{}}",
        "'Clear','catalog':{}",
        "'Tick','catalog':{}X",
      })
  void aCommandOfWrongFieldsIsMalformed(String fields) {
    String json = "{'queue':'q','partition':0,'instance':'i','request':1,'command':" + fields + "}";
    malformed(json.replace('\'', '"').getBytes(UTF_8));
  }

  /** As they lie in a log that was written before these commands had further fields. */
  @Test
  void whatAnEarlierVersionWroteIsRead() throws MalformedRecordException {
    String common = "'queue':'q','partition':0,'instance':'i','request':1,";
    String receive =
        "{'command':'Receive',"
            + common
            + "'max':1,'visibilityMs':2,'waitMs':3,'knownEnd':4,'maxInFlight':5}";
    String arrived =
        "{'command':'Arrived'," + common + "'from':0,'to':9,'gaps':[[1,2]],'delayed':[[3,4]]}";

    assertThat(queueCommand(receive)).isEqualTo(new QueueCommand.Receive(1, 2, 3, 4, 5, 0, false));
    assertThat(queueCommand(arrived))
        .isEqualTo(
            new QueueCommand.Arrived(
                0, 9, List.of(new OffsetRange(1, 2)), List.of(new DelayedOffset(3, 4)), List.of()));
  }

  private static QueueCommand queueCommand(String json) throws MalformedRecordException {
    byte[] bytes = json.replace('\'', '"').getBytes(UTF_8);
    return ((LoggedCommand.ForQueue) CommandJson.decode(bytes)).command();
  }

  /** A poll of the tail is one arrival, and must be one command. */
  @Test
  void aWholePollOfCopiesIsNotTooLarge() throws MalformedRecordException {
    String worst = "\"".repeat(Copied.MAX_NAME);
    List<Copied> copied = new ArrayList<>();
    for (long offset = Long.MAX_VALUE - 1_001; copied.size() < 1_000; offset++) {
      copied.add(new Copied(offset, worst, offset, offset - 1));
    }
    LoggedCommand arrived =
        new LoggedCommand.ForQueue(
            new QueuePartition("q", 0),
            ORIGIN,
            new QueueCommand.Arrived(0, Long.MAX_VALUE, List.of(), List.of(), copied));

    byte[] encoded = CommandJson.encode(arrived);

    assertThat(encoded).hasSizeLessThan(CommandJson.MAX_BYTES * 3 / 4);
    assertThat(CommandJson.decode(encoded)).isEqualTo(arrived);
  }

  @Test
  void longNamesAreMalformed() {
    malformed(
        CommandJson.encode(
            new LoggedCommand.ForQueue(
                new QueuePartition("q".repeat(300_000), 0), ORIGIN, new QueueCommand.Clear())));
    malformed(
        CommandJson.encode(
            new LoggedCommand.ForQueue(
                new QueuePartition("q", 0),
                new Origin("i".repeat(300_000), 1),
                new QueueCommand.Clear())));
    malformed(
        CommandJson.encode(
            new LoggedCommand.ForCatalog(
                ORIGIN,
                new CatalogCommand.Subscribe(
                    Fixtures.subscription(
                        TOPIC, "s".repeat(300_000), Protocol.KAFKA, "events", TAGS),
                    1))));
  }

  @Test
  void whatIsTooLargeOrTooDeepIsMalformed() {
    malformed(null);
    malformed(new byte[16 << 20]);
    malformed(" ".repeat(16 << 20).getBytes(UTF_8));
    malformed("[".repeat(CommandJson.MAX_BYTES).getBytes(UTF_8));
    malformed("{\"a\":".repeat(100_000).getBytes(UTF_8));
    malformed(("{\"command\":" + "9".repeat(1_000_000) + "}").getBytes(UTF_8));
    malformed(
        ("{\"command\":\"ChangeQueue\",\"instance\":\"i\",\"request\":1,\"catalog\":"
                + "[".repeat(900)
                + "]".repeat(900)
                + "}")
            .getBytes(UTF_8));
  }

  /** What is not malformed must not harm the machine it is given to either. */
  @Test
  void randomBytesAndDamagedCommands_areACommandOrMalformed() {
    Random random = new Random(20_240_607);
    List<byte[]> whole = everyCommand().map(CommandJson::encode).toList();
    CatalogMachine machine = new CatalogMachine(new Nowhere());
    for (int round = 0; round < Fixtures.RANDOM_ROUNDS; round++) {
      byte[] bytes;
      if (round % 4 == 0) {
        bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
      } else {
        bytes = whole.get(random.nextInt(whole.size())).clone();
        for (int damage = random.nextInt(4); damage >= 0; damage--) {
          bytes[random.nextInt(bytes.length)] =
              round % 2 == 0
                  ? (byte) random.nextInt(256)
                  : (byte) "{}[],:\"0-9.eE nulltrue\\".charAt(random.nextInt(23));
        }
      }
      int position = round;
      assertThatNoException()
          .as("round %d: %s", round, new String(bytes, UTF_8))
          .isThrownBy(() -> decodeAndRun(bytes, machine, position));
    }
  }

  private static void decodeAndRun(byte[] bytes, CatalogMachine machine, long position) {
    try {
      if (CommandJson.decode(bytes) instanceof LoggedCommand.ForCatalog one) {
        machine.run(one.command(), position, 1);
      }
    } catch (MalformedRecordException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static void malformed(byte[] bytes) {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> CommandJson.decode(bytes));
  }

  private static final class Nowhere implements CatalogStore {
    @Override
    public Map<String, CatalogEntry> load() {
      return Map.of();
    }

    @Override
    public void save(CatalogEntry entry) {}

    @Override
    public void remove(String key) {}

    @Override
    public Progress loadProgress() {
      return Progress.NONE;
    }

    @Override
    public void saveProgress(Progress progress) {}
  }
}
