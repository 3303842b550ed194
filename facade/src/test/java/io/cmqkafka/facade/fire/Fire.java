package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Clock;
import io.cmqkafka.facade.history.Fault.Kind;
import io.cmqkafka.facade.history.Journal;
import io.cmqkafka.facade.history.Note;
import io.cmqkafka.facade.history.RecordingClient;
import io.cmqkafka.facade.history.Rule;
import io.cmqkafka.facade.history.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * One run: everything is started, clients work while nemeses rage, then there is peace, one orderly
 * restart, and everything is received; what clients were answered is judged.
 */
final class Fire {
  private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(180);
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  /** How much of peace is judged. */
  private static final long PEACE_MS = 5_000;

  /** At most, between two calls: many processes share a small machine. */
  private static final int WORKER_PAUSE_MS = 100;

  private final Path directory;
  private final long seed;
  private final Duration time;
  private final int facades;
  private final Clock clock = new Clock();

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
          RecordingClient own = new RecordingClient("owner", site.facades(), clock, journal)) {
        Queues.create(own, journal, facades);
        Workload workload =
            new Workload(
                site.facades(), new Random(random.nextLong()), WORKER_PAUSE_MS, clock, journal);
        Storm storm = storm(site, random, new Faults(clock, journal));
        workload.start();
        storm.start();
        Thread.sleep(time.toMillis());
        storm.stop();
        site.awaitWhole();
        note(journal, "everything is whole");
        Thread.sleep(Rule.SETTLE_MS + PEACE_MS);
        restartInPeace(site.facades().get(random.nextInt(facades)), new Faults(clock, journal));
        workload.stop();
        boolean empty = new Drain(own, facades).empty(workload.queues(), DRAIN_PATIENCE);
        note(journal, empty ? "everything is received" : "NOT everything could be received");
      }
    }
    return Verdict.of(Journal.read(historyFile()));
  }

  private static Storm storm(Site site, Random random, Faults faults) {
    Storm storm = new Storm();
    storm.add(
        "server nemesis",
        new ServerNemesis(site.facades(), new Random(random.nextLong()), faults, 4_000));
    storm.add(
        "broker nemesis",
        new BrokerNemesis(site.kafka(), new Random(random.nextLong()), faults, 8_000));
    for (Facade facade : site.facades()) {
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

  private static void restartInPeace(Facade facade, Faults faults) throws Exception {
    long from = faults.now();
    int exitCode = facade.stop();
    facade.start();
    facade.awaitStarted(START_PATIENCE);
    faults.over(Kind.SERVER_STOPPED, facade.index(), from, exitCode, "in peace");
  }

  private void note(Journal journal, String text) {
    journal.write(new Note(text, clock.before()));
    System.out.println("fire: " + text);
  }
}
