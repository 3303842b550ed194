package io.cmqkafka.arrival;

/** What a tail could do wrong; each must be noticed by the simulation. */
enum PlantedTailFault {
  NONE,

  /** Reads again from where one queue must be told again, whoever else shares the partition. */
  SEEKS_FOR_ONE_QUEUE_ONLY,

  /** Reads on where it is when a queue comes that must be told of earlier records. */
  COMES_WITHOUT_A_SEEK,

  /** Takes every answer for the one it hoped for. */
  TAKES_A_FAILURE_FOR_SUCCESS,

  /** Tells a queue from the first record it has read, not from what it was told last. */
  TELLS_FROM_THE_FIRST_RECORD,

  /** Tells a machine that may not know of the queue a second time before the first is answered. */
  LETS_THE_FIRST_BE_OVERTAKEN,

  /** Reads on after a failure in the middle of telling. */
  READS_ON_AFTER_A_FAILURE,

  /** Goes by the consumer's word alone when Kafka has lost records. */
  TRUSTS_THE_CONSUMER,

  /** Goes on in a log that was cut off before the machine has forgotten. */
  DOES_NOT_LET_FORGET
}
