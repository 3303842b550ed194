/**
 * Deletes messages by their receipt handles. Asks machines by {@code command}. Begin with {@link
 * io.cmqkafka.deleting.Deletes}.
 */
package io.cmqkafka.deleting;
