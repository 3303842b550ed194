package io.cmqkafka.facade.http.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The share of those whose signature has not been checked: what their requests may hold together,
 * and so how many there may be. It is apart from the share of signed requests, which strangers
 * cannot touch.
 *
 * <p>A new request finds room. When there is none, a request of the address that holds most is cut
 * off: the one that has brought nothing for the longest time. So a request is safe from other
 * addresses as long as its own address holds less than its even share, which is the whole divided
 * by the number of addresses. Within an address, a body that grows takes room only from requests
 * that have brought nothing for {@link #STILL_NANOS}; when there is no such request, it has to come
 * again later. So clients of one address that send large bodies at the same time do not cut each
 * other off. Any thread may call.
 */
public final class Strangers {

  /** What a request holds at least, its headers included. */
  public static final int LEAST_BYTES = 16 << 10;

  /** From here on a request stands still, in nanoseconds. */
  static final long STILL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final long maxBytes;
  private final LongSupplier nanoTime;

  // Guarded by this.
  private final Map<ClientAddress, Share> shares = new HashMap<>();
  private long bytes;

  public Strangers(long maxBytes, LongSupplier nanoTime) {
    this.maxBytes = maxBytes;
    this.nanoTime = nanoTime;
  }

  /**
   * A request has begun.
   *
   * @param cutOff ends it, on any thread; must not block
   * @return null when there is no room, because all that is held is being checked
   */
  public Guest enter(ClientAddress address, Runnable cutOff) {
    Guest guest = new Guest(address, cutOff);
    return guest.headersCame(0) ? guest : null;
  }

  /** What strangers hold. */
  public synchronized long bytes() {
    return bytes;
  }

  /** One stranger's request. Its own thread calls, one at a time. */
  public final class Guest {
    private final ClientAddress address;
    private final Runnable cutOff;

    // Guarded by Strangers.this.
    private long held;
    private long headers;
    private long grewAtNanos;
    private boolean checked;
    private boolean gone;

    private Guest(ClientAddress address, Runnable cutOff) {
      this.address = address;
      this.cutOff = cutOff;
    }

    /** Holds so much beside its headers from now on, more than before or less. */
    public Room hold(long wanted) {
      return hold(wanted, 0, true);
    }

    /** So much more of its headers has come. False when it cannot hold it, or has been cut off. */
    boolean headersCame(long more) {
      return hold(0, more, false) == Room.HELD;
    }

    private Room hold(long wanted, long moreHeaders, boolean mayComeAgain) {
      List<Guest> out = new ArrayList<>(0);
      Room room = tryToHold(wanted, moreHeaders, mayComeAgain, out);
      out.forEach(guest -> guest.cutOff.run());
      return room;
    }

    private Room tryToHold(long wanted, long moreHeaders, boolean mayComeAgain, List<Guest> out) {
      synchronized (Strangers.this) {
        if (gone) {
          return Room.NONE;
        }
        headers += moreHeaders;
        long more = Math.max(LEAST_BYTES, headers + wanted) - held;
        grewAtNanos = nanoTime.getAsLong();
        change(this, more);
        while (bytes > maxBytes) {
          Guest longestStill = longestStillOfTheHeaviest();
          boolean noOther = longestStill == null || longestStill == this;
          if (mayComeAgain && bytes > held && (noOther || longestStill.isMovingAt(address))) {
            change(this, -more);
            return Room.LATER;
          }
          if (noOther) {
            remove(this);
            return Room.NONE;
          }
          remove(longestStill);
          out.add(longestStill);
        }
        return Room.HELD;
      }
    }

    private boolean isMovingAt(ClientAddress where) {
      return address.equals(where) && nanoTime.getAsLong() - grewAtNanos < STILL_NANOS;
    }

    /**
     * It is read, so its signature is being checked: from now on it is not cut off. False when it
     * has been.
     */
    public boolean check() {
      synchronized (Strangers.this) {
        checked = true;
        return !gone;
      }
    }

    /** It will be answered as a stranger's: it holds the least, and may be cut off again. */
    public void refused() {
      synchronized (Strangers.this) {
        checked = false;
        if (!gone) {
          change(this, Math.max(LEAST_BYTES, headers) - held);
        }
      }
    }

    /** It is over, or no stranger's any more. May be called again. */
    public void leave() {
      synchronized (Strangers.this) {
        if (!gone) {
          remove(this);
        }
      }
    }
  }

  private void change(Guest guest, long difference) {
    Share share = shares.computeIfAbsent(guest.address, address -> new Share());
    if (difference > 0) {
      share.guests.remove(guest);
    }
    share.guests.add(guest);
    share.bytes += difference;
    guest.held += difference;
    bytes += difference;
  }

  private void remove(Guest guest) {
    guest.gone = true;
    Share share = shares.get(guest.address);
    share.guests.remove(guest);
    share.bytes -= guest.held;
    bytes -= guest.held;
    if (share.guests.isEmpty()) {
      shares.remove(guest.address);
    }
  }

  private Guest longestStillOfTheHeaviest() {
    Guest longestStill = null;
    long most = -1;
    for (Share share : shares.values()) {
      if (share.bytes > most) {
        Guest first = share.longestStill();
        if (first != null) {
          longestStill = first;
          most = share.bytes;
        }
      }
    }
    return longestStill;
  }

  /** One address's. */
  private static final class Share {
    /** In the order in which they last grew. */
    private final Set<Guest> guests = new LinkedHashSet<>();

    private long bytes;

    /** Of those that may be cut off; null when there is none. */
    private Guest longestStill() {
      for (Guest guest : guests) {
        if (!guest.checked) {
          return guest;
        }
      }
      return null;
    }
  }
}
