package io.cmqkafka.queue.simulation;

import io.cmqkafka.copy.Copied;
import io.cmqkafka.copy.SeenCopies;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.Entry;
import io.cmqkafka.queue.Header;
import io.cmqkafka.queue.Parked;
import io.cmqkafka.queue.Progress;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.QueueImage;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueStore;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.queue.ShardStore;
import io.cmqkafka.testing.SteppedClocks;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A fault that every owner has and the model has not; the simulation must notice each. */
enum PlantedFault {
  NONE,

  VISIBILITY_ONE_TOO_LONG {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Receive asked
          ? new QueueCommand.Receive(
              asked.max(),
              asked.visibilityMs() + 1,
              asked.waitMs(),
              asked.knownEnd(),
              asked.maxInFlight(),
              asked.maxReceives(),
              asked.retriesFirst())
          : command;
    }
  },

  READS_NOT_YOUR_WRITES {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Receive asked
          ? new QueueCommand.Receive(
              asked.max(),
              asked.visibilityMs(),
              asked.waitMs(),
              0,
              asked.maxInFlight(),
              asked.maxReceives(),
              asked.retriesFirst())
          : command;
    }
  },

  GAPS_FORGOTTEN {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Arrived arrived
          ? new QueueCommand.Arrived(
              arrived.from(), arrived.to(), List.of(), arrived.delayed(), arrived.copied())
          : command;
    }
  },

  DELAYS_FORGOTTEN {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Arrived arrived
          ? new QueueCommand.Arrived(
              arrived.from(), arrived.to(), arrived.gaps(), List.of(), arrived.copied())
          : command;
    }
  },

  COPIES_ARE_MESSAGES("P6: ") {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Arrived arrived
          ? new QueueCommand.Arrived(
              arrived.from(), arrived.to(), arrived.gaps(), arrived.delayed())
          : command;
    }
  },

  FAILED_COPIES_FORGOTTEN("P6: ") {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Arrived arrived
          ? new QueueCommand.Arrived(
              arrived.from(),
              arrived.to(),
              arrived.gaps(),
              arrived.delayed(),
              arrived.copied().stream()
                  .map(copy -> new Copied(copy.offset(), copy.source(), copy.number(), -1))
                  .toList())
          : command;
    }
  },

  STORE_LOSES_SOURCES {
    @Override
    ShardStore on(ShardStore store) {
      return new Lossy(store) {
        @Override
        QueueStore lossy(QueueStore part) {
          return new LossyPart(part) {
            @Override
            public void saveSource(String source, SeenCopies seen) {}
          };
        }
      };
    }
  },

  RETRIES_NOT_FIRST("Retries first: ") {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Receive asked
          ? new QueueCommand.Receive(
              asked.max(),
              asked.visibilityMs(),
              asked.waitMs(),
              asked.knownEnd(),
              asked.maxInFlight(),
              asked.maxReceives(),
              false)
          : command;
    }
  },

  DEFERRED_TOO_SHORT("P3: ") {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Defer defer
          ? new QueueCommand.Defer(defer.lease(), defer.delayMs() / 2)
          : command;
    }
  },

  LAST_DELIVERY_COMES_BACK("Dead letters: ") {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Receive asked
          ? new QueueCommand.Receive(
              asked.max(),
              asked.visibilityMs(),
              asked.waitMs(),
              asked.knownEnd(),
              asked.maxInFlight(),
              0,
              asked.retriesFirst())
          : command;
    }
  },

  BURY_IGNORED("Dead letters: ") {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Bury ? new QueueCommand.Bury(List.of()) : command;
    }
  },

  EXPIRES_TOO_MUCH("Dead letters: ") {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Expire expire
          ? new QueueCommand.Expire(expire.before() + 1, expire.max())
          : command;
    }
  },

  MOVED_IGNORED {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Moved ? new QueueCommand.Moved(List.of()) : command;
    }
  },

  MOVED_WHATEVER_THE_NUMBER("Dead letters: ") {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Moved moved
          ? new QueueCommand.Moved(ofAnyNumber(moved.letters()))
          : command;
    }
  },

  RETURNED_WHATEVER_THE_NUMBER("Dead letters: ") {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Return back
          ? new QueueCommand.Return(ofAnyNumber(back.letters()))
          : command;
    }
  },

  CHOSEN_AND_NOT_DELETED {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Choose choice && choice.act() == Act.DELETE
          ? new QueueCommand.Choose(choice.offsets(), Act.LOOK)
          : command;
    }
  },

  STORE_LOSES_BURIALS {
    @Override
    ShardStore on(ShardStore store) {
      return new Lossy(store) {
        @Override
        QueueStore lossy(QueueStore part) {
          return new LossyPart(part) {
            @Override
            public void saveHeader(Header header) {
              super.saveHeader(
                  new Header(
                      header.start(),
                      header.cursor(),
                      header.end(),
                      header.rewindFloor(),
                      header.deliveries(),
                      header.parkings(),
                      0));
            }
          };
        }
      };
    }
  },

  RELEASE_IGNORED {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Release
          ? new QueueCommand.Release(List.of())
          : command;
    }
  },

  CANCEL_IGNORED {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Cancel ? new QueueCommand.Cancel(-1) : command;
    }
  },

  CLEAR_IGNORED {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Clear ? nothing() : command;
    }
  },

  CUT_BACK_IGNORED {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.CutBack ? nothing() : command;
    }
  },

  CUT_BACK_ONE_TOO_FAR {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.CutBack cut
          ? new QueueCommand.CutBack(Math.max(0, cut.end() - 1))
          : command;
    }
  },

  /** As it was done before there was the command: the queue begins anew. */
  CUT_BACK_DROPS {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.CutBack ? new QueueCommand.Drop() : command;
    }
  },

  REWIND_WINDOW_IGNORED {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.OpenRewindWindow ? nothing() : command;
    }
  },

  REWIND_ONE_TOO_FAR {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Rewind rewind
          ? new QueueCommand.Rewind(rewind.offset() - 1)
          : command;
    }
  },

  TRIM_ONE_TOO_FAR {
    @Override
    QueueCommand on(QueueCommand command) {
      return command instanceof QueueCommand.Trim trim
          ? new QueueCommand.Trim(trim.start() + 1)
          : command;
    }
  },

  RULES_LOST("Delivered at ") {
    @Override
    boolean losesRules() {
      return true;
    }
  },

  AGE_BY_LOG_TIME("Age: ") {
    @Override
    long bornBy(AgeClock ages, SteppedClocks clocks, long logTime, long ageMs) {
      return logTime - ageMs;
    }
  },

  AGE_BY_THE_BROKERS_CLOCK("Age: ") {
    @Override
    long bornBy(AgeClock ages, SteppedClocks clocks, long logTime, long ageMs) {
      return clocks.brokerMs() - ageMs;
    }
  },

  AGE_BY_THE_PROCESSES_CLOCK("Age: ") {
    @Override
    long bornBy(AgeClock ages, SteppedClocks clocks, long logTime, long ageMs) {
      return clocks.processMs() - ageMs;
    }
  },

  AGE_BY_THE_EARLIEST_CLOCK_NOW("Age: ") {
    @Override
    long bornBy(AgeClock ages, SteppedClocks clocks, long logTime, long ageMs) {
      return Math.min(clocks.processMs(), clocks.brokerMs()) - ageMs;
    }
  },

  TICKS_LOST {
    @Override
    boolean losesTicks() {
      return true;
    }
  },

  STORE_LOSES_PARKED {
    @Override
    ShardStore on(ShardStore store) {
      return new Lossy(store) {
        @Override
        QueueStore lossy(QueueStore part) {
          return new LossyPart(part) {
            @Override
            public void saveParked(Parked parked) {}
          };
        }
      };
    }
  },

  STORE_LOSES_ENTRIES {
    @Override
    ShardStore on(ShardStore store) {
      return new Lossy(store) {
        @Override
        QueueStore lossy(QueueStore part) {
          return new LossyPart(part) {
            @Override
            public void saveEntry(long offset, Entry entry) {}
          };
        }
      };
    }
  },

  STORE_TAKES_REPEATS_FOR_GAPS {
    @Override
    ShardStore on(ShardStore store) {
      return new Lossy(store) {
        @Override
        QueueStore lossy(QueueStore part) {
          return new LossyPart(part) {
            @Override
            public void saveEntry(long offset, Entry entry) {
              super.saveEntry(
                  offset, entry instanceof Entry.Repeat run ? new Entry.Gap(run.to()) : entry);
            }
          };
        }
      };
    }
  },

  STORE_LOSES_REMOVALS {
    @Override
    ShardStore on(ShardStore store) {
      return new Lossy(store) {
        @Override
        QueueStore lossy(QueueStore part) {
          return new LossyPart(part) {
            @Override
            public void removeEntry(long offset) {}
          };
        }
      };
    }
  },

  STORE_LOSES_LOG_TIME {
    @Override
    ShardStore on(ShardStore store) {
      return new Lossy(store) {
        @Override
        QueueStore lossy(QueueStore part) {
          return part;
        }

        @Override
        public Progress loadProgress() {
          return new Progress(super.loadProgress().position(), 0);
        }
      };
    }
  };

  /** More than a simulation has. */
  private static final long ANY_BURIAL = 1_000;

  private final String promise;

  PlantedFault() {
    this(null);
  }

  /**
   * @param promise how the complaint begins of the invariant that notices the fault by itself
   */
  PlantedFault(String promise) {
    this.promise = promise;
  }

  String promise() {
    return promise;
  }

  QueueCommand on(QueueCommand command) {
    return command;
  }

  ShardStore on(ShardStore store) {
    return store;
  }

  boolean losesTicks() {
    return false;
  }

  /** The commands that put rules in force. */
  boolean losesRules() {
    return false;
  }

  /** What was stamped when or before counts as that old. */
  long bornBy(AgeClock ages, SteppedClocks clocks, long logTime, long ageMs) {
    return ages.bornBy(ageMs);
  }

  /** A command that is answered and changes nothing. */
  private static QueueCommand nothing() {
    return new QueueCommand.Rewind(Long.MAX_VALUE);
  }

  private abstract static class Lossy implements ShardStore {
    private final ShardStore store;

    Lossy(ShardStore store) {
      this.store = store;
    }

    abstract QueueStore lossy(QueueStore part);

    @Override
    public QueueStore of(QueuePartition partition) {
      return lossy(store.of(partition));
    }

    @Override
    public Map<QueuePartition, QueueImage> load() {
      return store.load();
    }

    @Override
    public Progress loadProgress() {
      return store.loadProgress();
    }

    @Override
    public void saveProgress(Progress progress) {
      store.saveProgress(progress);
    }

    @Override
    public Rules loadRules() {
      return store.loadRules();
    }

    @Override
    public void saveRules(Rules rules) {
      store.saveRules(rules);
    }
  }

  private static List<Buried> ofAnyNumber(List<Buried> letters) {
    return letters.stream()
        .flatMap(
            letter ->
                LongStream.range(0, ANY_BURIAL)
                    .mapToObj(number -> new Buried(letter.offset(), number)))
        .toList();
  }

  private static class LossyPart implements QueueStore {
    private final QueueStore part;

    LossyPart(QueueStore part) {
      this.part = part;
    }

    @Override
    public void saveHeader(Header header) {
      part.saveHeader(header);
    }

    @Override
    public void removeHeader() {
      part.removeHeader();
    }

    @Override
    public void saveEntry(long offset, Entry entry) {
      part.saveEntry(offset, entry);
    }

    @Override
    public void removeEntry(long offset) {
      part.removeEntry(offset);
    }

    @Override
    public void saveParked(Parked parked) {
      part.saveParked(parked);
    }

    @Override
    public void removeParked(long number) {
      part.removeParked(number);
    }

    @Override
    public void saveSource(String source, SeenCopies seen) {
      part.saveSource(source, seen);
    }

    @Override
    public void removeSource(String source) {
      part.removeSource(source);
    }
  }
}
