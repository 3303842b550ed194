package io.cmqkafka.facade.history;

/** Something for readers, such as a run's seed. */
public record Note(String text, long at) implements Event {}
