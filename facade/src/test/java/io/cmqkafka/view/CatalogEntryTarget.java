package io.cmqkafka.view;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.HandleKey;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import io.cmqkafka.malformed.MalformedRecordException;

/**
 * A record of cmq.catalog: skipped, or an entry that is filed where its kind is looked for, and
 * written as it was read.
 */
public final class CatalogEntryTarget implements Target {

  @Override
  public void run(byte[] input) throws MalformedRecordException {
    CatalogJson.Versioned read;
    try {
      read = CatalogJson.decode(input);
    } catch (MalformedRecordException e) {
      Claim.isOneLine(e.getMessage());
      return;
    }
    Claim.same(read, CatalogJson.decode(CatalogJson.encode(read)), "an entry");
    Claim.that(isWhereItIsLookedFor(read.entry()), "filed under " + read.entry().key());
  }

  private static boolean isWhereItIsLookedFor(CatalogEntry entry) {
    if (entry instanceof HandleKey) {
      return entry.key().equals(HandleKey.KEY);
    }
    boolean queues = entry.key().startsWith(QueueDefinition.KEYS);
    boolean subscriptions = entry.key().startsWith(SubscriptionDefinition.KEYS);
    return entry instanceof QueueDefinition && queues
        || entry instanceof SubscriptionDefinition && subscriptions
        || entry instanceof ReleasedName && (queues || subscriptions)
        || entry instanceof TopicDefinition && entry.key().startsWith(TopicDefinition.KEYS);
  }
}
