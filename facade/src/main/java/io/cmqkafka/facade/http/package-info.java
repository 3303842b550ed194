/**
 * CMQ's API over HTTP: the only package that sees Jetty and Javalin.
 *
 * <p>The order of a request is in {@link io.cmqkafka.facade.http.ActionEndpoint}. No thread is held
 * while a request is read, while it is parked, or while its answer is written.
 */
package io.cmqkafka.facade.http;
