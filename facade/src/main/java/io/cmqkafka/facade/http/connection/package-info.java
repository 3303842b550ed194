/**
 * Clients' connections below Javalin: which are accepted, how long each may take, what those may
 * hold whose signature has not been checked, TLS, and the notice that a waiting client is gone. It
 * is what Jetty does not offer by itself; begin with {@link
 * io.cmqkafka.facade.http.connection.ClientConnector}. Knows no request of the API.
 */
package io.cmqkafka.facade.http.connection;
