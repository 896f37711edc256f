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
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.sql.Driver;
import java.sql.DriverManager;
import java.text.DateFormat;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may import whom: the plan of the house, read from the class files. */
class HouseRulesTest {
  private static final String ROOT = "dev.holdfast.";

  /** Below the composition root, highest first; none may import one above it. */
  private static final List<String> SERVER_LAYERS =
      List.of(
          "deployment",
          "supervision",
          "examination",
          "plugin",
          "plugin.loading",
          "health",
          "metrics",
          "metrics.exposition",
          "logging",
          "web",
          "web.routing",
          "web.tls",
          "edge",
          "edge.http",
          "memory",
          "process");

  /**
   * Of modules with more than one package; highest first, the one of the module on top unless it is
   * named, by "".
   */
  private static final Map<String, List<String>> LAYERS =
      Map.ofEntries(
          entry("spi", List.of("support", "alert", "job", "server", "journal", "")),
          entry("testkit", List.of("journal", "", "fault", "network", "database")),
          entry("config", List.of("value")),
          entry("websocket", List.of("frame")),
          entry(
              "console",
              List.of(
                  "command.lifecycle",
                  "command.admin",
                  "command.health",
                  "command.events",
                  "command.plugins",
                  "supervise",
                  "client",
                  "instance",
                  "terminal")),
          entry(
              "tools",
              List.of(
                  "drill.database",
                  "drill.siege",
                  "demo",
                  "measurement",
                  "comparison",
                  "load",
                  "launch")),
          entry("simulator", List.of("command", "life", "database", "disk", "")),
          entry("alerts", List.of("message", "incident", "condition", "delivery", "support")),
          entry("database", List.of("examination", "outage", "pool", "migration", "driver")),
          entry("eventstore", List.of("table")),
          entry("ingest", List.of("envelope", "config")),
          entry(
              "journal",
              List.of("examination", "commit", "readers", "deadletters", "log", "config")),
          entry(
              "memorywatchdog",
              List.of("response", "ladder", "bundle", "profile", "sensor", "problem")),
          entry("scheduler", List.of("cleanup", "trigger")));

  private static final long MOST_FILES = 25;

  /** Those of the distribution, and the example, which is not in its plugins folder. */
  private static final List<String> PLUGINS =
      Stream.concat(ShippedPlugins.folders().stream(), Stream.of("example"))
          .map(ShippedPlugins::packageOf)
          .toList();

