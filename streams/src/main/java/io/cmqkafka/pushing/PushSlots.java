package io.cmqkafka.pushing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Shares out slots for pushes, bounded in number and in bytes. Endpoints take turns, and so do the
 * subscriptions of one endpoint. So an endpoint with many waiting messages, or a slow one, does not
 * keep others from their slots. To be used by one thread.
 */
final class PushSlots {
  private final int maxUnderWay;
  private final int maxPerEndpoint;
  private final long maxBytes;
  private final long largestBytes;
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  /** Endpoints that wait for a slot and may have one, in the order of their turns. */
  private final Deque<Endpoint> turns = new ArrayDeque<>();

  private int underWay;
  private long bytes;
  private boolean serving;

  /** The right to one push. */
  final class Slot {
    private final Endpoint endpoint;
    private long reserved = largestBytes;

    private Slot(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    /** Says how many bytes the push really needs, once that is known. */
    void weigh(long needed) {
      bytes += needed - reserved;
      reserved = needed;
      serve();
    }

    /** To be called once. */
    void free() {
      bytes -= reserved;
      underWay--;
      endpoint.underWay--;
      endpoint.takeTurn();
      endpoint.forgetIfIdle();
      serve();
    }
  }

  private final class Endpoint {
    final String key;

    /** By subscription, in the order of their turns. */
    final LinkedHashMap<Object, Deque<Consumer<Slot>>> waiting = new LinkedHashMap<>();

    int underWay;
    boolean hasTurn;

    Endpoint(String key) {
      this.key = key;
    }

    void takeTurn() {
      if (!hasTurn && !waiting.isEmpty() && underWay < maxPerEndpoint) {
        hasTurn = true;
        turns.add(this);
      }
    }

    Consumer<Slot> next() {
      var first = waiting.entrySet().iterator().next();
      waiting.remove(first.getKey());
      Consumer<Slot> next = first.getValue().poll();
      if (!first.getValue().isEmpty()) {
        waiting.put(first.getKey(), first.getValue());
      }
      return next;
    }

    void forgetIfIdle() {
      if (underWay == 0 && waiting.isEmpty()) {
        endpoints.remove(key);
      }
    }
  }

  /**
   * @param maxBytes of all pushes under way; a single push is always allowed
   * @param largestBytes what is set aside for a push until it says what it needs
   */
  PushSlots(int maxUnderWay, int maxPerEndpoint, long maxBytes, long largestBytes) {
    this.maxUnderWay = maxUnderWay;
    this.maxPerEndpoint = maxPerEndpoint;
    this.maxBytes = maxBytes;
    this.largestBytes = largestBytes;
  }

  /**
   * @param owner the subscription, which bounds how many of its messages wait
   * @param go called with the slot, at once or later
   */
  void ask(String endpointKey, Object owner, Consumer<Slot> go) {
    Endpoint endpoint = endpoints.computeIfAbsent(endpointKey, Endpoint::new);
    endpoint.waiting.computeIfAbsent(owner, o -> new ArrayDeque<>()).add(go);
    endpoint.takeTurn();
    serve();
  }

  int underWay() {
    return underWay;
  }

  private void serve() {
    // The called code may give the slot back, or ask for another, within the call.
    if (serving) {
      return;
    }
    serving = true;
    try {
      while (!turns.isEmpty() && hasRoom()) {
        Endpoint endpoint = turns.poll();
        Consumer<Slot> go = endpoint.next();
        endpoint.underWay++;
        underWay++;
        bytes += largestBytes;
        endpoint.hasTurn = false;
        endpoint.takeTurn();
        go.accept(new Slot(endpoint));
      }
    } finally {
      serving = false;
    }
  }

  private boolean hasRoom() {
    return underWay < maxUnderWay && (underWay == 0 || bytes + largestBytes <= maxBytes);
  }
}
