/**
 * Who may call, and who may do what: pairs of SecretId and SecretKey with their rights, as an
 * operator writes them, and what the permission check has to know of each action. Begin with {@link
 * io.cmqkafka.facade.auth.Credentials}. Knows nothing of HTTP and runs no action.
 */
package io.cmqkafka.facade.auth;
