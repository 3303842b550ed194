package io.cmqkafka.facade.http.connection;

import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many connections there may be at a time. When there are as many, one that comes is closed,
 * unless another address has more connections of strangers: then the oldest of these makes room. So
 * no address can keep the others out, and a client that has proved who it is keeps its connection.
 * Any thread may call.
 */
final class ConnectionCap {

  /** What is looked at of a connection. */
  interface Connection {
    /** Whether a good signature has come over it. */
    boolean isKnown();

    /** Since when its client has been silent between requests or before the first, else 0. */
    long idleNanos();

    /** Closes it; must not block. */
    void makeRoom();
  }

  /** From here on, of {@code max}, strangers that are idle are closed sooner. */
  private static final double FULL = 7.0 / 8;

  private final long strangerIdleNanos;

  // Guarded by this.
  private final Map<SelectableChannel, Held> all = new HashMap<>();
  private final Map<ClientAddress, Set<Held>> strangers = new HashMap<>();
  private int max;

  /**
   * @param strangerIdleNanos how long a stranger may be idle while it is nearly full
   */
  ConnectionCap(int max, long strangerIdleNanos) {
    this.max = max;
    this.strangerIdleNanos = strangerIdleNanos;
  }

  /** False when there is no room for one more, which is then not counted. */
  boolean enter(SelectableChannel channel, ClientAddress address) {
    Connection out = null;
    synchronized (this) {
      if (all.size() >= max) {
        Held makesRoom = oneWhoMakesRoomFor(address);
        if (makesRoom == null) {
          return false;
        }
        remove(makesRoom);
        out = makesRoom.connection;
      }
      Held held = new Held(channel, address);
      all.put(channel, held);
      strangers.computeIfAbsent(address, a -> new LinkedHashSet<>()).add(held);
    }
    if (out != null) {
      out.makeRoom();
    }
    return true;
  }

  /** It has come so far that it can be closed. */
  synchronized void opened(SelectableChannel channel, Connection connection) {
    Held held = all.get(channel);
    if (held != null) {
      held.connection = connection;
    }
  }

  /** It is closed; one that was not counted, or not any more, changes nothing. */
  synchronized void leave(SelectableChannel channel) {
    Held held = all.get(channel);
    if (held != null) {
      remove(held);
    }
  }

  synchronized int max() {
    return max;
  }

  synchronized int count() {
    return all.size();
  }

  /**
   * From now on there may be so many. Closes idle connections when that is fewer than there are,
   * strangers' first and then those that have been idle longest; and those of strangers when it is
   * nearly as many. To be called now and then.
   */
  void review(int max) {
    List<Held> out = new ArrayList<>();
    synchronized (this) {
      this.max = max;
      strangers.values().forEach(some -> some.removeIf(Held::isKnown));
      strangers.values().removeIf(Set::isEmpty);
      if (all.size() > max * FULL) {
        strangers.values().stream()
            .flatMap(Set::stream)
            .filter(held -> held.isIdleFor(strangerIdleNanos))
            .forEach(out::add);
      }
      out.forEach(this::remove);
      int tooMany = all.size() - max;
      if (tooMany > 0) {
        List<Held> idle =
            all.values().stream()
                .map(Idle::of)
                .filter(some -> some.nanos > 0)
                .sorted(Idle.FIRST_TO_GO)
                .limit(tooMany)
                .map(Idle::held)
                .toList();
        idle.forEach(this::remove);
        out.addAll(idle);
      }
    }
    out.forEach(held -> held.connection.makeRoom());
  }

  private Held oneWhoMakesRoomFor(ClientAddress address) {
    Set<Held> own = strangers.get(address);
    int most = own == null ? 1 : own.size() + 1;
    Held first = null;
    for (Set<Held> some : strangers.values()) {
      if (some.size() > most) {
        Held oldest = oldest(some);
        if (oldest != null) {
          first = oldest;
          most = some.size();
        }
      }
    }
    return first;
  }

  private static Held oldest(Set<Held> some) {
    for (Held held : some) {
      if (held.connection != null && !held.connection.isKnown()) {
        return held;
      }
    }
    return null;
  }

  private void remove(Held held) {
    all.remove(held.channel);
    Set<Held> some = strangers.get(held.address);
    if (some != null && some.remove(held) && some.isEmpty()) {
      strangers.remove(held.address);
    }
  }

  /** As it was at one moment, so that it can be sorted while clients go on. */
  private record Idle(Held held, boolean known, long nanos) {
    private static final Comparator<Idle> FIRST_TO_GO =
        Comparator.comparing(Idle::known)
            .thenComparing(Comparator.comparingLong(Idle::nanos).reversed());

    static Idle of(Held held) {
      return new Idle(
          held, held.isKnown(), held.connection == null ? 0 : held.connection.idleNanos());
    }
  }

  private static final class Held {
    private final SelectableChannel channel;
    private final ClientAddress address;

    /** Null while it is being accepted. */
    private Connection connection;

    Held(SelectableChannel channel, ClientAddress address) {
      this.channel = channel;
      this.address = address;
    }

    boolean isKnown() {
      return connection != null && connection.isKnown();
    }

    boolean isIdleFor(long nanos) {
      return connection != null && connection.idleNanos() >= nanos;
    }
  }
}
