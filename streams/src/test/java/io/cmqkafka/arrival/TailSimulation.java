package io.cmqkafka.arrival;

import io.cmqkafka.copy.SeenCopies;
import io.cmqkafka.queue.Entry;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Header;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Parked;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueImage;
import io.cmqkafka.queue.QueueMachine;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueStore;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One Kafka partition, the queues that come and go on it, their real machines, the commands log
 * between, and the processes that follow the partition one after the other. All chance comes from
 * the seed.
 *
 * <p>Appends to the commands log fail, or are taken and never answered, or are answered as failed
 * before they are carried out; and what a process sent that has died arrives beside what its
 * successor sends. In the end everything is taken and answered, and each machine must grant each
 * message that Kafka holds exactly once, and nothing that never was a message.
 */
final class TailSimulation {
  private static final int QUEUES = 3;
  private static final int ROUNDS_TO_DRAIN = 200;
  private static final long UNANSWERED = -1;
  private static final Origin ASKER = new Origin("simulation", 1);

  private static final class SimulatedMachine {
    final long begin;
    final QueueMachine machine = new QueueMachine(QueueImage.empty(), new Nowhere());

    SimulatedMachine(long begin) {
      this.begin = begin;
    }

    Reply run(QueueCommand command) {
      List<Reply> replies = new ArrayList<>(1);
      machine.run(command, ASKER, 1, 0, Rules.NEWEST, (to, reply) -> replies.add(reply));
      return replies.isEmpty() ? null : replies.get(0);
    }
  }

  private static final class Sent {
    final QueuePartition queue;
    final QueueCommand command;

    /** Takes the end that the machine knows, or {@link #UNANSWERED}; null once it was called. */
    LongConsumer answer;

    /** Whether it was sent by a process that has died. */
    boolean isLegacy;

    Sent(QueuePartition queue, QueueCommand command, LongConsumer answer) {
      this.queue = queue;
      this.command = command;
      this.answer = answer;
    }
  }

  private final long seed;
  private final int steps;
  private final PlantedTailFault fault;
  private final Random random;
  private final SimulatedPartition kafka;
  private final Map<QueuePartition, SimulatedMachine> machines = new LinkedHashMap<>();
  private final Map<QueuePartition, Long> cuts = new HashMap<>();
  private final List<String> story = new ArrayList<>();

  /** The commands log, as far as the machines have not read it. */
  private final Deque<Sent> commands = new ArrayDeque<>();

  /** What has no answer, of which that is not known yet. */
  private final Deque<Sent> failing = new ArrayDeque<>();

  /** Told since the last loss, which a process that has died may have sent a moment ago. */
  private final List<Sent> old = new ArrayList<>();

  private Tail tail = new Tail();
  private int process;
  private int lives;

  /** Up to where machines were told by processes that have died. */
  private long toldByOthers;

  private boolean calm;
  private boolean lossIsUnnoticed;
  private OptionalLong faultySeek = OptionalLong.empty();

  TailSimulation(long seed, int steps, PlantedTailFault fault) {
    this.seed = seed;
    this.steps = steps;
    this.fault = fault;
    random = new Random(seed);
    kafka = new SimulatedPartition(0);
  }

  void run() {
    try {
      for (int step = 0; step < steps; step++) {
        step();
      }
      drain();
      machines.forEach(this::judge);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(
          "-Dtail.seed="
              + seed
              + ": "
              + failure.getMessage()
              + System.lineSeparator()
              + String.join(
                  System.lineSeparator(),
                  story.subList(
                      Math.max(0, story.size() - Integer.getInteger("tail.told", 60)),
                      story.size())),
          failure);
    }
  }

  private void step() {
    int event = random.nextInt(1_000);
    if (event < 250) {
      append();
    } else if (event < 550) {
      poll();
    } else if (event < 800) {
      carryOut();
    } else if (event < 880) {
      giveUpWaiting();
    } else if (event < 910) {
      comeOrGo();
    } else if (event < 930) {
      handOver();
    } else if (event < 950) {
      arriveLate();
    } else if (event < 960) {
      kafka.compact(someOffset());
    } else if (event < 965) {
      kafka.newLeader();
    } else if (event < 970) {
      kafka.deleteBefore(Math.max(kafka.beginning(), someOffset()));
      tell("Kafka begins at " + kafka.beginning());
    } else {
      lose();
    }
  }

