package io.cmqkafka.facade.action;

import io.cmqkafka.Failures;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.concurrent.CompletionException;

/** The refusal that CMQ words differently for topics and for queues. */
final class TopicRefusals {
  private TopicRefusals() {}

  /** For the end of an action's future; lets every other failure through as it is. */
  static Answer inTopicsWords(Throwable failure) {
    if (Failures.cause(failure) instanceof RefusedException refused
        && refused.refusal() == Refusal.NAME_BEING_RELEASED) {
      throw new CmqException(CmqError.TOPIC_BEING_RELEASED);
    }
    throw failure instanceof CompletionException e ? e : new CompletionException(failure);
  }
}
