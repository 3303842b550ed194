/**
 * The load generator: each workload loads a CMQ endpoint in its own way and keeps the account of
 * every message. Uses its two subpackages and nothing of the server. Begin with {@link
 * io.cmqkafka.facade.bench.Workload}, which is also the command line, and {@link
 * io.cmqkafka.facade.bench.CycleWorkload}.
 */
package io.cmqkafka.facade.bench;