  /**
   * Not between a death and the moment when what the dead process has sent is carried out: its
   * successor cannot know by which records that was told. Nor, for the same reason, before where
   * the successor began. And not while an earlier loss is neither noticed nor made good.
   */
  private void lose() {
    seek();
    boolean isNoticeable =
        kafka.canLose()
            && cuts.isEmpty()
            && !lossIsUnnoticed
            && commands.stream().noneMatch(command -> command.isLegacy);
    if (isNoticeable && kafka.end() > kafka.beginning()) {
      old.clear();
      long first = Math.max(kafka.beginning(), toldByOthers);
      long from = Math.max(first, kafka.end() - 1 - random.nextInt(8));
      lossIsUnnoticed |= tail.toldTo() > from;
      kafka.lose(from);
      tell("Kafka has lost what lay at " + from + " and past it");
    }
  }

  private void append() {
    for (int i = random.nextInt(4); i >= 0; i--) {
      int kind = random.nextInt(10);
      if (kind < 2) {
        kafka.appendUnreadable();
      } else {
        kafka.append(kind > 2);
      }
    }
  }

  private long someOffset() {
    return Math.max(0, kafka.end() - 1 - random.nextInt(20));
  }

  private void comeOrGo() {
    QueuePartition queue = new QueuePartition("queue-" + lives, 0);
    if (machines.size() < QUEUES && (machines.isEmpty() || random.nextBoolean())) {
      lives++;
      long begin = random.nextBoolean() ? kafka.end() : kafka.beginning();
      machines.put(queue, new SimulatedMachine(begin));
      tell(queue.queueId() + " comes at " + begin);
      follow(queue);
    } else if (!machines.isEmpty()) {
      List<QueuePartition> all = List.copyOf(machines.keySet());
      QueuePartition gone = all.get(random.nextInt(all.size()));
      tell(gone.queueId() + " goes");
      tail.unfollow(gone);
      machines.remove(gone);
      cuts.remove(gone);
    }
  }

  private void follow(QueuePartition queue) {
    SimulatedMachine one = machines.get(queue);
    long end = one.machine.end();
    toldByOthers = Math.max(toldByOthers, end);
    boolean isFirst = tail.isEmpty();
    seek();
    tail.follow(queue, one.begin, end < 0 ? null : end);
    if (fault == PlantedTailFault.COMES_WITHOUT_A_SEEK && !isFirst) {
      tail.seek();
    }
  }

  /** The process dies; the next one goes on from what the machines know. */
  private void handOver() {
    if (lossIsUnnoticed || !cuts.isEmpty()) {
      // This process alone knows what is lost of what it has told; with it that would be forgotten.
      return;
    }
    process++;
    tell("process " + process + " takes over");
    commands.forEach(
        one -> {
          one.answer = null;
          one.isLegacy = true;
        });
    toldByOthers = Math.max(toldByOthers, tail.toldTo());
    tail = new Tail();
    machines.keySet().forEach(this::follow);
  }

  private void arriveLate() {
    if (!old.isEmpty()) {
      Sent again = old.get(random.nextInt(old.size()));
      Sent late = new Sent(again.queue, again.command, null);
      late.isLegacy = true;
      commands.add(late);
    }
  }

  private void seek() {
    tail.seek()
        .ifPresent(position -> kafka.seek(faultySeek.orElse(position.offset()), position.epoch()));
    faultySeek = OptionalLong.empty();
  }

  private void poll() {
    seek();
    if (tail.isEmpty() || tail.isHeld() && fault != PlantedTailFault.DOES_NOT_LET_FORGET) {
      return;
    }
    try {
      SimulatedPartition.Polled polled = kafka.poll(1 + random.nextInt(6));
      if (!polled.records().isEmpty()) {
        read(polled.records(), polled.to());
      }
    } catch (SimulatedPartition.Lost lost) {
      lost(lost.same);
    }
  }

