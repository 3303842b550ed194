/**
 * How often a line that repeats itself may be logged. Uses no other package. Begin with {@link
 * io.cmqkafka.logging.LogLimit}.
 */
package io.cmqkafka.logging;
