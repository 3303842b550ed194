package io.cmqkafka;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.cmqkafka.queue.ReceiptHandles;
import java.util.Random;

/** Who may know whom: queue and topic, catalog, log, topology, and above them the face. */
@AnalyzeClasses(packages = "io.cmqkafka", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
  private static final String QUEUE = "io.cmqkafka.queue";
  private static final String TOPIC = "io.cmqkafka.topic";
  private static final String CATALOG = "io.cmqkafka.catalog";
  private static final String LOG = "io.cmqkafka.log";
  private static final String TOPOLOGY = "io.cmqkafka.topology";
  private static final String FACE = "io.cmqkafka";

  @ArchTest
  static final ArchRule queuesArePure =
      classes()
          .that()
          .resideInAPackage(QUEUE)
          .and(com.tngtech.archunit.base.DescribedPredicate.not(type(ReceiptHandles.class)))
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(QUEUE, "java.lang..", "java.util.."));

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
          .resideInAnyPackage(QUEUE, TOPIC, CATALOG)
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
  static final ArchRule theLogKnowsNeitherTopologyNorFace =
      noClasses()
          .that()
          .resideInAPackage(LOG)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TOPOLOGY, FACE);

  @ArchTest
  static final ArchRule theLogKnowsNoStreams =
      noClasses()
          .that()
          .resideInAPackage(LOG)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka.streams..");

  @ArchTest
  static final ArchRule theTopologyDoesNotKnowTheFace =
      noClasses()
          .that()
          .resideInAPackage(TOPOLOGY)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(FACE);

  @ArchTest
  static final ArchRule nobodyKnowsHttp =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.cmqkafka.facade..", "io.javalin..", "org.eclipse.jetty..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.cmqkafka.(*)..").should().beFreeOfCycles();
}