  /** Methods that ask for the user's locale unless they are given one; {@code <init>} makes one. */
  private static final Map<Class<?>, Set<String>> LOCALIZED =
      Map.of(
          String.class, Set.of("format", "formatted", "toLowerCase", "toUpperCase"),
          PrintStream.class, Set.of("format", "printf"),
          PrintWriter.class, Set.of("format", "printf"),
          Formatter.class, Set.of("<init>"),
          DateTimeFormatter.class, Set.of("ofPattern", "ofLocalizedDate", "ofLocalizedDateTime"),
          DateTimeFormatterBuilder.class, Set.of("toFormatter"),
          NumberFormat.class,
              Set.of(
                  "<init>",
                  "getInstance",
                  "getNumberInstance",
                  "getIntegerInstance",
                  "getPercentInstance",
                  "getCompactNumberInstance"),
          DateFormat.class,
              Set.of("<init>", "getInstance", "getDateInstance", "getDateTimeInstance"),
          MessageFormat.class, Set.of("<init>", "format"));

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
    String[] allowed = Stream.concat(Stream.of(from + ".."), Stream.of(own)).toArray(String[]::new);
    return noClasses()
        .that(resideInAPackage(from + ".."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.holdfast..").and(resideInAnyPackage(allowed).negate()));
  }

  @Test
  void theWholeHouseIsLookedAt() {
    Stream<String> modules =
        Stream.concat(
            Stream.of(
                "spi", "testkit", "config", "websocket", "server", "console", "tools", "simulator"),
            PLUGINS.stream());
    assertThat(modules)
        .allSatisfy(module ->
            assertThat(HOUSE.stream().map(JavaClass::getPackageName))
                .as(module)
                .anyMatch(name -> name.equals(ROOT + module)));
  }

  @Test
  void everyPluginThatIsShippedIsBuiltBeforeTheDistribution() {
    assertThat(ShippedPlugins.dependencies())
        .hasSizeGreaterThan(9)
        .containsExactlyElementsOf(ShippedPlugins.folders());
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

  /** Whoever opens a connection of their own escapes the pool's limits and its watch. */
  private static ArchRule onlyTheseOpenConnections(String... packages) {
    return noClasses()
        .that(resideInAnyPackage(packages).negate())
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
    // The tools measure a database while no server runs; tests make one, and so does a simulation.
    onlyTheseOpenConnections(
            ROOT + "database..",
            ROOT + "tools.load",
            ROOT + "testkit.database",
            ROOT + "simulator.database")
        .check(HOUSE);
  }

  @Test
  void aWayPastTheGuardedDatabaseWouldBeSeen() {
    assertThat(onlyTheseOpenConnections(ROOT + "database..").evaluate(VIOLATIONS).hasViolation())
        .isTrue();
  }

  /**
   * What a method without a Locale makes of digits and letters is another thing for every user of
   * another country, and a journal whose file names are written in other digits does not start.
   */
  private static ArchRule nobodyAsksForTheUsersLocale() {
    return noClasses()
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "a text is made in the digits and letters of the user",
                HouseRulesTest::dependsOnTheUsersLocale))
        .because("String.format(Locale.ROOT, …) and its kin write the same everywhere");
  }

  private static boolean dependsOnTheUsersLocale(JavaAccess<?> access) {
    return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget method
        && LOCALIZED.entrySet().stream()
            .filter(type -> method.getOwner().isAssignableTo(type.getKey()))
            .anyMatch(type -> type.getValue().contains(method.getName()))
        && method.getRawParameterTypes().stream()
            .noneMatch(parameter -> parameter.isEquivalentTo(Locale.class));
  }

  @Test
  void digitsAndLettersAreTheSameInEveryCountry() {
    nobodyAsksForTheUsersLocale().check(HOUSE);
  }

  @Test
  void aMethodWithoutALocaleWouldBeSeen() {
    List<String> seen =
        nobodyAsksForTheUsersLocale().evaluate(VIOLATIONS).getFailureReport().getDetails();
    for (String method :
        List.of(
            "formatted", "String.format", "toUpperCase", "toLowerCase", "printf", "ofPattern")) {
      assertThat(seen).as(method).anyMatch(line -> line.contains(method + "("));
    }
    assertThat(seen).as("DecimalFormat").anyMatch(line -> line.contains("DecimalFormat.<init>"));
    assertThat(seen).noneMatch(line -> line.contains("allowed"));
  }

  /** And the contract; no library of anybody else. */
  private static ArchRule knowsTheJdkAndHelidonOnly(String root) {
    return classes()
        .that(resideInAPackage(root + ".."))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "java..", "io.helidon..", "org.jspecify..", ROOT + "spi..", root + ".."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spi", "websocket"})
  void theContractAndWebSocketKnowTheJdkAndHelidonOnly(String module) {
    knowsTheJdkAndHelidonOnly(ROOT + module).check(HOUSE);
  }

  @Test
  void aForeignDependencyWouldBeSeen() {
    assertThat(
            knowsTheJdkAndHelidonOnly(ROOT + "distribution.violation")
                .evaluate(VIOLATIONS)
                .hasViolation())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"config", "websocket", "console"})
  void theseKnowTheContractOnly(String module) {
    onlyImports(ROOT + module, ROOT + "spi..").check(HOUSE);
  }

