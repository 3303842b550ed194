package io.cmqkafka.facade.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What only a soak is asked to do.
 *
 * @param metrics where each process of the server tells its metrics
 * @param collect processes of this machine whose heap is collected before each sample
 * @param every the time from one sample to the next
 * @param pushHost where pushes reach the load generator; null for no pushes
 * @param pushPort likewise
 */
record SoakSettings(
    List<URI> metrics, List<Long> collect, Duration every, String pushHost, int pushPort) {}
