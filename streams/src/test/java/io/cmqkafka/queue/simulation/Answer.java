package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Reply;

/** A reply and whom it went to. */
record Answer(Origin to, Reply reply) {}
