package io.cmqkafka.facade.action;

import io.cmqkafka.Measure;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the numbers over time, as clients call it. Depths have the names that GetQueueAttributes
 * has for them, counts those of CMQ's metrics where CMQ has them.
 */
record NumberField(String name, Value value) {
  static final List<NumberField> OF_QUEUES =
      List.of(
          of("activeMsgNum", Measure.VISIBLE),
          of("inactiveMsgNum", Measure.INVISIBLE),
          of("delayMsgNum", Measure.DELAYED),
          of("rewindMsgNum", Measure.REWINDABLE),
          new NumberField("oldestMsgAge", NumberField::oldestAge),
          of("sendMsgNum", Measure.SENT),
          of("recvMsgNum", Measure.RECEIVED),
          of("recvNullMsgNum", Measure.EMPTY_RECEIVES),
          of("delMsgNum", Measure.DELETED),
          of("deadMsgNum", Measure.DEAD_LETTERS));

  /** What became of publications. */
  private static final List<NumberField> OF_DELIVERIES =
      List.of(of("pushMsgNum", Measure.PUSHED), of("pushFailNum", Measure.FAILED_PUSHES));

  static final List<NumberField> OF_TOPICS =
      and(OF_DELIVERIES, of("publishMsgNum", Measure.PUBLISHED));

  static final List<NumberField> OF_SUBSCRIPTIONS =
      and(
          OF_DELIVERIES,
          new NumberField("msgCount", NumberField::waiting),
          new NumberField("oldestMsgAge", NumberField::oldestAge));

  interface Value {

    /**
     * @param point by {@link Measure#ordinal}
     * @param endMs the end of the point's period, epoch ms
     * @return {@link Measure#UNKNOWN} for what is not known
     */
    long of(long[] point, long endMs);
  }

  private static List<NumberField> and(List<NumberField> last, NumberField... first) {
    return Stream.concat(Stream.of(first), last.stream()).toList();
  }

  private static NumberField of(String name, Measure measure) {
    return new NumberField(name, (point, endMs) -> point[measure.ordinal()]);
  }

  /** Seconds; not known when there is no message that could be old. */
  private static long oldestAge(long[] point, long endMs) {
    long oldestMs = point[Measure.OLDEST_VISIBLE.ordinal()];
    return oldestMs <= 0 ? Measure.UNKNOWN : Math.max(0, (endMs - oldestMs) / 1_000);
  }

  private static long waiting(long[] point, long endMs) {
    return point[Measure.VISIBLE.ordinal()]
        + point[Measure.INVISIBLE.ordinal()]
        + point[Measure.DELAYED.ordinal()];
  }
}
