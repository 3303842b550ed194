package io.cmqkafka.facade.auth;

/** A caller: the key that its requests are signed with, and its rights. */
public record Caller(SigningKey key, Rights rights) {}
