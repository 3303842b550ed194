/**
 * Recognises a copy that is written a second time. A copy names its source and its number there
 * ({@link io.cmqkafka.copy.CopyHeader}); the machine of the queue that it comes to remembers which
 * numbers it has seen. Uses no other package, and is pure but for Kafka's headers. Begin with
 * {@link io.cmqkafka.copy.CopySources}.
 */
package io.cmqkafka.copy;
