// A msgId is (partition + 1) << 48 | offset, of a queue's Kafka topic or of the publications.

/** { partition, offset } with the offset as a BigInt; null of a text that is no msgId. */
export function placeOf(msgId) {
  if (!/^\d{1,19}$/.test(msgId.trim())) {
    return null;
  }
  const id = BigInt(msgId.trim());
  const partition = (id >> 48n) - 1n;
  return partition < 0n ? null : { partition: Number(partition), offset: id & ((1n << 48n) - 1n) };
}

/** Both are decimal texts. */
export const msgIdAt = (partition, offset) => String(((BigInt(partition) + 1n) << 48n) | BigInt(offset));
