/**
 * The command line: settings, commands, and the sentence and exit code of each failure. Knows the
 * server only as something that starts and closes. Begin with {@link
 * io.cmqkafka.facade.cli.Program}; every setting stands in {@link
 * io.cmqkafka.facade.cli.KnownSettings}.
 */
package io.cmqkafka.facade.cli;
