/**
 * A request's life on the API port, in a Javalin application: from its first header to the last
 * byte of its answer. Begin with {@link io.cmqkafka.facade.http.ApiRoutes}; a request comes there
 * through {@link io.cmqkafka.facade.http.RequestReader} and is answered by {@link
 * io.cmqkafka.facade.http.PendingRequest}. No thread is held while a request is read, while it is
 * parked, or while its answer is written.
 */
package io.cmqkafka.facade.http;
