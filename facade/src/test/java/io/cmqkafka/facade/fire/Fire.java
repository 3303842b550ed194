package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Clock;
import io.cmqkafka.facade.history.Journal;
import io.cmqkafka.facade.history.Note;
import io.cmqkafka.facade.history.RecordingClient;
import io.cmqkafka.facade.history.Rule;
import io.cmqkafka.facade.history.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One run: everything is started, clients work while nemeses rage, then there is peace, one orderly
 * restart, in long runs one kill, and everything is received; what clients were answered is judged.
 */
final class Fire {
  private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(180);

  /** How much of peace is judged. */
  private static final long PEACE_MS = 5_000;

  /** At most, between two calls: many processes share a small machine. */
  private static final int WORKER_PAUSE_MS = 100;

  /** Runs of which a failover in peace is part. */
  private static final Duration LONG = Duration.ofSeconds(120);

  private final Path directory;
  private final long seed;
  private final Duration time;
  private final int facades;
  private final Clock clock = new Clock();
  private final long start = System.nanoTime();

  /**
   * @param directory for everything, logs and history included
   * @param seed repeats the choices of another run, though not its timing
   * @param time of faults
   */
  Fire(Path directory, long seed, Duration time, int facades) {
    this.directory = directory;
    this.seed = seed;
    this.time = time;
    this.facades = facades;
  }

  Path historyFile() {
    return directory.resolve("history.jsonl");
  }

  Verdict run() throws Exception {
    Random random = new Random(seed);
    try (Journal journal = Journal.open(historyFile())) {
      note(
          journal,
          "seed %d, %d s of faults, %d facades".formatted(seed, time.toSeconds(), facades));
      try (Site site = Site.start(directory, facades);
          Stalls stalls = new Stalls(clock, journal);
          Redriver redriver = new Redriver(site.facades(), new Random(random.nextLong()));
          RecordingClient own = new RecordingClient("owner", site.facades(), clock, journal)) {
        Queues.create(own, journal, facades);
        Workload workload =
            new Workload(
                site.facades(), new Random(random.nextLong()), WORKER_PAUSE_MS, clock, journal);
        Storm storm = storm(site, random, new Faults(clock, journal));
        workload.start();
        redriver.start();
        note(journal, "everybody is there");
        storm.start();
        Thread.sleep(time.toMillis());
        storm.stop();
        site.awaitWhole();
        note(journal, "everything is whole");
        Thread.sleep(Rule.SETTLE_MS + PEACE_MS);
        Facade last = site.facades().get(random.nextInt(facades));
        ServerNemesis.restart(last, new Faults(clock, journal), "in peace");
        if (time.compareTo(LONG) >= 0) {
          Thread.sleep(Rule.SETTLE_MS + PEACE_MS);
          ServerNemesis.killForAWhile(
              site.facades().get(random.nextInt(facades)), new Faults(clock, journal));
        }
        workload.stop();
        note(journal, "the work is done");
        boolean empty = new Drain(own, facades).empty(workload.queues(), DRAIN_PATIENCE);
        List<String> wrong = redriver.judge();
        if (!wrong.isEmpty()) {
          throw new IllegalStateException("messages that were moved: " + wrong);
        }
        note(journal, empty ? "everything is received" : "NOT everything could be received");
      }
    }
    return Verdict.of(Journal.read(historyFile()));
  }

  private static Storm storm(Site site, Random random, Faults faults) {
    Storm storm = new Storm();
    storm.add(
        "broker nemesis",
        new BrokerNemesis(site.kafka(), new Random(random.nextLong()), faults, 8_000));
    storm.add(
        "fleet nemesis", new FleetNemesis(site.facades(), new Random(random.nextLong()), faults));
    for (Facade facade : site.facades()) {
      storm.add(
          "server nemesis " + facade.index(),
          new ServerNemesis(facade, new Random(random.nextLong()), faults, 14_000));
      storm.add(
          "line nemesis " + facade.index(),
          new LineNemesis(
              facade.index(),
              site.kafka().linesOf(facade.index()),
              new Random(random.nextLong()),
              faults,
              3_000));
    }
    return storm;
  }

  private void note(Journal journal, String text) {
    journal.write(new Note(text, clock.before()));
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    System.out.println("fire: " + text + ", after " + seconds + " s");
  }
}
