/**
 * The API port: a Javalin application, and the life of a request in it. Begin with {@link
 * io.cmqkafka.facade.http.ApiRoutes}; a request comes there through {@link
 * io.cmqkafka.facade.http.RequestReader} and is answered by {@link
 * io.cmqkafka.facade.http.PendingRequest}. No thread is held while a request is read, while it is
 * parked, or while its answer is written.
 */
package io.cmqkafka.facade.http;
