package io.cmqkafka.queue;

/** A message given to one receiver; see {@link Entry.InFlight} for the fields. */
public record Grant(long offset, long serial, int count, long until, long firstDequeue) {

  public Lease lease() {
    return new Lease(offset, serial, until);
  }
}
