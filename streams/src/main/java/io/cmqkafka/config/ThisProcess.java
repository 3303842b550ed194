package io.cmqkafka.config;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeSet;

/**
 * One process, and how it reaches Kafka.
 *
 * @param instanceId names it; another one for each process of the cluster
 * @param onlyInstance no second process can exist (embedded broker), so a restart need not wait for
 *     its predecessor's session to end
 * @param stateDir where Kafka Streams keeps its directory
 * @param kafka client properties for every Kafka client, {@code bootstrap.servers} among them
 */
public record ThisProcess(
    String instanceId, boolean onlyInstance, Path stateDir, Map<String, Object> kafka) {
  private static final int INSTANCE_ID_BYTES = 6;

  public ThisProcess {
    kafka = Map.copyOf(kafka);
  }

  /** With an id that no other process has. */
  public static ThisProcess of(boolean onlyInstance, Path stateDir, Map<String, Object> kafka) {
    byte[] id = new byte[INSTANCE_ID_BYTES];
    new SecureRandom().nextBytes(id);
    return new ThisProcess(HexFormat.of().formatHex(id), onlyInstance, stateDir, kafka);
  }

  /** A fresh copy of the client properties with these on top. */
  public Map<String, Object> kafkaWith(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(kafka);
    all.putAll(more);
    return all;
  }

  /** Names the client properties without their values, among which are passwords. */
  @Override
  public String toString() {
    return "ThisProcess[%s, kafka=%s]".formatted(instanceId, new TreeSet<>(kafka.keySet()));
  }
}
