package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.restart.PublicationHistory.Published;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * P6 for one subscriber: what was acknowledged and is for it arrives, what it did not choose does
 * not, and nothing arrives that nobody published.
 *
 * @param once whether nothing may arrive twice
 */
record ArrivesAt(String place, boolean once) {

  /**
   * One sentence for each time the promise was broken.
   *
   * @param history of a place where nothing is on its way any more
   */
  List<String> broken(PublicationHistory history) {
    List<String> broken = new ArrayList<>();
    Map<String, Long> rest = new HashMap<>(history.arrivedAt(place));
    for (Published one : history.published()) {
      long times = rest.containsKey(one.body()) ? rest.remove(one.body()) : 0;
      if (one.places().contains(place)) {
        if (times == 0 && one.acknowledged()) {
          broken.add("P6: acknowledged and never at " + place + ": " + one);
        }
        if (times > 1 && once) {
          broken.add("P6: " + times + " times at " + place + ": " + one);
        }
      } else if (times > 0) {
        broken.add("P6: not for " + place + " and yet there: " + one);
      }
    }
    rest.keySet().forEach(body -> broken.add("P6: published by nobody, at " + place + ": " + body));
    return broken;
  }
}
