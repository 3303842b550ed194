package io.cmqkafka.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Receipt handles: a lease in text, and a seal over it and its queue, so that no client can make
 * one up or use it on another queue. Letters, digits, {@code _} and {@code -} only: the official Go
 * SDK accepts no more than {@code [a-zA-Z0-9%#:_-]} and 256 characters. Thread-safe.
 */
public final class ReceiptHandles {
  private static final int FIELDS = Integer.BYTES + 3 * Long.BYTES;
  private static final int SEAL = 14;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder BYTES = Base64.getUrlDecoder();
  private static final int LENGTH = TEXT.encode(new byte[FIELDS + SEAL]).length;

  /** Holds the key; each use takes a copy, which is cheaper than to set up a new one. */
  private final Mac keyed;

  /** A handle that was made by this cluster for this queue. */
  public record Opened(int partition, Lease lease) {}

  public ReceiptHandles(byte[] secret) {
    try {
      keyed = Mac.getInstance("HmacSHA256");
      keyed.init(new SecretKeySpec(secret, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HmacSHA256", e);
    }
  }

  public String of(QueuePartition partition, Lease lease) {
    ByteBuffer handle =
        ByteBuffer.allocate(FIELDS + SEAL)
            .putInt(partition.partition())
            .putLong(lease.offset())
            .putLong(lease.serial())
            .putLong(lease.until());
    handle.put(seal(partition.queueId(), handle.array()), 0, SEAL);
    return TEXT.encodeToString(handle.array());
  }

  /** Whether the text has the form of a handle at all. */
  public boolean isWellFormed(String handle) {
    return decode(handle) != null;
  }

  /** Empty for a handle of another queue, or one that was tampered with, or no handle at all. */
  public Optional<Opened> open(String queueId, String handle) {
    byte[] bytes = decode(handle);
    if (bytes == null) {
      return Optional.empty();
    }
    byte[] expected = new byte[SEAL];
    System.arraycopy(seal(queueId, bytes), 0, expected, 0, SEAL);
    byte[] actual = new byte[SEAL];
    System.arraycopy(bytes, FIELDS, actual, 0, SEAL);
    if (!MessageDigest.isEqual(expected, actual)) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int partition = in.getInt();
    return Optional.of(new Opened(partition, new Lease(in.getLong(), in.getLong(), in.getLong())));
  }

  private static byte[] decode(String handle) {
    if (handle.length() != LENGTH) {
      return null;
    }
    try {
      byte[] bytes = BYTES.decode(handle);
      return bytes.length == FIELDS + SEAL ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private byte[] seal(String queueId, byte[] handle) {
    try {
      Mac mac = (Mac) keyed.clone();
      mac.update(handle, 0, FIELDS);
      return mac.doFinal(queueId.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HmacSHA256 can be copied", e);
    }
  }
}
