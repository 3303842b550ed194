package io.cmqkafka.topology;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.CatalogMachine;
import io.cmqkafka.catalog.CatalogStore;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.queue.Progress;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueShard;
import io.cmqkafka.view.CatalogJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records of cmq.commands, a line each. What is a command is written as it was read, and can be
 * applied in any order to state that what came before left. State grows by no more than the
 * commands are long, or by what may expire in a step, and a successor that is set up from what is
 * stored answers the rest alike.
 */
public final class CommandsTarget implements Target {
  private static final long START = 1_795_396_821_544L;
  private static final int MAX_EXPIRED_PER_STEP = 1_000;

  @Override
  public void run(byte[] input) throws Exception {
    List<LoggedCommand> commands = new ArrayList<>();
    long bytes = 0;
    for (byte[] line : lines(input)) {
      try {
        commands.add(CommandJson.decode(line));
        bytes += line.length;
      } catch (MalformedRecordException e) {
        Claim.isOneLine(e.getMessage());
      }
    }
    for (LoggedCommand command : commands) {
      Claim.same(command, CommandJson.decode(CommandJson.encode(command)), "a command");
    }
    runOnQueues(commands, bytes);
    runOnCatalog(commands);
  }

  private static void runOnQueues(List<LoggedCommand> commands, long bytes) {
    MapStore store = new MapStore();
    List<Object> replies = new ArrayList<>();
    run(new QueueShard(new StreamsShardStore(store)), commands, 0, commands.size(), replies);
    long expired = commands.stream().mapToLong(CommandsTarget::expired).sum();
    Claim.that(
        store.size() <= 3 + bytes / 4 + expired, "state grew to " + store.size() + " entries");
    Claim.that(
        store.bytes() <= 1_000 + 32 * (bytes + expired),
        "state grew to " + store.bytes() + " bytes");

    MapStore halfway = new MapStore();
    List<Object> same = new ArrayList<>();
    int half = commands.size() / 2;
    run(new QueueShard(new StreamsShardStore(halfway)), commands, 0, half, same);
    run(new QueueShard(new StreamsShardStore(halfway)), commands, half, commands.size(), same);
    Claim.same(replies, same, "a successor's replies");
  }

  /** How many messages a command that names none of them may make dead letters of. */
  private static long expired(LoggedCommand command) {
    return command instanceof LoggedCommand.ForQueue one
            && one.command() instanceof QueueCommand.Expire expire
        ? Math.min(expire.max(), MAX_EXPIRED_PER_STEP)
        : 0;
  }

  private static void run(
      QueueShard shard, List<LoggedCommand> commands, int from, int to, List<Object> replies) {
    Outbox outbox = (origin, reply) -> replies.add(Map.entry(origin, reply));
    for (int i = from; i < to; i++) {
      long now = START + 10_000L * i;
      if (commands.get(i) instanceof LoggedCommand.ForQueue one) {
        shard.run(one.target(), one.command(), one.origin(), i, now, outbox);
      } else {
        shard.tick(i, now, outbox);
      }
      shard.ends();
      shard.newlyDead();
      replies.add(shard.newlyEnded());
      replies.add(shard.nextWake());
    }
  }

  private static void runOnCatalog(List<LoggedCommand> commands) {
    EncodedCatalog store = new EncodedCatalog();
    CatalogMachine machine = new CatalogMachine(store);
    CatalogMachine successor = machine;
    for (int i = 0; i < commands.size(); i++) {
      if (commands.get(i) instanceof LoggedCommand.ForCatalog one) {
        EncodedCatalog before = new EncodedCatalog(store);
        Object outcome = machine.run(one.command(), i, START + i).orElseThrow();
        successor = new CatalogMachine(before);
        Claim.same(
            outcome,
            successor.run(one.command(), i, START + i).orElseThrow(),
            "a successor's outcome");
      }
    }
  }

  private static List<byte[]> lines(byte[] input) {
    List<byte[]> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= input.length; i++) {
      if (i == input.length || input[i] == '\n') {
        lines.add(Arrays.copyOfRange(input, from, i));
        from = i + 1;
      }
    }
    return lines;
  }

  /** Keeps entries as Kafka does. */
  private static final class EncodedCatalog implements CatalogStore {
    private final Map<String, byte[]> entries;
    private Progress progress = Progress.NONE;

    EncodedCatalog() {
      entries = new HashMap<>();
    }

    EncodedCatalog(EncodedCatalog other) {
      entries = new HashMap<>(other.entries);
      progress = other.progress;
    }

    @Override
    public Map<String, CatalogEntry> load() {
      Map<String, CatalogEntry> loaded = new HashMap<>();
      entries.forEach(
          (key, value) -> {
            try {
              loaded.put(key, CatalogJson.decode(value).entry());
            } catch (MalformedRecordException e) {
              throw new AssertionError("what was stored cannot be read: " + key, e);
            }
          });
      return loaded;
    }

    @Override
    public void save(CatalogEntry entry) {
      entries.put(entry.key(), CatalogJson.encode(new CatalogJson.Versioned(0, entry)));
    }

    @Override
    public void remove(String key) {
      entries.remove(key);
    }

    @Override
    public Progress loadProgress() {
      return progress;
    }

    @Override
    public void saveProgress(Progress newProgress) {
      progress = newProgress;
    }
  }
}
