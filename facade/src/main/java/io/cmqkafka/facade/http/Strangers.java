package io.cmqkafka.facade.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The share of those whose signature has not been checked: what their requests may hold together,
 * and so how many there may be. It is apart from the share of signed requests, which strangers
 * cannot touch.
 *
 * <p>Whoever comes finds room. When there is none, that request is cut off which is the oldest of
 * the address that holds most. So a request is safe from other addresses as long as its own holds
 * less than its even share, which is the whole by the number of addresses; and within an address it
 * is safe until younger ones of that address have needed the address's share. Any thread may call.
 */
final class Strangers {

  /** What a request holds at least, its headers included. */
  static final int LEAST_BYTES = 16 << 10;

  private final long maxBytes;

  // Guarded by this.
  private final Map<ClientAddress, Share> shares = new HashMap<>();
  private long bytes;

  Strangers(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * A request has begun.
   *
   * @param cutOff ends it, on any thread; must not block
   * @return null when there is no room, because all that is held is being checked
   */
  Guest enter(ClientAddress address, Runnable cutOff) {
    Guest guest = new Guest(address, cutOff);
    return guest.hold(LEAST_BYTES) ? guest : null;
  }

  /** What strangers hold. */
  synchronized long bytes() {
    return bytes;
  }

  /** One stranger's request. Its own thread calls, one at a time. */
  final class Guest {
    private final ClientAddress address;
    private final Runnable cutOff;

    // Guarded by Strangers.this.
    private long held;
    private long headers;
    private boolean checked;
    private boolean gone;

    private Guest(ClientAddress address, Runnable cutOff) {
      this.address = address;
      this.cutOff = cutOff;
    }

    /**
     * Holds so much beside its headers from now on, more than before or less. False when it cannot,
     * or has been cut off.
     */
    boolean hold(long wanted) {
      return hold(wanted, 0);
    }

    /** So much more of its headers has come. False when it cannot hold it, or has been cut off. */
    boolean headersCame(long more) {
      return hold(0, more);
    }

    private boolean hold(long wanted, long moreHeaders) {
      List<Guest> out = new ArrayList<>(0);
      boolean held = tryToHold(wanted, moreHeaders, out);
      out.forEach(guest -> guest.cutOff.run());
      return held;
    }

    private boolean tryToHold(long wanted, long moreHeaders, List<Guest> out) {
      synchronized (Strangers.this) {
        if (gone) {
          return false;
        }
        headers += moreHeaders;
        change(this, Math.max(LEAST_BYTES, headers + wanted) - held);
        while (bytes > maxBytes) {
          Guest oldest = oldestOfTheHeaviest();
          if (oldest == null || oldest == this) {
            remove(this);
            return false;
          }
          remove(oldest);
          out.add(oldest);
        }
        return true;
      }
    }

    /**
     * It is read, so its signature is being checked: from now on it is not cut off. False when it
     * has been.
     */
    boolean check() {
      synchronized (Strangers.this) {
        checked = true;
        return !gone;
      }
    }

    /** It will be answered as a stranger's: it holds the least, and may be cut off again. */
    void refused() {
      synchronized (Strangers.this) {
        checked = false;
        if (!gone) {
          change(this, Math.max(LEAST_BYTES, headers) - held);
        }
      }
    }

    /** It is over, or no stranger's any more. May be called again. */
    void leave() {
      synchronized (Strangers.this) {
        if (!gone) {
          remove(this);
        }
      }
    }
  }

  private void change(Guest guest, long difference) {
    Share share = shares.computeIfAbsent(guest.address, address -> new Share());
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

  private Guest oldestOfTheHeaviest() {
    Guest oldest = null;
    long most = -1;
    for (Share share : shares.values()) {
      if (share.bytes > most) {
        Guest first = share.oldest();
        if (first != null) {
          oldest = first;
          most = share.bytes;
        }
      }
    }
    return oldest;
  }

  /** One address's. */
  private static final class Share {
    /** In the order of their coming. */
    private final Set<Guest> guests = new LinkedHashSet<>();

    private long bytes;

    /** Of those that may be cut off; null when there is none. */
    private Guest oldest() {
      for (Guest guest : guests) {
        if (!guest.checked) {
          return guest;
        }
      }
      return null;
    }
  }
}
