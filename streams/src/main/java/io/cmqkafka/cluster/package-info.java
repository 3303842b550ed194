/**
 * The processes of a cluster as one of them sees the others: which of them live, which versions of
 * the rules they can decide by, whether they decide about commands at all, and which receives wait
 * for processes that are gone. Uses {@code command} to ask them. Begin with {@link
 * io.cmqkafka.cluster.LiveProcesses}.
 */
package io.cmqkafka.cluster;
