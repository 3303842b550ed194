/**
 * The rights of callers: pairs of SecretId and SecretKey as an operator writes them, and what the
 * permission check has to know of each action. Knows nothing of HTTP and runs no action. Begin with
 * {@link io.cmqkafka.facade.auth.Credentials}.
 */
package io.cmqkafka.facade.auth;
