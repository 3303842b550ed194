package io.cmqkafka.facade.http.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 * off: the one that has not got on for the longest time. So a request is safe from other addresses
 * as long as its own address holds less than its even share, which is the whole divided by the
 * number of addresses.
 *
 * <p>Clients of one address that send large bodies at the same time wait for each other: a body is
 * {@link Guest#admit admitted} when it fits into its address's even share beside those that are on
 * their way, or is alone, and waits until then. A body that has not got on for {@link #STILL_NANOS}
 * is not counted among these. Any thread may call.
 */
public final class Strangers {

  /** What a request holds at least, its headers included. */
  public static final int LEAST_BYTES = 16 << 10;

  /** A request gets on each time it has brought so many bytes more. */
  static final int PACE_BYTES = 16 << 10;

  /** As many bodies of an address may wait to be admitted. */
  static final int MAX_WAITING = 64;

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

    /** What its body will hold; 0 when it has not been admitted. */
    private long admitted;

    private long gotOnAtNanos;
    private long broughtSince;
    private boolean checked;
    private boolean gone;

    private Guest(ClientAddress address, Runnable cutOff) {
      this.address = address;
      this.cutOff = cutOff;
    }

    /**
     * Asks to begin with a body that will hold so much.
     *
     * @return LATER when it is to ask again, before it takes any of the body; REFUSED when too many
     *     of its address wait already, or it was cut off
     */
    public Admission admit(long whole) {
      synchronized (Strangers.this) {
        if (gone) {
          return Admission.REFUSED;
        }
        Share share = shares.get(address);
        long onTheirWay = share.onTheirWay(nanoTime.getAsLong());
        long room = maxBytes / shares.size() - onTheirWay;
        if ((onTheirWay == 0 || whole <= room) && !share.youngerFits(this, room)) {
          share.waiting.remove(this);
          admitted = whole;
          getsOn(share);
          return Admission.NOW;
        }
        if (share.waiting.size() >= MAX_WAITING && !share.waiting.containsKey(this)) {
          return Admission.REFUSED;
        }
        share.waiting.put(this, whole);
        return Admission.LATER;
      }
    }

    /** So many bytes of its body came, whatever becomes of them. */
    public void brought(int count) {
      synchronized (Strangers.this) {
        broughtSince += count;
        if (!gone && broughtSince >= PACE_BYTES) {
          getsOn(shares.get(address));
        }
      }
    }

    private void getsOn(Share share) {
      broughtSince = 0;
      gotOnAtNanos = nanoTime.getAsLong();
      share.guests.remove(this);
      share.guests.add(this);
    }

    /**
     * Holds so much beside its headers from now on, more than before or less. False when it cannot,
     * or has been cut off.
     */
    public boolean hold(long wanted) {
      return hold(wanted, 0);
    }

    /** Nothing is kept of its body. False when it cannot hold even the rest, or was cut off. */
    public boolean letGo() {
      synchronized (Strangers.this) {
        if (!gone) {
          noBodyComes();
        }
      }
      return hold(0);
    }

    private void noBodyComes() {
      admitted = 0;
      shares.get(address).waiting.remove(this);
    }

    /** So much more of its headers has come. False when it cannot hold it, or has been cut off. */
    public boolean headersCame(long more) {
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
          Guest longestStill = longestStillOfTheHeaviest();
          if (longestStill == null || longestStill == this) {
            remove(this);
            return false;
          }
          remove(longestStill);
          out.add(longestStill);
        }
        return true;
      }
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
          noBodyComes();
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
    if (share.guests.add(guest)) {
      guest.gotOnAtNanos = nanoTime.getAsLong();
    }
    share.bytes += difference;
    guest.held += difference;
    bytes += difference;
  }

  private void remove(Guest guest) {
    guest.gone = true;
    Share share = shares.get(guest.address);
    share.waiting.remove(guest);
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
    /** In the order in which they last got on. */
    private final Set<Guest> guests = new LinkedHashSet<>();

    private long bytes;

    /** What those want that wait to be admitted, in the order of their coming. */
    private final Map<Guest, Long> waiting = new LinkedHashMap<>();

    /**
     * Whether one that waits and came later than a guest that waits would be admitted. It is first,
     * so that a new client need not wait until all those of an attacker at its address have given
     * up.
     */
    private boolean youngerFits(Guest guest, long room) {
      boolean younger = !waiting.containsKey(guest);
      if (younger) {
        return false;
      }
      for (Map.Entry<Guest, Long> one : waiting.entrySet()) {
        if (younger && one.getValue() <= room) {
          return true;
        }
        younger |= one.getKey() == guest;
      }
      return false;
    }

    /** What those hold in the end that were admitted and get on, or are being checked. */
    private long onTheirWay(long now) {
      long sum = 0;
      for (Guest guest : guests) {
        if (guest.checked || now - guest.gotOnAtNanos < STILL_NANOS) {
          sum += guest.admitted;
        }
      }
      return sum;
    }

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
