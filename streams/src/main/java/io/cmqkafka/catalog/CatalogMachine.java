package io.cmqkafka.catalog;

import io.cmqkafka.queue.Progress;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What exists: a deterministic state machine over catalog commands. All of them go through one
 * commands partition, so of two processes that race to create one name, one is refused.
 *
 * <p>Not thread-safe: one Streams task owns it.
 */
public final class CatalogMachine {
  private final CatalogStore store;
  private final Map<String, CatalogEntry> entries;
  private Progress progress;
  private int queues;

  public CatalogMachine(CatalogStore store) {
    this.store = store;
    entries = new HashMap<>(store.load());
    progress = store.loadProgress();
    queues = (int) entries.values().stream().filter(QueueDefinition.class::isInstance).count();
  }

  /**
   * Runs one command, unless it is in the state already.
   *
   * @param position the command's offset in its commands partition
   * @param timestamp the record's timestamp, epoch ms
   * @return empty for a repeated command
   */
  public Optional<CatalogOutcome> run(CatalogCommand command, long position, long timestamp) {
    if (position <= progress.position()) {
      return Optional.empty();
    }
    progress = progress.at(position, timestamp);
    store.saveProgress(progress);
    return Optional.of(command.runOn(this, progress.now()));
  }

  CatalogOutcome create(CatalogCommand.CreateQueue create, long now) {
    CatalogEntry existing = entries.get(QueueDefinition.keyOf(create.name()));
    if (existing instanceof QueueDefinition) {
      return CatalogOutcome.refused(Refusal.QUEUE_EXISTS);
    }
    if (existing != null) {
      return CatalogOutcome.refused(Refusal.NAME_BEING_RELEASED);
    }
    if (queues >= create.maxQueues()) {
      return CatalogOutcome.refused(Refusal.QUEUE_LIMIT_REACHED);
    }
    if (rewindsTooFar(create.attributes())) {
      return CatalogOutcome.refused(Refusal.REWIND_EXCEEDS_RETENTION);
    }
    queues++;
    return put(
        new QueueDefinition(
            create.name(),
            create.id(),
            create.kafkaTopic(),
            create.topicId(),
            create.bound(),
            create.begins(),
            create.attributes(),
            now,
            now));
  }

  CatalogOutcome change(CatalogCommand.ChangeQueue change, long now) {
    QueueDefinition old = queue(change.name(), change.id());
    if (old == null) {
      return CatalogOutcome.refused(Refusal.NO_SUCH_QUEUE);
    }
    QueueAttributes changed = change.changes().appliedTo(old.attributes());
    if (rewindsTooFar(changed)) {
      return CatalogOutcome.refused(Refusal.REWIND_EXCEEDS_RETENTION);
    }
    return put(old.with(changed, now));
  }

  CatalogOutcome drop(CatalogCommand.DropQueue drop) {
    QueueDefinition old = queue(drop.name(), drop.id());
    if (old == null) {
      return CatalogOutcome.refused(Refusal.NO_SUCH_QUEUE);
    }
    queues--;
    return old.bound()
        ? remove(old.key())
        : put(new ReleasedQueue(old.name(), old.id(), old.topicId()));
  }

  CatalogOutcome release(CatalogCommand.ReleaseName release) {
    return entries.get(QueueDefinition.keyOf(release.name())) instanceof ReleasedQueue released
            && released.id().equals(release.id())
        ? remove(released.key())
        : CatalogOutcome.UNCHANGED;
  }

  CatalogOutcome propose(HandleKey proposed) {
    return entries.containsKey(HandleKey.KEY) ? CatalogOutcome.UNCHANGED : put(proposed);
  }

  private QueueDefinition queue(String name, String id) {
    return entries.get(QueueDefinition.keyOf(name)) instanceof QueueDefinition queue
            && queue.id().equals(id)
        ? queue
        : null;
  }

  private static boolean rewindsTooFar(QueueAttributes attributes) {
    return attributes.rewindSeconds() > attributes.msgRetentionSeconds();
  }

  private CatalogOutcome put(CatalogEntry entry) {
    entries.put(entry.key(), entry);
    store.save(entry);
    return CatalogOutcome.stored(entry);
  }

  private CatalogOutcome remove(String key) {
    entries.remove(key);
    store.remove(key);
    return CatalogOutcome.removed(key);
  }
}
