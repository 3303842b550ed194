/**
 * A CMQ client that costs little: it shares the machine with the server that is measured, so it has
 * sockets, request bytes and an HTTP parser of its own, and leaves JSON to Jackson. Uses no other
 * package. Begin with {@link io.cmqkafka.facade.bench.client.CmqConnection}.
 */
package io.cmqkafka.facade.bench.client;
