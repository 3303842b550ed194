/**
 * How the process ends when it cannot go on: the exit codes, and the sentence for the operator.
 * Knows no other package. Begin with {@link io.cmqkafka.facade.exit.ExitCode}.
 */
package io.cmqkafka.facade.exit;
