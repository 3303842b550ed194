/**
 * The time of the commands log, by which leases, delays and ages are judged, and how far it is from
 * the clocks of the brokers. Uses none of our other packages. Begin with {@link
 * io.cmqkafka.logtime.LogClock}.
 */
package io.cmqkafka.logtime;
