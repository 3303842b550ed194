/**
 * Pushes messages to the endpoints of HTTP subscriptions. The server calls URLs that clients name,
 * so everything an endpoint could use up is bounded, and an address is connected to only when the
 * operator's {@link io.cmqkafka.facade.push.PushTargets} admit it.
 */
package io.cmqkafka.facade.push;
