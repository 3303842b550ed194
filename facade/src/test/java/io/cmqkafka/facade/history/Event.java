package io.cmqkafka.facade.history;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One line of a history. All times are epoch milliseconds of the one {@link Clock}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Call.class, name = "call"),
  @JsonSubTypes.Type(value = Fault.class, name = "fault"),
  @JsonSubTypes.Type(value = QueueLife.class, name = "queue"),
  @JsonSubTypes.Type(value = Retirement.class, name = "retired"),
  @JsonSubTypes.Type(value = Subscription.class, name = "subscription"),
  @JsonSubTypes.Type(value = Stall.class, name = "stall"),
  @JsonSubTypes.Type(value = Note.class, name = "note")
})
public sealed interface Event
    permits Call, Fault, QueueLife, Retirement, Subscription, Stall, Note {}
