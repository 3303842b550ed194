package io.cmqkafka.node;

import io.cmqkafka.arrival.Arrivals;
import io.cmqkafka.cluster.RulesSwitch;
import io.cmqkafka.command.DeliveryEnds;
import io.cmqkafka.command.Ticker;
import io.cmqkafka.deadletter.DeadLetters;
import io.cmqkafka.logtime.LogTimeAhead;
import io.cmqkafka.numbers.DepthLooks;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueShard;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.receiving.AbandonedReceives;
import io.cmqkafka.topology.OwnershipListener;
import java.util.List;
import java.util.Map;

/**
 * Lets the tail, the ticker, the mover of dead letters, the teller of deliveries' ends, the switch
 * of rules, the watches on log time and on waiting receives, and the looks at depths follow what
 * this process decides about.
 */
public final class PartitionOwnership implements OwnershipListener {
  private final Arrivals arrivals;
  private final Ticker ticker;
  private final DeadLetters deadLetters;
  private final DeliveryEnds ends;
  private final RulesSwitch rulesSwitch;
  private final LogTimeAhead logTimeAhead;
  private final AbandonedReceives abandonedReceives;
  private final DepthLooks looks;

  public PartitionOwnership(
      Arrivals arrivals,
      Ticker ticker,
      DeadLetters deadLetters,
      DeliveryEnds ends,
      RulesSwitch rulesSwitch,
      LogTimeAhead logTimeAhead,
      AbandonedReceives abandonedReceives,
      DepthLooks looks) {
    this.arrivals = arrivals;
    this.ticker = ticker;
    this.deadLetters = deadLetters;
    this.ends = ends;
    this.rulesSwitch = rulesSwitch;
    this.logTimeAhead = logTimeAhead;
    this.abandonedReceives = abandonedReceives;
    this.looks = looks;
  }

  @Override
  public void opened(int commandsPartition, Map<QueuePartition, Long> ends) {
    arrivals.own(commandsPartition, ends);
    deadLetters.opened(commandsPartition);
    looks.opened(commandsPartition);
  }

  @Override
  public void decidesBy(int commandsPartition, Rules rules) {
    rulesSwitch.decides(commandsPartition, rules);
  }

  @Override
  public void advanced(int commandsPartition, long nextWake) {
    ticker.wakeAt(commandsPartition, nextWake);
  }

  @Override
  public void ahead(int commandsPartition, long ms) {
    logTimeAhead.follow(commandsPartition, ms);
  }

  @Override
  public void died(int commandsPartition, List<DeadLetter> letters) {
    deadLetters.died(commandsPartition, letters);
  }

  @Override
  public void ended(Map<QueuePartition, List<EndedDelivery>> deliveries) {
    ends.tell(deliveries);
  }

  @Override
  public boolean forgotDeadLetters(int commandsPartition) {
    return deadLetters.askedAgain(commandsPartition);
  }

  @Override
  public void parkedReceives(int commandsPartition, Map<QueuePartition, List<Origin>> receives) {
    abandonedReceives.review(commandsPartition, receives);
  }

  @Override
  public void mayLook(int commandsPartition, QueueShard shard) {
    looks.mayLook(commandsPartition, shard);
  }

  @Override
  public void closed(int commandsPartition) {
    arrivals.disown(commandsPartition);
    deadLetters.closed(commandsPartition);
    rulesSwitch.decidesNoMore(commandsPartition);
    logTimeAhead.forget(commandsPartition);
    abandonedReceives.closed(commandsPartition);
    looks.closed(commandsPartition);
    ticker.wakeAt(commandsPartition, Long.MAX_VALUE);
  }
}
