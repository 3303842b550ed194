/**
 * How often a line that repeats itself may be logged. Uses no other package; every package that
 * logs such lines uses it. Begin with {@link io.cmqkafka.logging.LogLimit}.
 */
package io.cmqkafka.logging;
