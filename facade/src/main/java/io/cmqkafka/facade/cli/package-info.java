/**
 * The command line: every setting with its range, default and sentence in one list, read from
 * options, environment and file; the commands; the sentence and the exit code of each failure. It
 * knows the server only as something that starts and closes.
 */
package io.cmqkafka.facade.cli;
