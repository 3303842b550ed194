/**
 * Receives, from the question to the answer. Asks machines by {@code command}, fetches bodies by
 * {@code body}, and gives back messages that were granted too late. Begin with {@link
 * io.cmqkafka.receiving.Receiving}; a queue of several partitions goes through a {@link
 * io.cmqkafka.receiving.WaitingRoom}.
 */
package io.cmqkafka.receiving;
