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
 * The budget of strangers: the bytes that requests may hold together whose signatures have not been
 * checked. It also bounds their number. It is apart from the budget of signed requests, which
 * strangers cannot touch.
 *
 * <p>A new request is always let in. When there is no room, another one is cut off: of the address
 * that holds most, the request that has not got on for the longest time. So a request is safe from
 * other addresses as long as its own address holds less than its even share, which is the whole
 * divided by the number of addresses.
 *
 * <p>Clients of one address that send large bodies at the same time wait for each other. A body is
 * {@link Guest#admit admitted} when it fits into its address's even share beside the bodies on
 * their way, or when it is the only one. Until then it waits. A body that has not got on for {@link
 * #STILL_NANOS} does not count as on its way. Any thread may call.
 */
public final class Strangers {

  /** The least that a request holds, its headers included. */
  public static final int LEAST_BYTES = 16 << 10;

  /** A request gets on when it has brought so many bytes more. */
  static final int PACE_BYTES = 16 << 10;

  /** How many bodies of an address may wait to be admitted. */
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
   * @param cutOff ends the request, on any thread; must not block
   * @return null when there is no room, because all requests that hold bytes are being checked
   */
  public Guest enter(ClientAddress address, Runnable cutOff) {
    Guest guest = new Guest(address, cutOff);
    return guest.headersCame(0) ? guest : null;
  }

  /** The bytes that strangers hold. */
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

    /** The bytes that its body will hold; 0 when it has not been admitted. */
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
     * Asks to begin with a body that will hold so many bytes.
     *
     * @return LATER when the request must ask again before it takes any of the body; REFUSED when
     *     too many of its address wait already, or when it was cut off
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

    /** Takes note that so many bytes of the body came, also if they are discarded. */
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
     * Holds so many bytes beside the headers from now on, more than before or fewer. False when
     * there is no room, or when the request was cut off.
     */
    public boolean hold(long wanted) {
      return hold(wanted, 0);
    }

    /**
     * Holds nothing of its body any more. False when there is no room even for the rest, or when
     * the request was cut off.
     */
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

    /**
     * Holds so many more bytes of headers. False when there is no room, or when the request was cut
     * off.
     */
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
     * The request is read and its signature is being checked: from now on it is not cut off. False
     * when it has been cut off.
     */
    public boolean check() {
      synchronized (Strangers.this) {
        checked = true;
        return !gone;
      }
    }

    /**
     * The request will be answered as a stranger's. From now on it holds the least, and may be cut
     * off again.
     */
    public void refused() {
      synchronized (Strangers.this) {
        checked = false;
        if (!gone) {
          noBodyComes();
          change(this, Math.max(LEAST_BYTES, headers) - held);
        }
      }
    }

    /** The request is over, or its signature was good. May be called again. */
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

  /** The requests of one address. */
  private static final class Share {
    /** Requests in the order in which they last got on. */
    private final Set<Guest> guests = new LinkedHashSet<>();

    private long bytes;

    /** The bytes that waiting bodies want, in the order in which they came. */
    private final Map<Guest, Long> waiting = new LinkedHashMap<>();

    /**
     * Whether a request that came later than this guest and waits too would be admitted. The
     * younger one goes first, so that a new client need not wait until all requests of an attacker
     * at its address have given up.
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

    /** The bytes that requests will hold which were admitted and get on, or are being checked. */
    private long onTheirWay(long now) {
      long sum = 0;
      for (Guest guest : guests) {
        if (guest.checked || now - guest.gotOnAtNanos < STILL_NANOS) {
          sum += guest.admitted;
        }
      }
      return sum;
    }

    /** The request that has been still for longest, of those that may be cut off; null for none. */
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