  private void read(List<ConsumerRecord<byte[], byte[]>> records, long to) {
    if (fault != PlantedTailFault.TRUSTS_THE_CONSUMER) {
      OptionalLong same =
          tail.divergence(
              records.stream()
                  .map(one -> new Tail.Read(one.offset(), one.leaderEpoch().orElse(-1)))
                  .toList());
      if (same.isPresent()) {
        lost(same.getAsLong());
        return;
      }
    }
    for (Tail.Telling telling : tail.toTell(to)) {
      if (!calm && random.nextInt(40) == 0) {
        tell("a failure in the middle of telling");
        if (fault == PlantedTailFault.READS_ON_AFTER_A_FAILURE) {
          tail.told(telling, to, 0);
        } else {
          tail.readAgain();
        }
        return;
      }
      tellOf(telling, records, to);
    }
  }

  private void tellOf(Tail.Telling telling, List<ConsumerRecord<byte[], byte[]>> records, long to) {
    long from =
        fault == PlantedTailFault.TELLS_FROM_THE_FIRST_RECORD
            ? Math.max(telling.from(), Math.min(records.get(0).offset(), to - 1))
            : telling.from();
    QueueCommand.Arrived arrived = PolledRecords.arrival(from, records, to);
    check(telling.queue(), arrived);
    Sent sent =
        send(
            telling.queue(),
            arrived,
            end -> {
              if (end < arrived.to() || telling.first()) {
                boolean isFailure = end < to;
                if (fault == PlantedTailFault.TAKES_A_FAILURE_FOR_SUCCESS) {
                  tail.answered(telling, to, to);
                  return;
                }
                tail.answered(telling, to, end);
                if (fault == PlantedTailFault.SEEKS_FOR_ONE_QUEUE_ONLY
                    && isFailure
                    && telling.isCurrent()) {
                  faultySeek = OptionalLong.of(tail.next(telling.queue()));
                }
              }
            });
    tail.told(telling, to, records.get(records.size() - 1).leaderEpoch().orElse(-1));
    if (fault == PlantedTailFault.LETS_THE_FIRST_BE_OVERTAKEN && telling.first()) {
      tail.answered(telling, to, to);
    }
    if (sent != null) {
      old.add(sent);
    }
  }

  /** Nothing that is there may be told of as a gap, and nothing that never was as a message. */
  private void check(QueuePartition queue, QueueCommand.Arrived arrived) {
    Set<Long> gaps = new HashSet<>();
    for (OffsetRange gap : arrived.gaps()) {
      long lost = kafka.messageIn(gap);
      require(lost < 0, "%s is told of the message at %d as a gap: %s", queue, lost, arrived);
      for (long offset = gap.from(); offset < gap.to(); offset++) {
        gaps.add(offset);
      }
    }
    for (long offset = arrived.from(); offset < arrived.to(); offset++) {
      require(
          gaps.contains(offset) || kafka.everHeldMessage(offset),
          "%s is told of a message at %d, where none is: %s",
          queue,
          offset,
          arrived);
    }
  }

  /** Null when the append fails. */
  private Sent send(QueuePartition queue, QueueCommand command, LongConsumer answer) {
    int process = this.process;
    LongConsumer ifStillHere =
        end -> {
          if (process == this.process && machines.containsKey(queue)) {
            answer.accept(end);
          }
        };
    Sent sent = new Sent(queue, command, ifStillHere);
    boolean fails = !calm && random.nextInt(8) == 0;
    tell(queue.queueId() + (fails ? " is not told " : " is told ") + command);
    if (fails) {
      failing.add(sent);
      return null;
    }
    commands.add(sent);
    return sent;
  }

  /** The machines read on in the commands log. */
  private void carryOut() {
    Sent sent = commands.poll();
    if (sent == null) {
      return;
    }
    SimulatedMachine one = machines.get(sent.queue);
    if (one == null) {
      return;
    }
    Reply reply = one.run(sent.command);
    boolean isHeard = calm || random.nextInt(8) > 0;
    if (sent.answer != null && isHeard) {
      answer(sent, reply instanceof Reply.KnownUpTo known ? known.end() : 0);
    } else if (sent.answer != null) {
      failing.add(sent);
    }
  }

