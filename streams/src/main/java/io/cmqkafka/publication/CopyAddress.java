package io.cmqkafka.publication;

/**
 * Where one copy of a publication goes.
 *
 * @param partition of the Kafka topic, or {@link #ANY}
 * @param number of the publication; chooses the partition when any will do
 */
record CopyAddress(String kafkaTopic, int partition, long number) {
  static final int ANY = -1;

  int partitionOf(int partitions) {
    return partition == ANY ? (int) (number % partitions) : partition;
  }
}
