package io.cmqkafka.queue.simulation;

import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Entry;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.InMemoryShardStore;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.testing.SteppedClocks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A commands partition with a few queues, their clients, and the processes that own it one after
 * the other or, when one was paused, beside each other. All chance comes from the seed.
 *
 * <p>Each record of the log is given to the owner and to the model, and the answers are compared.
 * Owners crash, and whoever takes over goes on from a commit that may be {@value #OLDEST_COMMIT}
 * commands old: it must repeat every answer and reach the same state.
 */
final class Simulation {
  private static final int QUEUES = 3;
  private static final int OLDEST_COMMIT = 200;
  private static final int PAUSED_AT_MOST = 2;
  private static final int RETAINED_AT_MOST = 50;
  private static final int RULES_AFTER = 400;
  private static final long[] AGES_MS = {500, 2_000, 10_000};
  private static final int TOLD_AT_FAILURE = 40;

  private record Commit(long position, InMemoryShardStore store) {}

  private final long seed;
  private final int steps;
  private final PlantedFault fault;
  private final boolean compared;
  private final Random random;

  private final List<LogRecord> log = new ArrayList<>();
  private final List<List<Answer>> answers = new ArrayList<>();
  private final List<List<DeadLetter>> deaths = new ArrayList<>();
  private final ModelShard model = new ModelShard();
  private final List<SimulatedQueue> queues = new ArrayList<>();
  private final Map<QueuePartition, QueueHistory> histories = new HashMap<>();

  /** By request number. */
  private final List<QueuePartition> askedOf = new ArrayList<>();

  private final Deque<Commit> commits = new ArrayDeque<>();
  private final List<Owner> paused = new ArrayList<>();
  private Owner owner;
  private final SteppedClocks clocks = new SteppedClocks();

  /** Of a process that was there all the time; whoever owns the partition asks one of those. */
  private final AgeClock ages = clocks.ages();

  private int lives;
  private boolean rulesInForce;

  Simulation(long seed, int steps, PlantedFault fault) {
    this(seed, steps, fault, true);
  }

  /**
   * @param compared whether each answer is compared with the model's; else the invariants alone
   *     judge
   */
  Simulation(long seed, int steps, PlantedFault fault, boolean compared) {
    this.seed = seed;
    this.compared = compared;
    this.steps = steps;
    this.fault = fault;
    random = new Random(seed);
    owner = new Owner(new InMemoryShardStore(), fault);
  }

  void run() {
    try {
      clocks.append(ages, 0);
      commit();
      for (int queue = 0; queue < QUEUES; queue++) {
        queues.add(newLife(queue));
      }
      for (int step = 0; step < steps; step++) {
        step();
      }
      drain();
      replayEverything();
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(story(failure), failure);
    }
  }

  private void step() {
    letTimePass();
    setClocks();
    // Before, decisions are those of the first rules.
    if (!rulesInForce && random.nextInt(RULES_AFTER) == 0) {
      rulesInForce = true;
      append(LogRecord.putInForce(log.size(), timestamp(), Rules.NEWEST));
    }
    int index = random.nextInt(QUEUES);
    act(queues.get(index), index);
    if (owner.nextWake() <= clocks.brokerMs() && random.nextInt(10) > 0) {
      append(LogRecord.tick(log.size(), timestamp()));
    }
    int event = random.nextInt(1_000);
    if (event < 20) {
      commit();
    } else if (event < 26) {
      takeOver();
    } else if (event < 34) {
      wakeSomebodyPaused();
    } else if (event < 44) {
      repeatInput();
    }
  }

  private void letTimePass() {
    int pace = random.nextInt(100);
    if (pace < 2) {
      clocks.pass(random.nextInt(1_500));
    } else if (pace < 10) {
      clocks.pass(random.nextInt(100));
    } else if (pace < 40) {
      clocks.pass(random.nextInt(10));
    }
  }

  /** Clocks jump, back and forth, and are put right. */
  private void setClocks() {
    int event = random.nextInt(600);
    if (event == 0) {
      clocks.setBroker(somethingWrong());
    } else if (event == 1) {
      clocks.setProcess(somethingWrong());
    } else if (event == 2) {
      clocks.setBoth(somethingWrong());
    } else if (event < 9) {
      clocks.setBoth(0);
    }
    // Commands are appended all the time, and tell the broker's clock.
    clocks.append(ages, random.nextInt(3));
  }

  private long somethingWrong() {
    return random.nextInt(4) == 0 ? random.nextInt(120_000) : random.nextInt(6_000) - 3_000;
  }

  private void act(SimulatedQueue queue, int index) {
    int retained = model.retained(queue.partition());
    if (retained > RETAINED_AT_MOST && random.nextInt(4) == 0) {
      trim(queue, retained);
      return;
    }
    int verb = random.nextInt(1_000);
    if (verb < 260) {
      ask(queue, queue.arrival(clocks));
    } else if (verb < 560) {
      ask(queue, queue.receive(nextOrigin()));
    } else if (verb < 590) {
      ask(queue, queue.defer());
    } else if (verb < 740) {
      ask(queue, new QueueCommand.Delete(queue.someLeases()));
    } else if (verb < 750) {
      ask(queue, new QueueCommand.Bury(queue.someLeases()));
    } else if (verb < 780) {
      ask(queue, random.nextInt(4) > 0 ? queue.moved() : queue.takeBack());
    } else if (verb < 810) {
      ask(queue, new QueueCommand.Release(queue.someLeases()));
    } else if (verb < 840) {
      cancel(queue, queue.someReceive());
    } else if (verb < 850) {
      ask(queue, queue.expire(retained));
    } else if (verb < 875) {
      ask(queue, new QueueCommand.Rewind(queue.someOffset(retained)));
    } else if (verb < 880) {
      ask(queue, new QueueCommand.OpenRewindWindow());
    } else if (verb < 885) {
      ask(queue, new QueueCommand.Clear());
    } else if (verb < 910) {
      trim(queue, retained);
    } else if (verb < 920) {
      endWhatIsOld(queue);
    } else if (verb < 930) {
      ask(queue, queue.browse(retained));
    } else if (verb < 965) {
      ask(queue, queue.choose(retained));
    } else if (verb < 980) {
      boolean rewindable = random.nextInt(4) > 0;
      ask(queue, new QueueCommand.Count(rewindable ? queue.someOffset(retained) : Long.MAX_VALUE));
    } else if (verb < 984 && queue.hasBegun()) {
      ask(queue, queue.cutBack(retained));
    } else if (verb < 997) {
      append(LogRecord.tick(log.size(), timestamp()));
    } else {
      ask(queue, new QueueCommand.Drop());
      queues.set(index, newLife(index));
    }
  }

  private void trim(SimulatedQueue queue, int retained) {
    long start = queue.someStart(retained, clocks);
    ask(queue, new QueueCommand.Trim(start));
  }

  /**
   * What an owner does by the age of messages, and whoever receives some: nothing of it is undone.
   */
  private void endWhatIsOld(SimulatedQueue queue) {
    long age = AGES_MS[random.nextInt(AGES_MS.length)];
    long bornBy = fault.bornBy(ages, clocks, model.now(), age);
    long young = queue.firstYoungerThan(bornBy);
    for (long offset = queue.base(); offset < young; offset++) {
      long trueAge = queue.trueAge(offset, clocks);
      BrokenInvariant.unless(
          trueAge >= age, "Age: %d ends after %d ms and not after %d", offset, trueAge, age);
    }
    ask(
        queue,
        random.nextBoolean()
            ? new QueueCommand.Trim(young)
            : new QueueCommand.Expire(young, random.nextInt(6)));
  }

  private void cancel(SimulatedQueue queue, Origin receive) {
    Origin sender = new Origin(receive.instance(), askedOf.size());
    append(queue, new QueueCommand.Cancel(receive.request()), sender);
  }

  private void ask(SimulatedQueue queue, QueueCommand command) {
    append(queue, command, nextOrigin());
  }

  private Origin nextOrigin() {
    return new Origin(askedOf.size() % 2 == 0 ? "even" : "odd", askedOf.size());
  }

  private void append(SimulatedQueue queue, QueueCommand command, Origin origin) {
    askedOf.add(queue.partition());
    append(new LogRecord(log.size(), timestamp(), queue.partition(), command, origin));
    queue.sawSent(command);
  }

  /** Appends to the log, lets owner and model follow, and judges what the owner answered. */
  private void append(LogRecord record) {
    log.add(record);
    Map<Origin, Reply> expected = model.apply(record);
    List<Answer> given = owner.follow(record);
    answers.add(given);
    List<DeadLetter> letters = owner.newlyDead();
    deaths.add(letters);

    judge(record, given, letters);
    List<DeadLetter> expectedDead = model.newlyDead();
    if (compared) {
      compare(given, expected);
      BrokenInvariant.unless(
          letters.equals(expectedDead),
          "Deaths differ: expected %s, got %s",
          expectedDead,
          letters);
    }
    given.forEach(this::tellClient);
    letters.forEach(this::tellMover);
  }

  private void tellMover(DeadLetter letter) {
    for (SimulatedQueue queue : queues) {
      if (queue.partition().equals(letter.partition())) {
        queue.sawDead(letter.buried());
      }
    }
  }

  private void compare(List<Answer> given, Map<Origin, Reply> expected) {
    Map<Origin, Reply> actual = new HashMap<>();
    given.forEach(answer -> actual.put(answer.to(), answer.reply()));
    BrokenInvariant.unless(
        actual.equals(expected), "Answers differ: expected %s, got %s", expected, actual);
    BrokenInvariant.unless(
        owner.nextWake() == model.nextWake(),
        "Wakes at %d, but something is due at %d",
        owner.nextWake(),
        model.nextWake());
  }

  private void judge(LogRecord record, List<Answer> given, List<DeadLetter> letters) {
    if (record.rules() != null || model.passesOver(record)) {
      return;
    }
    if (record.isTick()) {
      histories.forEach(
          (partition, history) ->
              history.ticked(
                  model.now(),
                  given.stream().filter(answer -> partitionOf(answer).equals(partition)).toList(),
                  letters.stream()
                      .filter(letter -> letter.partition().equals(partition))
                      .toList()));
    } else {
      histories
          .get(record.target())
          .ran(
              record.command(),
              record.origin(),
              model.now(),
              model.delayedBy(record),
              given,
              letters);
    }
  }

  private void tellClient(Answer answer) {
    for (SimulatedQueue queue : queues) {
      if (queue.partition().equals(partitionOf(answer))) {
        queue.saw(answer.reply());
      }
    }
  }

  private QueuePartition partitionOf(Answer answer) {
    return askedOf.get((int) answer.to().request());
  }

  /**
   * Log append time: mostly the broker's clock, sometimes a little and sometimes a lot behind it.
   */
  private long timestamp() {
    int skew = random.nextInt(100);
    if (skew == 0) {
      return clocks.brokerMs() - random.nextInt(5_000);
    }
    return skew < 10 ? clocks.brokerMs() - random.nextInt(30) : clocks.brokerMs();
  }

  private SimulatedQueue newLife(int index) {
    QueuePartition partition = new QueuePartition("q" + index / 2 + "." + lives++, index % 2);
    if (index < queues.size()) {
      QueuePartition dead = queues.get(index).partition();
      histories.remove(dead).dropped();
      model.forget(dead);
    }
    histories.put(partition, new QueueHistory());
    return new SimulatedQueue(partition, random);
  }

  private void commit() {
    List<DeadLetter> dead = deadIn(owner.store());
    histories.forEach(
        (partition, history) ->
            history.stillDead(
                dead.stream()
                    .filter(letter -> letter.partition().equals(partition))
                    .map(DeadLetter::buried)
                    .collect(Collectors.toSet())));
    commits.addLast(new Commit(log.size(), owner.store().copy()));
    while (commits.getFirst().position() < log.size() - OLDEST_COMMIT && commits.size() > 1) {
      commits.removeFirst();
    }
  }

  /** The owner dies, or is only paused; another goes on from some commit. */
  private void takeOver() {
    List<Commit> kept = List.copyOf(commits);
    Commit from = kept.get(random.nextInt(kept.size()));
    Owner successor = new Owner(from.store().copy(), fault);
    BrokenInvariant.unless(
        successor.newlyDead().equals(deadIn(from.store())),
        "Not told of all dead letters when taking over from %d",
        from.position());
    followAgain(successor, log.size());
    BrokenInvariant.unless(
        successor.store().contents().equals(owner.store().contents()),
        "State after taking over from %d differs:%n%s%n%s",
        from.position(),
        successor.store().contents(),
        owner.store().contents());
    BrokenInvariant.unless(
        successor.nextWake() == owner.nextWake(), "Wake-up differs after taking over");
    if (random.nextBoolean() && paused.size() < PAUSED_AT_MOST) {
      paused.add(owner);
    }
    owner = successor;
  }

  private static List<DeadLetter> deadIn(InMemoryShardStore store) {
    List<DeadLetter> letters = new ArrayList<>();
    store
        .contents()
        .images()
        .forEach(
            (partition, image) ->
                image
                    .entries()
                    .forEach(
                        (offset, entry) -> {
                          if (entry instanceof Entry.Dead dead) {
                            letters.add(
                                new DeadLetter(
                                    partition, offset, dead.number(), dead.target(), null));
                          }
                        }));
    letters.sort(Comparator.comparing(DeadLetter::partition).thenComparingLong(DeadLetter::number));
    return letters;
  }

  /** It goes on where it was, for a while; what it writes is fenced off, what it answers is not. */
  private void wakeSomebodyPaused() {
    if (!paused.isEmpty()) {
      Owner awake = paused.get(random.nextInt(paused.size()));
      followAgain(awake, Math.min(log.size(), awake.next() + random.nextInt(100)));
      if (random.nextBoolean()) {
        paused.remove(awake);
      }
    }
  }

  /** Follows what others followed before: each answer must be the same. */
  private void followAgain(Owner other, long until) {
    while (other.next() < until) {
      int position = (int) other.next();
      List<Answer> again = other.follow(log.get(position));
      BrokenInvariant.unless(
          again.equals(answers.get(position)),
          "Position %d answered %s first and %s again",
          position,
          answers.get(position),
          again);
      BrokenInvariant.unless(
          other.newlyDead().equals(deaths.get(position)),
          "Position %d made other dead letters than %s",
          position,
          deaths.get(position));
    }
  }

  /** The log is read again from somewhere behind the owner's position. */
  private void repeatInput() {
    long writes = owner.store().writes();
    int from = Math.max(0, log.size() - 1 - random.nextInt(20));
    for (LogRecord record : log.subList(from, log.size())) {
      BrokenInvariant.unless(
          owner.follow(record).isEmpty(), "Repeated input was answered: %s", record);
    }
    BrokenInvariant.unless(
        owner.store().writes() == writes, "Repeated input was written: from %d", from);
  }

  /**
   * Lets all that time can end come to its end, then receives and deletes until nothing is left.
   */
  private void drain() {
    clocks.setBoth(0);
    clocks.pass(1_000_000);
    append(LogRecord.tick(log.size(), clocks.brokerMs()));
    for (SimulatedQueue queue : queues) {
      boolean more = true;
      while (more) {
        int receive = log.size();
        ask(queue, new QueueCommand.Receive(16, 1_000, 0, 0, Integer.MAX_VALUE));
        Reply reply = answers.get(receive).get(answers.get(receive).size() - 1).reply();
        more = reply instanceof Reply.Granted;
        if (reply instanceof Reply.Granted granted) {
          List<Lease> leases = granted.grants().stream().map(Grant::lease).toList();
          ask(queue, new QueueCommand.Delete(leases));
        }
      }
      while (queue.hasDead()) {
        ask(queue, queue.moved());
      }
      histories.get(queue.partition()).drained();
      ask(queue, new QueueCommand.Count(0));
    }
  }

  /** Who follows the whole log from its beginning ends in the very same state. */
  private void replayEverything() {
    Owner fresh = new Owner(new InMemoryShardStore(), fault);
    followAgain(fresh, log.size());
    BrokenInvariant.unless(
        fresh.store().contents().equals(owner.store().contents()),
        "State after replaying everything differs:%n%s%n%s",
        fresh.store().contents(),
        owner.store().contents());
  }

  private String story(Throwable failure) {
    int from = Math.max(0, log.size() - TOLD_AT_FAILURE);
    StringBuilder told = new StringBuilder();
    for (int position = from; position < log.size(); position++) {
      told.append(System.lineSeparator()).append("  ").append(log.get(position));
      if (position < answers.size() && !answers.get(position).isEmpty()) {
        told.append(
            answers.get(position).stream()
                .map(answer -> "#" + answer.to().request() + " " + answer.reply())
                .collect(Collectors.joining(", ", " -> ", "")));
      }
    }
    return "%s%nSeed %d at position %d; run it alone with -Dsimulation.seed=%d -Dsimulation.steps=%d%nThe last commands:%s"
        .formatted(failure, seed, log.size() - 1, seed, steps, told);
  }
}
