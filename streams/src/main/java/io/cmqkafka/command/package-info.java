/**
 * The commands log from the side of whoever asks: the text form of commands and replies, appending
 * a command, and waiting for its reply, which may come from another process. Decides about nothing;
 * that is done by the machines in {@code queue} and {@code catalog}. Begin with {@link
 * io.cmqkafka.command.CommandLog}.
 */
package io.cmqkafka.command;
