package io.cmqkafka.catalog;

/** One thing the catalog knows. */
public sealed interface CatalogEntry
    permits QueueDefinition,
        ReleasedName,
        TopicDefinition,
        SubscriptionDefinition,
        HandleKey,
        Redrive,
        RulesInForce {

  /** Under which key the catalog files it; names that differ only in case share a key. */
  String key();
}
