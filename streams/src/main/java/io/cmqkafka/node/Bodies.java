package io.cmqkafka.node;

import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.GoneTopics;
import io.cmqkafka.body.MessageLog;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.browsing.RecordReader;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.config.ProcessBounds;

/** The bodies of messages, and the Kafka topics in which they lie. */
final class Bodies {
  final BodyCache cache;
  final MessageLog messages;
  final BodyFetcher fetcher;
  final RecordReader records;
  final QueueTopics topics;
  final GoneTopics gone;

  Bodies(Foundation base) {
    ProcessBounds bounds = base.config().bounds();
    cache = new BodyCache(bounds.bodyCacheBytes());
    messages =
        new MessageLog(base.clients().bodyProducer(), cache, base.budget(), base.timeoutMs());
    fetcher = new BodyFetcher(base.clients().bodyConsumer(), cache, base.timeoutMs());
    records = new RecordReader(base.clients().recordConsumer(), base.timeoutMs());
    topics = new QueueTopics(base.admin(), base.config().layout().replication());
    gone = new GoneTopics(topics::ids, cache::removeAll, base.meters(), base.timeoutMs());
    base.gauge("cmq.body.cache.bytes", "Bytes of message bodies at hand", cache, BodyCache::bytes);
    base.gauge(
        "cmq.body.cache.max.bytes",
        "How many of them there may be",
        bounds,
        ProcessBounds::bodyCacheBytes);
    base.gauge(
        "cmq.inflight.bytes",
        "Bytes of message bodies on their way to Kafka",
        messages,
        MessageLog::inflightBytes);
    base.gauge(
        "cmq.held.bytes",
        "Bytes that requests make this process hold",
        base.budget(),
        ByteBudget::held);
    base.gauge("cmq.held.max.bytes", "How many they may", base.budget(), ByteBudget::max);
  }
}
