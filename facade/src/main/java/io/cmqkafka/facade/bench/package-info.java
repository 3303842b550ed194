/**
 * The load generator: real, signed CMQ requests against any endpoint, and an account of what came
 * back.
 *
 * <p>It usually shares a machine with the server it measures, so it spends little: requests are
 * written as bytes into one buffer, answers are scanned in place, sockets block without a timeout
 * of their own, and figures are kept per connection and merged at the end.
 */
package io.cmqkafka.facade.bench;
