/**
 * Time, as the commands log tells it: by it leases, delays and ages are judged, whatever a single
 * clock says. Uses no other package. Begin with {@link io.cmqkafka.logtime.LogClock}.
 */
package io.cmqkafka.logtime;
