/**
 * Recognises a copy that is written a second time, pure: no Kafka, no clock, no JSON. A copy names
 * its source and its number there; the machine of the queue that it comes to remembers which
 * numbers it has seen. Uses no other package. Begin with {@link io.cmqkafka.copy.CopySources}; the
 * Kafka header that carries the name is in {@code body}.
 */
package io.cmqkafka.copy;
