package io.cmqkafka.catalog;

import io.cmqkafka.queue.Progress;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.topic.Protocol;
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
  private final DeadLetterSources deadLetterSources = new DeadLetterSources();
  private final DeadLetterRules deadLetters =
      new DeadLetterRules(this::queue, deadLetterSources::of);
  private final Rules newest;
  private Progress progress;

  /** In force; {@link Rules} says how to change one. */
  private Rules rules;

  /** By topic id, how many subscriptions it has; no entry for none. */
  private final Map<String, Integer> subscriptions = new HashMap<>();

  private int queues;
  private int topics;

  public CatalogMachine(CatalogStore store) {
    this(store, Rules.NEWEST);
  }

  /**
   * @param newest the newest rules that can be decided by here
   * @throws UnknownRulesException when the store has newer ones in force
   */
  public CatalogMachine(CatalogStore store, Rules newest) {
    this.store = store;
    this.newest = newest;
    entries = new HashMap<>(store.load());
    rules =
        entries.get(RulesInForce.KEY) instanceof RulesInForce entry ? entry.rules() : Rules.FIRST;
    rules.mustBeKnown(newest);
    progress = store.loadProgress();
    entries.values().forEach(entry -> count(entry, 1));
    entries.values().forEach(entry -> deadLetterSources.changed(null, entry));
  }

  /**
   * Runs one command, unless it is in the state already.
   *
   * @param position the command's offset in its commands partition
   * @param timestamp the record's timestamp, epoch ms
   * @return empty for a repeated command, and for one that the rules in force do not know
   */
  public Optional<CatalogOutcome> run(CatalogCommand command, long position, long timestamp) {
    // As if it were not there: a build that does not know it passes over it too.
    boolean isKnown = !command.since().isNewerThan(rules);
    return isKnown && advance(position, timestamp)
        ? Optional.of(command.runOn(this, progress.now()))
        : Optional.empty();
  }

  /**
   * What follows is decided by these rules, unless newer ones are in force already.
   *
   * @return empty for a repeated command
   * @throws UnknownRulesException when they cannot be decided by here; nothing has changed then
   */
  public Optional<CatalogOutcome> putInForce(Rules wanted, long position, long timestamp) {
    if (position > progress.position()) {
      wanted.mustBeKnown(newest);
    }
    if (!advance(position, timestamp)) {
      return Optional.empty();
    }
    if (!wanted.isNewerThan(rules)) {
      return Optional.of(CatalogOutcome.UNCHANGED);
    }
    rules = wanted;
    return Optional.of(put(new RulesInForce(wanted.version())));
  }

  private boolean advance(long position, long timestamp) {
    if (position <= progress.position()) {
      return false;
    }
    progress = progress.at(position, timestamp);
    store.saveProgress(progress);
    return true;
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
    Optional<Refusal> noDeadLetters =
        deadLetters.refusalOfNew(create.kafkaTopic(), create.attributes(), create.deadLetter());
    if (noDeadLetters.isPresent()) {
      return CatalogOutcome.refused(noDeadLetters.get());
    }
    return add(
        new QueueDefinition(
            create.name(),
            create.id(),
            create.kafkaTopic(),
            create.topicId(),
            create.bound(),
            create.begins(),
            create.attributes(),
            create.deadLetter() == null ? null : deadLetters.resolve(create.deadLetter()),
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
    Optional<Refusal> noDeadLetters =
        deadLetters.refusalOfChange(old, changed, change.deadLetter());
    if (noDeadLetters.isPresent()) {
      return CatalogOutcome.refused(noDeadLetters.get());
    }
    DeadLetterPolicy policy =
        change.deadLetter() == null ? old.deadLetter() : deadLetters.resolve(change.deadLetter());
    return put(old.with(changed, policy, now));
  }

  CatalogOutcome unbindDeadLetter(CatalogCommand.UnbindDeadLetter unbind, long now) {
    QueueDefinition old = queue(unbind.name(), unbind.id());
    if (old == null) {
      return CatalogOutcome.refused(Refusal.NO_SUCH_QUEUE);
    }
    return old.deadLetter() == null
        ? CatalogOutcome.UNCHANGED
        : put(old.with(old.attributes(), null, now));
  }

  CatalogOutcome drop(CatalogCommand.DropQueue drop) {
    QueueDefinition old = queue(drop.name(), drop.id());
    if (old == null) {
      return CatalogOutcome.refused(Refusal.NO_SUCH_QUEUE);
    }
    if (deadLetterSources.of(old.id()) > 0) {
      return CatalogOutcome.refused(Refusal.IS_DEAD_LETTER_QUEUE);
    }
    count(old, -1);
    return old.bound() ? remove(old.key()) : put(ReleasedName.of(old));
  }

  CatalogOutcome release(CatalogCommand.ReleaseName release) {
    return entries.get(release.key()) instanceof ReleasedName released
            && released.id().equals(release.id())
        ? remove(released.key())
        : CatalogOutcome.UNCHANGED;
  }

  CatalogOutcome create(CatalogCommand.CreateTopic create, long now) {
    if (entries.containsKey(TopicDefinition.keyOf(create.name()))) {
      return CatalogOutcome.refused(Refusal.TOPIC_EXISTS);
    }
    if (topics >= create.maxTopics()) {
      return CatalogOutcome.refused(Refusal.TOPIC_LIMIT_REACHED);
    }
    return add(
        new TopicDefinition(
            create.name(),
            create.id(),
            create.maxMsgSize(),
            create.filterType(),
            create.begins(),
            now,
            now));
  }

  CatalogOutcome change(CatalogCommand.ChangeTopic change, long now) {
    TopicDefinition old = topic(change.name(), change.id());
    return old == null
        ? CatalogOutcome.refused(Refusal.NO_SUCH_TOPIC)
        : put(old.with(change.maxMsgSize(), now));
  }

  /** Its publications carry its id, so a successor may have the name at once. */
  CatalogOutcome drop(CatalogCommand.DropTopic drop) {
    TopicDefinition old = topic(drop.name(), drop.id());
    if (old == null) {
      return CatalogOutcome.refused(Refusal.NO_SUCH_TOPIC);
    }
    if (subscriptions.containsKey(old.id())) {
      return CatalogOutcome.refused(Refusal.TOPIC_HAS_SUBSCRIPTIONS);
    }
    count(old, -1);
    return remove(old.key());
  }

  CatalogOutcome subscribe(CatalogCommand.Subscribe subscribe, long now) {
    SubscriptionDefinition wanted = subscribe.wanted();
    if (topic(wanted.topicName(), wanted.topicId()) == null) {
      return CatalogOutcome.refused(Refusal.NO_SUCH_TOPIC);
    }
    CatalogEntry existing = entries.get(wanted.key());
    if (existing instanceof SubscriptionDefinition) {
      return CatalogOutcome.refused(Refusal.SUBSCRIPTION_EXISTS);
    }
    if (existing != null) {
      return CatalogOutcome.refused(Refusal.NAME_BEING_RELEASED);
    }
    if (subscriptions.getOrDefault(wanted.topicId(), 0) >= subscribe.maxSubscriptions()) {
      return CatalogOutcome.refused(Refusal.SUBSCRIPTION_LIMIT_REACHED);
    }
    if (wanted.protocol() == Protocol.QUEUE && queue(wanted.endpoint()) == null) {
      return CatalogOutcome.refused(Refusal.ENDPOINT_ILLEGAL);
    }
    if (wanted.deadLetterQueue() != null && queue(wanted.deadLetterQueue()) == null) {
      return CatalogOutcome.refused(Refusal.NO_SUCH_DEAD_LETTER_QUEUE);
    }
    return add(wanted.createdAt(now));
  }

  CatalogOutcome change(CatalogCommand.ChangeSubscription change, long now) {
    SubscriptionDefinition old = subscription(change.topicName(), change.name(), change.id());
    return old == null
        ? CatalogOutcome.refused(Refusal.NO_SUCH_SUBSCRIPTION)
        : put(old.with(change.changes(), now));
  }

  CatalogOutcome unsubscribe(CatalogCommand.Unsubscribe command) {
    SubscriptionDefinition old = subscription(command.topicName(), command.name(), command.id());
    if (old == null) {
      return CatalogOutcome.refused(Refusal.NO_SUCH_SUBSCRIPTION);
    }
    count(old, -1);
    return old.delivery() == null || old.delivery().bound()
        ? remove(old.key())
        : put(ReleasedName.of(old));
  }

  CatalogOutcome put(Redrive redrive, long now) {
    if (queue(redrive.queueName(), redrive.queueId()) == null) {
      return CatalogOutcome.refused(Refusal.NO_SUCH_QUEUE);
    }
    long before =
        entries.get(redrive.key()) instanceof Redrive stored
                && stored.queueId().equals(redrive.queueId())
            ? stored.revision()
            : 0;
    return redrive.revision() == before + 1
        ? put(redrive.at(now))
        : CatalogOutcome.refused(Refusal.REDRIVE_CHANGED);
  }

  CatalogOutcome drop(CatalogCommand.DropRedrive drop) {
    return entries.get(Redrive.keyOf(drop.queueName())) instanceof Redrive stored
            && stored.queueId().equals(drop.queueId())
        ? remove(stored.key())
        : CatalogOutcome.UNCHANGED;
  }

  CatalogOutcome propose(HandleKey proposed) {
    return entries.containsKey(HandleKey.KEY) ? CatalogOutcome.UNCHANGED : put(proposed);
  }

  CatalogOutcome republish(String key) {
    CatalogEntry entry = entries.get(key);
    return entry == null ? CatalogOutcome.removed(key) : CatalogOutcome.stored(entry);
  }

  private QueueDefinition queue(String name) {
    return entries.get(QueueDefinition.keyOf(name)) instanceof QueueDefinition queue
            && queue.name().equals(name)
        ? queue
        : null;
  }

  private QueueDefinition queue(String name, String id) {
    return entries.get(QueueDefinition.keyOf(name)) instanceof QueueDefinition queue
            && queue.id().equals(id)
        ? queue
        : null;
  }

  private TopicDefinition topic(String name, String id) {
    return entries.get(TopicDefinition.keyOf(name)) instanceof TopicDefinition topic
            && topic.name().equals(name)
            && topic.id().equals(id)
        ? topic
        : null;
  }

  private SubscriptionDefinition subscription(String topicName, String name, String id) {
    return entries.get(SubscriptionDefinition.keyOf(topicName, name))
                instanceof SubscriptionDefinition subscription
            && subscription.id().equals(id)
        ? subscription
        : null;
  }

  private void count(CatalogEntry entry, int change) {
    if (entry instanceof QueueDefinition) {
      queues += change;
    } else if (entry instanceof TopicDefinition) {
      topics += change;
    } else if (entry instanceof SubscriptionDefinition subscription) {
      subscriptions.merge(
          subscription.topicId(), change, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
    }
  }

  private static boolean rewindsTooFar(QueueAttributes attributes) {
    return attributes.rewindSeconds() > attributes.msgRetentionSeconds();
  }

  private CatalogOutcome add(CatalogEntry entry) {
    count(entry, 1);
    return put(entry);
  }

  private CatalogOutcome put(CatalogEntry entry) {
    deadLetterSources.changed(entries.put(entry.key(), entry), entry);
    store.save(entry);
    return CatalogOutcome.stored(entry);
  }

  private CatalogOutcome remove(String key) {
    deadLetterSources.changed(entries.remove(key), null);
    store.remove(key);
    return CatalogOutcome.removed(key);
  }
}
