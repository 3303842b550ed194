package io.cmqkafka.facade.auth;

/** One who may call: how its requests are signed, and what it may do. */
public record Caller(SigningKey key, Rights rights) {}
