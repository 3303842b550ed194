package io.cmqkafka;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.cmqkafka.queue.ReceiptHandles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Which package may use which; {@link #ROOMS} is the whole table. */
@AnalyzeClasses(packages = "io.cmqkafka", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
  private static final String COPY = "io.cmqkafka.copy";
  private static final String QUEUE = "io.cmqkafka.queue";
  private static final String TOPIC = "io.cmqkafka.topic";
  private static final String CATALOG = "io.cmqkafka.catalog";
  private static final String FACE = "io.cmqkafka";

  /**
   * From the bottom up, each package and those it may use. It may use only packages named before
   * it, so there are no circles.
   */
  private static final List<Room> ROOMS =
      List.of(
          room("budget"),
          room("logging"),
          room("copy"),
          room("queue", "copy"),
          room("topic"),
          room("catalog", "queue", "topic"),
          room(FACE, "queue", "topic", "catalog"),
          room("config", "queue"),
          room("logtime"),
          room("worker", "logging"),
          room("malformed", "logging"),
          room("kafka", "config", "worker"),
          room("setup", "catalog", "config"),
          room("streams", "queue", "config"),
          room(
              "command",
              "logging",
              "copy",
              "queue",
              "catalog",
              FACE,
              "logtime",
              "worker",
              "malformed"),
          room("cluster", "queue", FACE, "config", "command"),
          room("view", "logging", "queue", "topic", "catalog", "worker", "malformed", "command"),
          room("body", "budget", "logging", "queue", "catalog", FACE, "config", "worker"),
          room(
              "topology",
              "logging",
              "copy",
              "queue",
              "catalog",
              "config",
              "malformed",
              "streams",
              "command",
              "cluster",
              "view"),
          room(
              "numbers",
              "budget",
              "queue",
              "catalog",
              FACE,
              "logtime",
              "worker",
              "malformed",
              "command",
              "view",
              "body"),
          room("retention", "queue", "catalog", "logtime", "command", "body"),
          room(
              "arrival",
              "logging",
              "copy",
              "queue",
              "catalog",
              "worker",
              "malformed",
              "command",
              "view",
              "body",
              FACE,
              "numbers",
              "retention"),
          room(
              "deadletter",
              "budget",
              "logging",
              "queue",
              "catalog",
              FACE,
              "config",
              "worker",
              "command",
              "view",
              "body",
              "numbers"),
          room("transactions", "queue", "worker", "command"),
          room(
              "publication",
              "budget",
              "queue",
              "topic",
              "catalog",
              FACE,
              "config",
              "kafka",
              "malformed",
              "streams",
              "view",
              "body",
              "numbers"),
          room(
              "definition",
              "logging",
              "queue",
              "topic",
              "catalog",
              FACE,
              "config",
              "command",
              "view",
              "body",
              "publication"),
          room(
              "browsing",
              "budget",
              "queue",
              "catalog",
              FACE,
              "logtime",
              "worker",
              "malformed",
              "command",
              "body"),
          room(
              "repair", "queue", "catalog", FACE, "logging", "command", "view", "body", "browsing"),
          room("receiving", "budget", "queue", "catalog", FACE, "logtime", "command", "body"),
          room("deleting", "queue", "catalog", FACE, "command", "body"),
          room("sending", "queue", "catalog", FACE, "logtime", "command", "body"),
          room(
              "pushing",
              "logging",
              "queue",
              "topic",
              "catalog",
              FACE,
              "logtime",
              "command",
              "view",
              "body",
              "numbers",
              "arrival",
              "publication"));

  /** Wires the others, so it may use all of them, and nobody uses it. */
  private static final String NODE = "node";

  private record Room(String name, Set<String> uses) {}

  private static Room room(String name, String... uses) {
    return new Room(name, Set.of(uses));
  }

  @ArchTest
  static void eachPackageUsesOnlyThoseItMay(JavaClasses all) {
    List<String> below = new ArrayList<>();
    for (Room room : ROOMS) {
      assertThat(below).as("named before " + room.name()).containsAll(room.uses());
      below.add(room.name());
      classes()
          .that()
          .resideInAPackage(packageOf(room.name()))
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackage(FACE + "..")
                  .or(resideInAPackage(packageOf(room.name())))
                  .or(resideInAnyPackage(packagesOf(room.uses()))))
          .check(all);
    }
  }

  @ArchTest
  static void eachPackageIsInTheTable(JavaClasses all) {
    Set<String> named = new HashSet<>(Set.of(packageOf(NODE)));
    ROOMS.forEach(room -> named.add(packageOf(room.name())));
    classes()
        .that()
        .resideOutsideOfPackage("io.cmqkafka.facade..")
        .should()
        .resideInAnyPackage(named.toArray(String[]::new))
        .check(all);
  }

  private static String packageOf(String room) {
    return room.equals(FACE) ? FACE : FACE + "." + room;
  }

  private static String[] packagesOf(Set<String> rooms) {
    return rooms.stream().map(ImportRulesTest::packageOf).toArray(String[]::new);
  }

  /** They look at the same classes, which it takes long to read. */
  @ArchTest static final ArchTests wholeCatalog = ArchTests.in(WholeCatalogRules.class);

  @ArchTest
  static final ArchRule queuesArePure =
      classes()
          .that()
          .resideInAPackage(QUEUE)
          .and(not(type(ReceiptHandles.class)))
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(COPY, QUEUE, "java.lang..", "java.util.."));

  @ArchTest
  static final ArchRule copiesArePure =
      classes()
          .that()
          .resideInAPackage(COPY)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(COPY, "java.lang..", "java.util.."));

  @ArchTest
  static final ArchRule receiptHandlesNeedAKeyBesides =
      classes()
          .that()
          .areAssignableTo(ReceiptHandles.class)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  QUEUE,
                  "java.lang..",
                  "java.nio..",
                  "java.security..",
                  "java.util..",
                  "javax.crypto.."));

  @ArchTest
  static final ArchRule topicsArePure =
      classes()
          .that()
          .resideInAPackage(TOPIC)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(TOPIC, "java.lang..", "java.util.."));

  @ArchTest
  static final ArchRule theCatalogIsPure =
      classes()
          .that()
          .resideInAPackage(CATALOG)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(CATALOG, QUEUE, TOPIC, "java.lang..", "java.util.."));

  @ArchTest
  static final ArchRule whatIsPureHasNoClockNoChanceAndNoThread =
      noClasses()
          .that()
          .resideInAnyPackage(COPY, QUEUE, TOPIC, CATALOG)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.time..", "java.util.concurrent..", "java.io..");

  @ArchTest
  static final ArchRule onlyTopologiesKnowStreams =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              packageOf("streams"),
              packageOf("topology"),
              packageOf("publication"),
              packageOf(NODE))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka.streams..");

  @ArchTest
  static final ArchRule nobodyKnowsHttp =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.cmqkafka.facade..", "io.javalin..", "org.eclipse.jetty..");
}
