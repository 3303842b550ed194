/**
 * Who may do what: the rights of a pair of SecretId and SecretKey, as an operator writes them, and
 * what the permission check has to know of each action. Knows nothing of HTTP and runs no action.
 */
package io.cmqkafka.facade.access;
