/**
 * The commands log: carries commands to the machines and replies to the processes that asked.
 * Decides about nothing; the machines in {@code queue} and {@code catalog} do. Begin with {@link
 * io.cmqkafka.command.CommandLog} for the way there and {@link io.cmqkafka.command.ReplyRouter} for
 * the way back.
 */
package io.cmqkafka.command;
