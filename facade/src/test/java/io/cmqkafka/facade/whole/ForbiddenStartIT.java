package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.exit.StartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start that Kafka does not allow says which right is missing. */
@Timeout(180)
class ForbiddenStartIT {
  private static final String SOMEBODY = "User:somebody";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "TOPIC, cmq.commands, on topic cmq.commands",
    "GROUP, cmq.queues, group: cmq.queues",
    "GROUP, cmq.fan-out, group: cmq.fan-out",
    "TRANSACTIONAL_ID, cmq.queues-, Write on its transactional ids"
  })
  void theRightThatIsMissingIsNamed(ResourceType type, String name, String named) throws Exception {
    try (GuardedKafka kafka = GuardedKafka.start(directory.resolve("kafka"))) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        // With an ACL it is not open to everybody.
        admin
            .createAcls(
                List.of(
                    new AclBinding(
                        new ResourcePattern(
                            type,
                            name,
                            type == ResourceType.TRANSACTIONAL_ID
                                ? PatternType.PREFIXED
                                : PatternType.LITERAL),
                        new AccessControlEntry(
                            SOMEBODY, "*", AclOperation.ALL, AclPermissionType.ALLOW))))
            .all()
            .get(30, TimeUnit.SECONDS);
      }
      StartException refused =
          catchThrowableOfType(
              StartException.class,
              () ->
                  TestedServer.start(
                          directory.resolve("server"),
                          Map.of(
                              "bootstrap.servers",
                              kafka.bootstrapServers(),
                              "start.timeout.ms",
                              "120000"))
                      .close());
      assertThat(refused).isNotNull();
      assertThat(refused).hasMessageContainingAll("does not allow", named);
    }
  }
}
