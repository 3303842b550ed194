/**
 * Tells whether anything in a process of the server grows without bound, from samples of its
 * metrics. It knows no other package. Begin with {@link
 * io.cmqkafka.facade.bench.growth.GrowthRule}.
 */
package io.cmqkafka.facade.bench.growth;
