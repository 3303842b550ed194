package io.cmqkafka.numbers;

import java.util.Map;

/**
 * One record of {@code cmq.numbers}: how full the queues of a commands partition were at the end of
 * a slot, or what a process did in it.
 *
 * @param slot the period of 10 s, see {@link Slot}
 * @param process that tells
 * @param look null for what a process did
 * @param numbers by the id of a queue, topic or subscription; who is not there has only zeros
 */
record Told(long slot, String process, Look look, Map<String, long[]> numbers) {

  /**
   * Whose depths are told. There may be many, so they may be told in several records.
   *
   * @param position offset of the last command that the depths take account of
   * @param part which of these records it is, from 0
   */
  record Look(int commandsPartition, long position, int part, int parts) {}
}
