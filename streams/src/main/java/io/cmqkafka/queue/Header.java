package io.cmqkafka.queue;

/**
 * The few numbers that describe a queue partition besides its exceptional offsets.
 *
 * @param start first retained offset
 * @param cursor first offset never delivered (since the last rewind)
 * @param end one past the last known message
 * @param rewindFloor a rewind goes back no further
 * @param deliveries deliveries so far; the next one's serial
 * @param parkings parked receives so far; the next one's number
 * @param burials dead letters so far; the next one's number
 */
public record Header(
    long start,
    long cursor,
    long end,
    long rewindFloor,
    long deliveries,
    long parkings,
    long burials) {}
