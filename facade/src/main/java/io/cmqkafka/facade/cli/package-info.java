/**
 * The command line: commands, what they print, and how a signal ends the process. Knows the server
 * only as something that starts and closes. Begin with {@link io.cmqkafka.facade.cli.Program}.
 */
package io.cmqkafka.facade.cli;