  @Test
  void theTestkitKnowsTheContractAndTheConfiguration() {
    onlyImports(ROOT + "testkit", ROOT + "spi..", ROOT + "config").check(HOUSE);
  }

  @Test
  void theServerKnowsTheContractAndTheTwoLibrariesOfTheKernel() {
    onlyImports(ROOT + "server", ROOT + "spi..", ROOT + "config", ROOT + "websocket").check(HOUSE);
  }

  /** A second client of the server would only differ from the first. */
  @Test
  void theToolsKnowTheContractAndWhatTheConsoleTalksWith() {
    onlyImports(
            ROOT + "tools",
            ROOT + "spi..",
            ROOT + "console",
            ROOT + "console.client",
            ROOT + "console.instance",
            ROOT + "console.terminal")
        .check(HOUSE);
  }

  /** It runs these three plugins as they are, on a disk and a database of its own. */
  @Test
  void theSimulatorKnowsThePluginsOfTheDataPath() {
    onlyImports(
            ROOT + "simulator",
            ROOT + "spi..",
            ROOT + "console",
            ROOT + "console.terminal",
            ROOT + "journal..",
            ROOT + "eventstore",
            ROOT + "database..")
        .check(HOUSE);
  }

  static Stream<String> plugins() {
    return PLUGINS.stream();
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void aPluginKnowsTheContractAndNoOtherPlugin(String plugin) {
    onlyImports(ROOT + plugin, ROOT + "spi..").check(HOUSE);
  }

  /** Of these packages none may import one that stands before it. */
  private static List<ArchRule> layers(List<String> packages) {
    List<ArchRule> rules = new ArrayList<>();
    for (int layer = 1; layer < packages.size(); layer++) {
      rules.add(
          noClasses()
              .that(resideInAPackage(packages.get(layer)))
              .should()
              .dependOnClassesThat(
                  resideInAnyPackage(packages.subList(0, layer).toArray(String[]::new))));
    }
    return rules;
  }

  private static List<String> packages(String root, List<String> inside) {
    if (inside.contains("")) {
      return inside.stream().map(name -> name.isEmpty() ? root : root + "." + name).toList();
    }
    return Stream.concat(Stream.of(root), inside.stream().map(name -> root + "." + name)).toList();
  }

  private static void hasNoOtherPackages(String root, List<String> packages) {
    assertThat(HOUSE.stream().map(JavaClass::getPackageName))
        .filteredOn(name -> name.equals(root) || name.startsWith(root + "."))
        .isSubsetOf(packages)
        .containsAll(packages);
  }

  @Test
  void noLayerOfTheServerImportsAHigherOne() {
    List<String> packages = packages(ROOT + "server", SERVER_LAYERS);
    layers(packages).forEach(rule -> rule.check(HOUSE));
    hasNoOtherPackages(ROOT + "server", packages);
  }

  /** All modules but the server, which has its own list. */
  static Stream<String> modules() {
    return Stream.concat(
        Stream.of("spi", "testkit", "config", "websocket", "console", "tools", "simulator"),
        PLUGINS.stream());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void noLayerOfAModuleImportsAHigherOne(String module) {
    List<String> packages = packages(ROOT + module, LAYERS.getOrDefault(module, List.of()));
    layers(packages).forEach(rule -> rule.check(HOUSE));
    hasNoOtherPackages(ROOT + module, packages);
  }

  @Test
  void anImportOfAHigherLayerWouldBeSeen() {
    assertThat(layers(List.of(ROOT + "spi", ROOT + "distribution.violation.spi")))
        .noneMatch(rule -> rule.evaluate(VIOLATIONS).hasViolation());
    assertThat(layers(List.of(ROOT + "journal", ROOT + "distribution.violation.spi")))
        .anyMatch(rule -> rule.evaluate(VIOLATIONS).hasViolation());
  }

  /**
   * Names that say nothing (CONTRIBUTING), words that only this house would understand, and words
   * that have another meaning here.
   */
  private static final Pattern BANNED =
      Pattern.compile(
          ".*(Manager|Util|Utils|Helper|Impl)|Abstract.*|(Desk|Deeds|Ration|Mandate|Recidivists|Damper"
              + "|Doubles|Families|Roots|Growth|Notice|Ruler|Sorter|Packing|Obituary|Obituaries|Mourner"
              + "|Loans?|Borrower|Generation|Announcements|Peaks|Took|Damages|SavedCopies|Surroundings"
              + "|PortNews|Standoff|Fleet|Culprit|Premises|Doorkeeper|Tally|Strangers|Unfit|ErrorBook"
              + "|Nudge|Guardian|Witness|Holders|Vitals|Choice|Crew|Remembered|Timetable|Autopsy|Talk"
              + "|Observatory|BareSink|(Request|Connection|No)Places?|Fingerprint|Frame|FrameScanner"
              + "|Findings|Diagnosis.*|.*Diagnosis|.*Checkup|Incident(Files|Pages|Source|Summary))");

  private static List<String> banned(Stream<String> names) {
    return names.filter(name -> BANNED.matcher(name).matches()).toList();
  }

  /** Names of files that another file has, too, or a class inside of a file of the same module. */
  private static List<String> namesOfTwo(JavaClasses classes) {
    Map<String, List<JavaClass>> files =
        classes.stream()
            .filter(each -> each.isTopLevelClass() && !each.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getSimpleName));
    Stream<String> twice =
        files.entrySet().stream()
            .filter(named -> named.getValue().size() > 1)
            .map(Map.Entry::getKey);
    Stream<String> inside =
        classes.stream()
            .filter(JavaClass::isMemberClass)
            .filter(each ->
                files.getOrDefault(each.getSimpleName(), List.of()).stream()
                    .anyMatch(file -> module(file).equals(module(each))))
            .map(JavaClass::getSimpleName);
    return Stream.concat(twice, inside).distinct().toList();
  }

  private static String module(JavaClass of) {
    String[] names = of.getPackageName().split("\\.");
    return names[Math.min(2, names.length - 1)];
  }

  @Test
  void noTwoClassesShareAName() {
    assertThat(namesOfTwo(HOUSE)).isEmpty();
  }

  @Test
  void aNameOfTwoClassesWouldBeSeen() {
    assertThat(namesOfTwo(new ClassFileImporter().importClasses(List.class, java.awt.List.class)))
        .containsExactly("List");
    assertThat(namesOfTwo(VIOLATIONS)).containsExactly("Reaching");
  }

  @Test
  void everyNameIsATermOfTheField() {
    assertThat(
            banned(HOUSE.stream().filter(JavaClass::isTopLevelClass).map(JavaClass::getSimpleName)))
        .isEmpty();
  }

  @Test
  void aNameThatOnlyWeUnderstandWouldBeSeen() {
    assertThat(
            banned(Stream.of("Desk", "AlertEngine", "PluginManager", "Router", "AbstractRouter")))
        .containsExactly("Desk", "PluginManager", "AbstractRouter");
  }

  @Test
  void aPackageThatIsTooLargeWouldBeSeen() {
    assertThat(tooLarge(VIOLATIONS, 0)).contains(ROOT + "distribution.violation.spi");
    assertThat(tooLarge(HOUSE, 20)).contains(ROOT + "spi");
  }

  /** A file is a class with those that are in it. */
  private static List<String> tooLarge(JavaClasses classes, long mostFiles) {
    return classes.stream()
        .filter(each -> each.isTopLevelClass() && !each.getSimpleName().equals("package-info"))
        .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(files -> files.getValue() > mostFiles)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void noPackageIsTooLargeToKnowItsFiles() {
    assertThat(tooLarge(HOUSE, MOST_FILES)).isEmpty();
  }
}
