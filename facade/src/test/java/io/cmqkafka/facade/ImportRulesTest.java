package io.cmqkafka.facade;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Who may know whom: auth, classic, action, http, and above them the root, which wires all; beside
 * these push and management, and settings, which fill the limits that those state.
 */
@AnalyzeClasses(packages = "io.cmqkafka", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
  private static final String ROOT = "io.cmqkafka.facade";
  private static final String AUTH = ROOT + ".auth..";
  private static final String CLASSIC = ROOT + ".classic..";
  private static final String ACTION = ROOT + ".action..";
  private static final String HTTP = ROOT + ".http..";
  private static final String CONNECTION = ROOT + ".http.connection..";
  private static final String MANAGEMENT = ROOT + ".management..";
  private static final String LOGGING = ROOT + ".logging..";
  private static final String PUSH = ROOT + ".push..";
  private static final String CONSOLE = ROOT + ".console..";
  private static final String EMBEDDED = ROOT + ".embedded..";
  private static final String CLI = ROOT + ".cli..";
  private static final String SETTINGS = ROOT + ".settings..";
  private static final String EXIT = ROOT + ".exit..";
  private static final String BENCH = ROOT + ".bench..";
  private static final String BENCH_CLIENT = ROOT + ".bench.client..";
  private static final String BENCH_GROWTH = ROOT + ".bench.growth..";

  @ArchTest
  static final ArchRule rightsKnowNobody =
      noClasses()
          .that()
          .resideInAPackage(AUTH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              CLASSIC, ACTION, HTTP, MANAGEMENT, PUSH, EMBEDDED, CLI, SETTINGS, EXIT, BENCH, ROOT);

  @ArchTest
  static final ArchRule loggingKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage(LOGGING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              AUTH,
              CLASSIC,
              ACTION,
              HTTP,
              MANAGEMENT,
              PUSH,
              EMBEDDED,
              CLI,
              SETTINGS,
              EXIT,
              BENCH,
              ROOT);

  @ArchTest
  static final ArchRule theWireKnowsNobodyAboveIt =
      noClasses()
          .that()
          .resideInAPackage(CLASSIC)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ACTION, HTTP, MANAGEMENT, PUSH, EMBEDDED, CLI, SETTINGS, EXIT, BENCH, ROOT);

  @ArchTest
  static final ArchRule actionsKnowTheWireOnly =
      noClasses()
          .that()
          .resideInAPackage(ACTION)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HTTP, MANAGEMENT, PUSH, EMBEDDED, CLI, SETTINGS, EXIT, BENCH, ROOT);

  @ArchTest
  static final ArchRule httpKnowsNobodyAboveIt =
      noClasses()
          .that()
          .resideInAPackage(HTTP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ACTION, MANAGEMENT, PUSH, EMBEDDED, CLI, SETTINGS, EXIT, BENCH, ROOT);

  @ArchTest
  static final ArchRule connectionsKnowNoRequest =
      noClasses()
          .that()
          .resideInAPackage(CONNECTION)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".http", CLASSIC);

  @ArchTest
  static final ArchRule theConsoleKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage(CONSOLE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              AUTH, CLASSIC, ACTION, HTTP, MANAGEMENT, PUSH, EMBEDDED, CLI, BENCH, ROOT);

  @ArchTest
  static final ArchRule pushesKnowTheWireOnly =
      noClasses()
          .that()
          .resideInAPackage(PUSH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ACTION, HTTP, MANAGEMENT, EMBEDDED, CLI, SETTINGS, EXIT, BENCH, ROOT);

  @ArchTest
  static final ArchRule commandLineBrokerAndLoadGeneratorKnowNothingOfTheServer =
      noClasses()
          .that()
          .resideInAnyPackage(EMBEDDED, CLI, BENCH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(AUTH, CLASSIC, ACTION, HTTP, CONSOLE, MANAGEMENT, PUSH, LOGGING);

  @ArchTest
  static final ArchRule settingsKnowOnlyWhatTheyFill =
      noClasses()
          .that()
          .resideInAPackage(SETTINGS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              CLASSIC, ACTION, ROOT + ".http", MANAGEMENT, LOGGING, EMBEDDED, CLI, BENCH, ROOT);

  @ArchTest
  static final ArchRule settingsAreReadByTheCommandLineAndTheWiringOnly =
      noClasses()
          .that()
          .resideInAnyPackage(EXIT, EMBEDDED, BENCH, MANAGEMENT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SETTINGS);

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
  static final ArchRule onlyTheTwoPortsSeeJavalin =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".http", MANAGEMENT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.javalin..");

  @ArchTest
  static final ArchRule onlyPortsPushAndTheLoadGeneratorsClientSeeJetty =
      noClasses()
          .that()
          .resideOutsideOfPackages(HTTP, MANAGEMENT, PUSH, BENCH_CLIENT)
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
          .resideInAnyPackage(AUTH, CLASSIC, ACTION, HTTP, MANAGEMENT, PUSH)
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