  /** Somebody is told that there was no answer in time, perhaps before it could come. */
  private void giveUpWaiting() {
    if (!failing.isEmpty()) {
      answer(failing.remove(), UNANSWERED);
    } else if (!calm && !commands.isEmpty() && commands.peek().answer != null) {
      answer(commands.peek(), UNANSWERED);
    }
  }

  private static void answer(Sent sent, long end) {
    LongConsumer answer = sent.answer;
    sent.answer = null;
    if (answer != null) {
      answer.accept(end);
    }
  }

  private void lost(long same) {
    if (same != Long.MAX_VALUE) {
      lossIsUnnoticed = false;
    }
    long beginning = kafka.beginning();
    long end = Math.min(same, kafka.end());
    tell("noticed that Kafka has " + beginning + " to " + end);
    Tail.Loss loss = tail.lost(beginning, kafka.end(), same);
    loss.trimmed()
        .forEach(
            (queue, next) ->
                send(
                    queue,
                    new QueueCommand.Trim(beginning),
                    known -> {
                      if (known == UNANSWERED) {
                        tail.notTrimmed(queue, next);
                      }
                    }));
    for (QueuePartition queue : loss.cutBack()) {
      cuts.put(queue, end);
      letForget(queue, beginning, end);
    }
  }

  private void letForget(QueuePartition queue, long beginning, long end) {
    if (fault == PlantedTailFault.DOES_NOT_LET_FORGET) {
      cuts.remove(queue);
      tail.forgot(queue, end, beginning);
      return;
    }
    send(
        queue,
        new QueueCommand.CutBack(end),
        known -> {
          if (!Long.valueOf(end).equals(cuts.get(queue))) {
            return;
          }
          if (known == UNANSWERED || known > end) {
            letForget(queue, beginning, end);
          } else {
            cuts.remove(queue);
            tail.forgot(queue, end, beginning);
          }
        });
  }

  /** Everything is taken and answered from now on, and the log grows no more. */
  private void drain() {
    calm = true;
    tell("everything calms down");
    kafka.append(true);
    for (int round = 0; round < ROUNDS_TO_DRAIN; round++) {
      while (!commands.isEmpty()) {
        carryOut();
      }
      while (!failing.isEmpty()) {
        giveUpWaiting();
      }
      poll();
    }
    require(commands.isEmpty() && failing.isEmpty(), "what is told has no end");
  }

  private void judge(QueuePartition queue, SimulatedMachine one) {
    Set<Long> granted = new HashSet<>();
    while (one.run(new QueueCommand.Receive(QueueCommand.MAX_BATCH, 1_000_000, 0, 0, 1_000_000))
        instanceof Reply.Granted some) {
      for (Grant grant : some.grants()) {
        require(granted.add(grant.offset()), "%s is given %d twice", queue, grant.offset());
        require(
            kafka.everHeldMessage(grant.offset()),
            "%s is given %d, which never was a message",
            queue,
            grant.offset());
      }
    }
    for (long message : kafka.messages(one.begin)) {
      require(granted.contains(message), "%s is never given the message at %d", queue, message);
    }
  }

  private void tell(String event) {
    story.add(event);
  }

  private static void require(boolean isSo, String otherwise, Object... arguments) {
    if (!isSo) {
      throw new AssertionError(String.format(otherwise, arguments));
    }
  }

  /** The state need not outlive the simulation. */
  private static final class Nowhere implements QueueStore {
    @Override
    public void saveHeader(Header header) {}

    @Override
    public void removeHeader() {}

    @Override
    public void saveEntry(long offset, Entry entry) {}

    @Override
    public void removeEntry(long offset) {}

    @Override
    public void saveParked(Parked parked) {}

    @Override
    public void removeParked(long number) {}

    @Override
    public void saveSource(String source, SeenCopies seen) {}

    @Override
    public void removeSource(String source) {}
  }
}
