package io.cmqkafka.config;

import io.cmqkafka.queue.Rules;

/**
 * What a process has to do with versions of {@link Rules}.
 *
 * @param newest the newest that it can decide by
 * @param offered the newest that it lets be put in force; not more than {@code newest}, and without
 *     effect on what is in force already
 */
public record KnownRules(Rules newest, Rules offered) {
  public KnownRules {
    if (offered.isNewerThan(newest)) {
      throw new IllegalArgumentException("offers rules that it does not know");
    }
  }
}
