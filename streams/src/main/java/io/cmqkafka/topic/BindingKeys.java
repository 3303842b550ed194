package io.cmqkafka.topic;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Binding keys as one automaton: a tree of their words, in which a routing key is followed along
 * all branches at once, word by word. Where it stands is a <em>set</em> of places, so that however
 * {@code #} may be read, no place is worked on twice for one word, and nothing is tried again: a
 * look-up goes through no more than places times words, however hostile the keys. Places are no
 * more than the words of all binding keys; keys that begin alike share them.
 *
 * <p>The rules are those of AMQP's topic exchanges, as RabbitMQ reads them: keys are split at every
 * dot, so {@code a..b} has an empty word in its middle, and the empty key has no words at all.
 * Different from RabbitMQ, {@code *} stands for no empty word, since CMQ says so. In a routing key,
 * {@code *} and {@code #} are words like others.
 */
final class BindingKeys {
  private static final String ONE_WORD = "*";
  private static final String ANY_WORDS = "#";

  private final Place root = new Place(false);
  private int places = 1;

  private static final class Place {
    /** Reached by {@code #}: every further word may be part of it. */
    final boolean swallows;

    final Map<String, Place> byWord = new HashMap<>(2);
    final BitSet ending = new BitSet(0);
    Place afterOneWord;
    Place afterAnyWords;

    Place(boolean swallows) {
      this.swallows = swallows;
    }
  }

  void add(int subscriber, String bindingKey) {
    Place place = root;
    for (String word : words(bindingKey)) {
      place = child(place, word);
    }
    place.ending.set(subscriber);
  }

  /** Returns how many steps it took: a step is one place that one word was looked up at. */
  long choose(String routingKey, BitSet chosen) {
    long steps = 0;
    Set<Place> now = new HashSet<>();
    enter(root, now);
    for (String word : words(routingKey)) {
      Set<Place> next = new HashSet<>();
      for (Place place : now) {
        step(place, word, next);
      }
      steps += now.size();
      now = next;
    }
    now.forEach(place -> chosen.or(place.ending));
    return steps;
  }

  int places() {
    return places;
  }

  private Place child(Place place, String word) {
    switch (word) {
      case ONE_WORD -> {
        if (place.afterOneWord == null) {
          place.afterOneWord = newPlace(false);
        }
        return place.afterOneWord;
      }
      case ANY_WORDS -> {
        // "#.#" says no more than "#".
        if (place.swallows) {
          return place;
        }
        if (place.afterAnyWords == null) {
          place.afterAnyWords = newPlace(true);
        }
        return place.afterAnyWords;
      }
      default -> {
        return place.byWord.computeIfAbsent(word, w -> newPlace(false));
      }
    }
  }

  private Place newPlace(boolean swallows) {
    places++;
    return new Place(swallows);
  }

  private static void step(Place place, String word, Set<Place> next) {
    if (place.swallows) {
      next.add(place);
    }
    Place exact = place.byWord.get(word);
    if (exact != null) {
      enter(exact, next);
    }
    if (place.afterOneWord != null && !word.isEmpty()) {
      enter(place.afterOneWord, next);
    }
  }

  /** A {@code #} that follows may stand for nothing; no second one follows it. */
  private static void enter(Place place, Set<Place> into) {
    into.add(place);
    if (place.afterAnyWords != null) {
      into.add(place.afterAnyWords);
    }
  }

  private static List<String> words(String key) {
    return key.isEmpty() ? List.of() : List.of(key.split("\\.", -1));
  }
}
