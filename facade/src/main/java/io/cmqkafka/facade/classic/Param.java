package io.cmqkafka.facade.classic;

/**
 * One parameter as it came over the wire, percent-decoded.
 *
 * @param name the name with every blank it came with
 * @param value the value's bytes; UTF-8 for every well-behaved client
 */
public record Param(String name, byte[] value) {}
