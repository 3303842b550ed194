package io.cmqkafka.facade.bench;

import java.time.Duration;

/**
 * What a run is asked to do. The bounds are the command line's.
 *
 * @param queue null for a fresh random name
 * @param queues how many; with publish each is a subscriber
 * @param messages drain: how many are there at the start
 * @param receivers longpoll and publish: how many connections receive
 * @param sendRate longpoll, lateness, publish and soak: messages a second, over all connections;
 *     {@link #UNPACED} for as many as can be
 * @param quiet how long a drain at the end waits without receiving anything before it gives up
 * @param soak null for other workloads
 */
record Settings(
    WorkloadName workload,
    Endpoint endpoint,
    Trust trust,
    Credentials credentials,
    SignatureMethod signature,
    int connections,
    int bodySize,
    int batch,
    Duration warmUp,
    Duration duration,
    String queue,
    int queues,
    boolean keep,
    int visibilityTimeout,
    int pollingWait,
    int messages,
    int receivers,
    int sendRate,
    boolean lateness,
    boolean verify,
    Duration quiet,
    Duration patience,
    SoakSettings soak) {
  static final int UNPACED = 0;
}
