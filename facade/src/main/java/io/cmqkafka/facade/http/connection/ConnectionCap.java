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
 * Bounds the number of connections. When it is reached, a new connection is closed, unless another
 * address has more connections of strangers: then the oldest of these is closed instead. So no
 * address can keep the others out, and a client with a good signature keeps its connection. Any
 * thread may call.
 */
final class ConnectionCap {

  /** A connection as the cap sees it. */
  interface Connection {
    /** Whether a good signature has come over it. */
    boolean isKnown();

    /** How long its client has been silent between requests or before the first; else 0. */
    long idleNanos();

    /** Closes it; must not block. */
    void makeRoom();
  }

  /** The part of {@code max} from which on idle strangers are closed sooner. */
  private static final double FULL = 7.0 / 8;

  private final long strangerIdleNanos;

  // Guarded by this.
  private final Map<SelectableChannel, Held> all = new HashMap<>();
  private final Map<ClientAddress, Set<Held>> strangers = new HashMap<>();
  private int max;

  /**
   * @param strangerIdleNanos how long a stranger may be idle while nearly all connections are in
   *     use
   */
  ConnectionCap(int max, long strangerIdleNanos) {
    this.max = max;
    this.strangerIdleNanos = strangerIdleNanos;
  }

  /** Counts a new connection. False, with nothing counted, when there is no room. */
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

  /** The connection is set up, so that it can be closed. */
  synchronized void opened(SelectableChannel channel, Connection connection) {
    Held held = all.get(channel);
    if (held != null) {
      held.connection = connection;
    }
  }

  /** The connection is closed. Changes nothing for one that is not counted. */
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
   * Sets the bound. When there are more connections, closes idle ones: strangers' first, then those
   * idle for longest. When there are nearly as many, closes idle connections of strangers. To be
   * called now and then.
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

  /**
   * The state of a connection at one moment, so that connections can be sorted while clients go on.
   */
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

    /** Null while the connection is being accepted. */
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
