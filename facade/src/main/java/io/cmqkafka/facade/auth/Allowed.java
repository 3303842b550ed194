package io.cmqkafka.facade.auth;

import java.util.List;

/**
 * An action that a caller may do.
 *
 * @param action as CMQ spells it
 * @param group the word for the actions that are usually allowed together
 * @param on {@code queues}, {@code topics} or {@code cluster}
 * @param names on which it may be done, with stars; never empty
 */
public record Allowed(String action, String group, String on, List<String> names) {}
