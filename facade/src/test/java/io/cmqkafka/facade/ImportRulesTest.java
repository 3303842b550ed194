package io.cmqkafka.facade;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom: access, api, action, http, push, and above them the root, which wires all. */
@AnalyzeClasses(packages = "io.cmqkafka", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
  private static final String ROOT = "io.cmqkafka.facade";
  private static final String ACCESS = ROOT + ".access..";
  private static final String API = ROOT + ".api..";
  private static final String ACTION = ROOT + ".action..";
  private static final String HTTP = ROOT + ".http..";
  private static final String PUSH = ROOT + ".push..";
  private static final String EMBEDDED = ROOT + ".embedded..";
  private static final String CLI = ROOT + ".cli..";
  private static final String BENCH = ROOT + ".bench..";
  private static final String BENCH_CLIENT = ROOT + ".bench.client..";
  private static final String BENCH_GROWTH = ROOT + ".bench.growth..";

  @ArchTest
  static final ArchRule rightsKnowNobody =
      noClasses()
          .that()
          .resideInAPackage(ACCESS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(API, ACTION, HTTP, PUSH, EMBEDDED, CLI, BENCH, ROOT);

  @ArchTest
  static final ArchRule theApiKnowsNobodyAboveIt =
      noClasses()
          .that()
          .resideInAPackage(API)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ACTION, HTTP, PUSH, EMBEDDED, CLI, BENCH, ROOT);

  @ArchTest
  static final ArchRule actionsKnowTheApiOnly =
      noClasses()
          .that()
          .resideInAPackage(ACTION)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HTTP, PUSH, EMBEDDED, CLI, BENCH, ROOT);

  @ArchTest
  static final ArchRule httpKnowsNobodyAboveIt =
      noClasses()
          .that()
          .resideInAPackage(HTTP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PUSH, EMBEDDED, CLI, BENCH, ROOT);

  @ArchTest
  static final ArchRule pushesKnowTheApiOnly =
      noClasses()
          .that()
          .resideInAPackage(PUSH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ACTION, HTTP, EMBEDDED, CLI, BENCH, ROOT);

  @ArchTest
  static final ArchRule commandLineBrokerAndLoadGeneratorKnowNothingOfTheServer =
      noClasses()
          .that()
          .resideInAnyPackage(EMBEDDED, CLI, BENCH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(API, ACTION, HTTP, PUSH);

  @ArchTest
  static final ArchRule theLoadGeneratorsClientKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage(BENCH_CLIENT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".bench", BENCH_GROWTH);

  @ArchTest
  static final ArchRule whatJudgesGrowthKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage(BENCH_GROWTH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".bench", BENCH_CLIENT);

  @ArchTest
  static final ArchRule onlyHttpSeesTheHttpServer =
      noClasses()
          .that()
          .resideOutsideOfPackage(HTTP)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.javalin..");

  @ArchTest
  static final ArchRule onlyHttpPushAndTheLoadGeneratorsClientSeeJetty =
      noClasses()
          .that()
          .resideOutsideOfPackages(HTTP, PUSH, BENCH_CLIENT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");

  @ArchTest
  static final ArchRule onlyTheEmbeddedBrokerSeesTheBrokersCode =
      noClasses()
          .that()
          .resideOutsideOfPackage(EMBEDDED)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..");

  @ArchTest
  static final ArchRule theServerSeesQueuesOnlyThroughTheirFace =
      noClasses()
          .that()
          .resideInAnyPackage(API, ACTION, HTTP, PUSH)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.cmqkafka..", "org.apache.kafka..")
                  .and(
                      resideOutsideOfPackages(
                          ROOT + "..",
                          "io.cmqkafka",
                          "io.cmqkafka.budget",
                          "io.cmqkafka.catalog",
                          "io.cmqkafka.logging",
                          "io.cmqkafka.queue",
                          "io.cmqkafka.topic")));

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.cmqkafka.facade.(*)..").should().beFreeOfCycles();
}
