package io.cmqkafka.facade.settings;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Collects settings from their sources. A later source wins over an earlier one; a blank value
 * counts as not given.
 */
final class SettingSources {
  private static final Set<String> OTHER_VARIABLES =
      Set.of(Settings.CONFIG_VARIABLE, Settings.DEBUG_VARIABLE);

  /** What the names of Kafka's properties have in them whose values are secrets. */
  private static final List<String> KAFKA_SECRETS =
      List.of("pass", "jaas", "secret", "private.key", "keystore.key");

  /** NAME=VALUE as Kubernetes sets it for a service whose name begins with "cmq". */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "CMQ_(.+_)?(SERVICE_HOST=.*|SERVICE_PORT(_.+)?=.*|PORT_\\d+_(TCP|UDP|SCTP)(_.+)?=.*"
              + "|PORT=(tcp|udp|sctp)://.*)");

  private final List<Setting<?>> known;
  private final Map<String, Given> given = new HashMap<>();

  SettingSources(List<Setting<?>> known) {
    this.known = known;
  }

  Map<String, Given> given() {
    return Map.copyOf(given);
  }

  SettingSources file(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new StartException(
          ExitCode.USAGE, "The configuration file " + file + " does not exist.", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          ExitCode.USAGE, "The configuration file " + file + " cannot be read (" + e + ").", e);
    }
    for (String key : properties.stringPropertyNames()) {
      put(known(key, "in " + file), properties.getProperty(key), "in " + file);
    }
    return this;
  }

  SettingSources environment(Map<String, String> environment) {
    Map<String, String> keys =
        known.stream().collect(Collectors.toMap(Setting::environmentVariable, Setting::key));
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith("CMQ_") || OTHER_VARIABLES.contains(name)) {
        continue;
      }
      String where = "as " + name + " in the environment";
      if (keys.containsKey(name)) {
        put(keys.get(name), variable.getValue(), where);
      } else if (SERVICE_LINK.matcher(name + "=" + variable.getValue()).matches()) {
        continue;
      } else if (name.startsWith("CMQ_KAFKA_")) {
        String property = name.substring("CMQ_KAFKA_".length()).toLowerCase(Locale.ROOT);
        put(SettingReader.KAFKA_PREFIX + property.replace('_', '.'), variable.getValue(), where);
      } else {
        throw unknown("environment variable " + name, name, Setting::environmentVariable);
      }
    }
    return this;
  }

  /**
   * @param options by key
   */
  SettingSources commandLine(Map<String, String> options) {
    options.forEach(
        (key, value) -> {
          put(known(key, "on the command line"), value, "on the command line");
          if (isSecret(key)) {
            throw new StartException(
                ExitCode.USAGE,
                "The setting "
                    + key
                    + " is not accepted on the command line, where others can read it;"
                    + " use the environment or a configuration file.");
          }
        });
    return this;
  }

  /** For settings that are built in code. */
  SettingSources values(Map<String, String> values) {
    values.forEach((key, value) -> put(known(key, "in code"), value, "in code"));
    return this;
  }

  private void put(String key, String value, String where) {
    if (!value.isBlank()) {
      given.put(key, new Given(value.strip(), where));
    }
  }

  private String known(String key, String where) {
    boolean passedThrough =
        key.startsWith(SettingReader.KAFKA_PREFIX)
            && key.length() > SettingReader.KAFKA_PREFIX.length();
    if (!passedThrough && known.stream().noneMatch(setting -> setting.key().equals(key))) {
      throw unknown("setting " + key + " " + where, key, Setting::key);
    }
    return key;
  }

  private boolean isSecret(String key) {
    return key.startsWith(SettingReader.KAFKA_PREFIX)
        ? KAFKA_SECRETS.stream().anyMatch(key::contains)
        : known.stream().anyMatch(setting -> setting.key().equals(key) && setting.isSecret());
  }

  private StartException unknown(String what, String name, Function<Setting<?>, String> naming) {
    Optional<String> nearest = NearestName.of(name, known.stream().map(naming).toList());
    return new StartException(
        ExitCode.USAGE,
        "Unknown " + what + nearest.map(n -> "; did you mean " + n + "?").orElse("."));
  }
}
