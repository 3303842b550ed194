/**
 * Whether anything in a process of the server grows without bound, judged by samples of its
 * metrics. Uses no other package. Begin with {@link io.cmqkafka.facade.bench.growth.GrowthRule}.
 */
package io.cmqkafka.facade.bench.growth;
