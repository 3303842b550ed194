/**
 * Puts right what went wrong with messages that somebody has chosen, or with all of a queue:
 * deletes them, makes them visible, moves them to another queue, mostly dead letters back to where
 * they died. Decides where each goes and sends it on its way by a command; from there on it moves
 * as dead letters do ({@code deadletter}), once whatever fails. Begin with {@link
 * io.cmqkafka.repair.Redriving}.
 */
package io.cmqkafka.repair;
