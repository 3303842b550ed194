package io.cmqkafka.log;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Rules;
import java.util.List;
import java.util.Map;

/**
 * Lets the tail, the ticker, the mover of dead letters and the switch of rules follow what this
 * process decides about.
 */
public final class Shards implements ShardListener {
  private final Arrivals arrivals;
  private final Ticker ticker;
  private final DeadLetters deadLetters;
  private final RulesSwitch rulesSwitch;

  public Shards(
      Arrivals arrivals, Ticker ticker, DeadLetters deadLetters, RulesSwitch rulesSwitch) {
    this.arrivals = arrivals;
    this.ticker = ticker;
    this.deadLetters = deadLetters;
    this.rulesSwitch = rulesSwitch;
  }

  @Override
  public void opened(int commandsPartition, Map<QueuePartition, Long> ends) {
    arrivals.own(commandsPartition, ends);
    deadLetters.opened(commandsPartition);
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
  public void died(int commandsPartition, List<DeadLetter> letters) {
    deadLetters.died(commandsPartition, letters);
  }

  @Override
  public boolean forgotDeadLetters(int commandsPartition) {
    return deadLetters.askedAgain(commandsPartition);
  }

  @Override
  public void closed(int commandsPartition) {
    arrivals.disown(commandsPartition);
    deadLetters.closed(commandsPartition);
    rulesSwitch.decidesNoMore(commandsPartition);
    ticker.wakeAt(commandsPartition, Long.MAX_VALUE);
  }
}
