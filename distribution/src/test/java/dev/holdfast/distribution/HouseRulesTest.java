package dev.holdfast.distribution;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.Driver;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may import whom: the plan of the house, read from the class files. */
class HouseRulesTest {
  private static final String ROOT = "dev.holdfast.";

  /** Highest first; none may import one above it. Health and metrics stand side by side. */
  private static final List<String> SERVER_FLOORS =
      List.of(
          "server",
          "deployment",
          "supervision",
          "examination",
          "plugin",
          "health",
          "metrics",
          "logging",
          "web",
          "websocket",
          "process",
          "config");

  private static final List<String> PLUGINS =
      List.of(
          "journal",
          "database",
          "eventstore",
          "ingest",
          "scheduler",
          "memorywatchdog",
          "alerts",
          "slack",
          "email",
          "webhook",
          "example");

  private static final JavaClasses VIOLATIONS =
      new ClassFileImporter().importPackages(ROOT + "distribution.violation");
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .importPackages(ROOT.substring(0, ROOT.length() - 1))
          .that(resideInAPackage(ROOT + "distribution..").negate());

  private static ArchRule noCycles() {
    return slices().matching(ROOT + "(**)").should().beFreeOfCycles();
  }

  /** Of our own packages only these. */
  private static ArchRule onlyImports(String from, String... own) {
    String[] allowed = Stream.concat(Stream.of(from), Stream.of(own)).toArray(String[]::new);
    return noClasses()
        .that(resideInAPackage(from))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.holdfast..").and(resideInAnyPackage(allowed).negate()));
  }

  @Test
  void theWholeHouseIsLookedAt() {
    Stream<String> rooms =
        Stream.concat(Stream.of("spi", "testkit", "server", "console"), PLUGINS.stream());
    assertThat(rooms)
        .allSatisfy(room ->
            assertThat(HOUSE.stream().map(JavaClass::getPackageName))
                .as(room)
                .anyMatch(name -> name.equals(ROOT + room)));
  }

  @Test
  void noPackagesFormACycle() {
    noCycles().check(HOUSE);
  }

  @Test
  void aCycleWouldBeSeen() {
    assertThat(noCycles().evaluate(VIOLATIONS).hasViolation()).isTrue();
  }

  @Test
  void aForbiddenImportWouldBeSeen() {
    ArchRule rule = onlyImports(ROOT + "distribution.violation.spi", ROOT + "spi");
    assertThat(rule.evaluate(VIOLATIONS).hasViolation()).isTrue();
  }

  /** S2.25: whoever opens a connection of their own escapes the pool's limits and its watch. */
  private static ArchRule onlyTheseOpenConnections(String... rooms) {
    return noClasses()
        .that(resideInAnyPackage(rooms).negate())
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("javax.sql..", "com.zaxxer..", "org.postgresql..", "org.sqlite.."))
        .orShould()
        .callMethodWhere(
            target(owner(assignableTo(DriverManager.class))).and(target(name("getConnection"))))
        .orShould()
        .callMethodWhere(target(owner(assignableTo(Driver.class))).and(target(name("connect"))));
  }

  @Test
  void nobodyGoesPastTheGuardedDatabase() {
    // The console measures a database while no server runs.
    onlyTheseOpenConnections(ROOT + "database", ROOT + "console").check(HOUSE);
  }

  @Test
  void aWayPastTheGuardedDatabaseWouldBeSeen() {
    assertThat(onlyTheseOpenConnections(ROOT + "database").evaluate(VIOLATIONS).hasViolation())
        .isTrue();
  }

  @Test
  void theContractKnowsTheJdkAndHelidonOnly() {
    classes()
        .that(resideInAPackage(ROOT + "spi"))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "io.helidon..", "org.jspecify..", ROOT + "spi"))
        .check(HOUSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"testkit", "console"})
  void theseKnowTheContractOnly(String room) {
    onlyImports(ROOT + room, ROOT + "spi").check(HOUSE);
  }

  static Stream<String> plugins() {
    return PLUGINS.stream();
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void aPluginKnowsTheContractAndNoOtherPlugin(String plugin) {
    onlyImports(ROOT + plugin, ROOT + "spi").check(HOUSE);
  }

  @Test
  void noFloorOfTheServerImportsAHigherOne() {
    for (int floor = 1; floor < SERVER_FLOORS.size(); floor++) {
      String[] above =
          SERVER_FLOORS.subList(0, floor).stream()
              .map(name -> name.equals("server") ? ROOT + "server" : ROOT + "server." + name)
              .toArray(String[]::new);
      noClasses()
          .that(resideInAPackage(ROOT + "server." + SERVER_FLOORS.get(floor)))
          .should()
          .dependOnClassesThat(resideInAnyPackage(above))
          .check(HOUSE);
    }
  }

  @Test
  void onlyTheCompositionRootIsAboveAllFloors() {
    assertThat(
            HOUSE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT + "server.")))
        .allMatch(name -> SERVER_FLOORS.contains(name.substring((ROOT + "server.").length())));
  }
}
