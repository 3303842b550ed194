package io.cmqkafka.log;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.QueuePartition;
import java.util.List;
import java.util.Map;

/** Lets the tail and the ticker follow what this process decides about. */
public final class Shards implements ShardListener {
  private final Arrivals arrivals;
  private final Ticker ticker;

  public Shards(Arrivals arrivals, Ticker ticker) {
    this.arrivals = arrivals;
    this.ticker = ticker;
  }

  @Override
  public void opened(int commandsPartition, Map<QueuePartition, Long> ends) {
    arrivals.own(commandsPartition, ends);
  }

  @Override
  public void advanced(int commandsPartition, long nextWake) {
    ticker.wakeAt(commandsPartition, nextWake);
  }

  @Override
  public void died(int commandsPartition, List<DeadLetter> letters) {}

  @Override
  public void closed(int commandsPartition) {
    arrivals.disown(commandsPartition);
    ticker.wakeAt(commandsPartition, Long.MAX_VALUE);
  }
}
