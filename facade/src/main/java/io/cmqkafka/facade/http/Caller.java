package io.cmqkafka.facade.http;

import io.cmqkafka.facade.access.Rights;

/** One who may call: how its requests are signed, and what it may do. */
record Caller(SigningKey key, Rights rights) {}
