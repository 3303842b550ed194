package io.cmqkafka.facade.settings;

/**
 * What an operator wrote for a setting.
 *
 * @param value not blank
 * @param where completes "The setting X, given ..."; names option, variable or file
 */
record Given(String value, String where) {}
