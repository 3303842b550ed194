package io.cmqkafka.facade.cli;

import java.util.Map;
import java.util.Optional;

/** Turns what was given into values, by the settings' own formats and defaults. */
final class SettingValues {
  private final Map<String, Given> given;
  private final boolean cluster;

  /**
   * @param cluster which of the two defaults holds
   */
  SettingValues(Map<String, Given> given, boolean cluster) {
    this.given = given;
    this.cluster = cluster;
  }

  <T> T get(Setting<T> setting) {
    return optional(setting)
        .orElseGet(
            () ->
                setting.format().parser().apply(cluster ? setting.cluster() : setting.embedded()));
  }

  <T> Optional<T> optional(Setting<T> setting) {
    Given text = given.get(setting.key());
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(setting.format().parser().apply(text.value()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new StartException(
          ExitCode.USAGE,
          "The setting %s, given %s, is '%s', but must be %s."
              .formatted(setting.key(), text.where(), text.value(), setting.format().range()),
          e);
    }
  }
}
