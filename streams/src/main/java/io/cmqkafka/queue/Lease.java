package io.cmqkafka.queue;

/**
 * One delivery as its receiver names it later, to delete or to release.
 *
 * @param serial the delivery's number in its queue partition
 * @param until end of visibility, epoch ms of log time
 */
public record Lease(long offset, long serial, long until) {}
