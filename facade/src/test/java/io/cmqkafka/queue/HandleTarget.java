package io.cmqkafka.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A queue's id in the first line, a handle in the second: only what was handed out is opened, by
 * its own queue, and says what was put in.
 */
public final class HandleTarget implements Target {
  private static final Pattern CLIENTS_TAKE = Pattern.compile("[a-zA-Z0-9%#:_-]{1,256}");

  private final ReceiptHandles handles = new ReceiptHandles("a secret of tests".getBytes(UTF_8));
  private final QueuePartition queue = new QueuePartition("queue-aaaaaaaa", 3);
  private final Lease lease = new Lease(5, 8, 1_795_396_821_544L);

  /** Also stands in the seeds. */
  private final Map<String, ReceiptHandles.Opened> handedOut =
      Map.of(
          handles.of(queue, lease),
          new ReceiptHandles.Opened(queue.partition(), lease),
          handles.of(new QueuePartition("queue-aaaaaaaa", 0), new Lease(0, 0, 1)),
          new ReceiptHandles.Opened(0, new Lease(0, 0, 1)));

  @Override
  public void run(byte[] input) {
    String[] lines = new String(input, UTF_8).split("\n", 2);
    String queueId = lines[0];
    String handle = lines[lines.length - 1];
    Optional<ReceiptHandles.Opened> opened = handles.open(queueId, handle);
    boolean mayOpen = queueId.equals(queue.queueId()) && handedOut.containsKey(handle);
    Claim.same(
        mayOpen ? Optional.of(handedOut.get(handle)) : Optional.empty(), opened, "what it opens");
    Claim.that(opened.isEmpty() || handles.isWellFormed(handle), "opened, and no handle at all");
    madeOf(queueId, input);
  }

  private void madeOf(String queueId, byte[] input) {
    ByteBuffer numbers = ByteBuffer.allocate(28).put(input, 0, Math.min(28, input.length)).rewind();
    QueuePartition any = new QueuePartition(queueId, numbers.getInt());
    Lease anyLease = new Lease(numbers.getLong(), numbers.getLong(), numbers.getLong());
    String handle = handles.of(any, anyLease);
    Claim.that(CLIENTS_TAKE.matcher(handle).matches(), "clients do not take " + handle);
    Claim.same(
        Optional.of(new ReceiptHandles.Opened(any.partition(), anyLease)),
        handles.open(queueId, handle),
        "a handle");
    Claim.that(handles.open(queueId + "x", handle).isEmpty(), "another queue opens it");
  }
}
