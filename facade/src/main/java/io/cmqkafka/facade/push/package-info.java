/**
 * Sends one message to the endpoint of an HTTP subscription. The server calls URLs that clients
 * name, so everything an endpoint could use up is bounded, and an address is connected to only when
 * the operator's {@link io.cmqkafka.facade.push.PushTargets} admit it. When to push is decided by
 * {@code io.cmqkafka.pushing}; begin with {@link io.cmqkafka.facade.push.HttpPusher}.
 */
package io.cmqkafka.facade.push;
