package io.cmqkafka.facade.settings;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives each setting its value where it is declared, and remembers all declarations in their order.
 */
final class SettingReader {
  static final String KAFKA_PREFIX = "kafka.";

  private final Map<String, Given> given;
  private final long heapBytes;
  private final List<Setting<?>> declared = new ArrayList<>();

  /**
   * @param heapBytes the most that numbers of bytes may be, and which their shares are of
   */
  SettingReader(Map<String, Given> given, long heapBytes) {
    this.given = given;
    this.heapBytes = heapBytes;
  }

  /** One that has the same default with the embedded broker and with a cluster. */
  <T> T get(String key, Format<T> format, String value, String about) {
    return get(key, format, value, value, about);
  }

  <T> T get(String key, Format<T> format, String embedded, String cluster, String about) {
    Given value = new Given(hasCluster() ? cluster : embedded, "by default");
    return declare(new Setting<>(key, format, embedded, cluster, about), value).orElseThrow();
  }

  /** One that has no default. */
  <T> Optional<T> find(String key, Format<T> format, String about) {
    return declare(new Setting<>(key, format, null, null, about), null);
  }

  long heapBytes() {
    return heapBytes;
  }

  boolean isGiven(String key) {
    return given.containsKey(key);
  }

  boolean hasCluster() {
    return isGiven(KafkaSettings.SERVERS);
  }

  /** Kafka client properties, without their prefix. */
  Map<String, String> kafkaProperties() {
    Map<String, String> properties = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          if (key.startsWith(KAFKA_PREFIX)) {
            properties.put(key.substring(KAFKA_PREFIX.length()), value.value());
          }
        });
    return Map.copyOf(properties);
  }

  List<Setting<?>> declared() {
    return List.copyOf(declared);
  }

  static void require(boolean condition, String sentence, Object... arguments) {
    if (!condition) {
      throw new StartException(ExitCode.USAGE, sentence.formatted(arguments));
    }
  }

  private <T> Optional<T> declare(Setting<T> setting, Given otherwise) {
    declared.add(setting);
    Given text = given.getOrDefault(setting.key(), otherwise);
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
