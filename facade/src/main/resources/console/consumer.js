// The command with which Kafka's own tools read a queue's Kafka topic.

/** options: such as ['--partition 0', '--offset 7']. A line each, since a shell breaks them nowhere else. */
export const consumer = (kafka, topic, ...options) =>
  ['kafka-console-consumer.sh', `--bootstrap-server ${kafka}`, `--topic ${topic}`, ...options].join(' \\\n  ');
