package io.cmqkafka.facade.bench.client;

/** A message as (Batch)ReceiveMessage answers it; times in Unix seconds, 0 where absent. */
public record ReceivedMessage(
    String msgId,
    String receiptHandle,
    String msgBody,
    long enqueueTime,
    long nextVisibleTime,
    long firstDequeueTime,
    int dequeueCount) {}
