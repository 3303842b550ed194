/** How often lines may be logged; known to all that log what repeats itself. */
package io.cmqkafka.logging;
