/**
 * Clients' connections below Javalin: which are accepted, how long each may take, what those may
 * hold whose signature has not been checked, TLS, and the notice that a waiting client is gone.
 * Holds what Jetty does not offer by itself, and knows no request of the API. Begin with {@link
 * io.cmqkafka.facade.http.connection.ClientConnector}.
 */
package io.cmqkafka.facade.http.connection;
