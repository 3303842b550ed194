package io.cmqkafka;

/**
 * What is in a queue, and what a rewind to some time would make of it.
 *
 * @param now before the rewind
 * @param rewound how many messages the rewind would make receivable again
 */
public record RewindCounts(QueueCounts now, long rewound) {}
