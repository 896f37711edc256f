package dev.holdfast.journal.specification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.specification.ModelChecker.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification of the data path holds, and each mistake in it is noticed. */
final class DataPathTest {
  private static final List<Mutant> MUTANTS =
      List.of(
          new Mutant("Acknowledgeable <- AcknowledgedBeforeForce", "Crashes", "NoLoss"),
          new Mutant("AfterFailedForce <- ForcedAgain", "Crashes", "NoLoss"),
          new Mutant("MayRetire <- RetiredByAge", "Crashes", "NoLoss"),
          new Mutant("ForcedByRetire <- RetiredByUnforcedPlace", "Crashes", "NothingIsGivenUp"),
          new Mutant("Readable <- ReadBeforeForce", "Readers", "NoSilentGap"),
          new Mutant("ToldOfHole <- HoleSkippedSilently", "Readers", "NoSilentGap"),
          new Mutant("ToldOfGap <- GapSkippedSilently", "Crashes", "NoSilentGap"),
          new Mutant(
              "PlaceAtConnect <- HigherPlaceAtConnect", "OlderCopies", "PlaceNotBeyondStored"),
          new Mutant(
              "PlaceAtConnect <- PlaceOfJournalAtConnect", "OlderCopies", "PlaceNotBeyondStored"),
          new Mutant(
              "PlaceAtConnect <- PlaceOfDatabaseAtConnect", "OlderCopies", "PlaceNotBeyondStored"),
          new Mutant("PlaceInLog <- PlaceOfAnyTimeline", "BothCopies", "PlaceNotBeyondStored"),
          new Mutant("PlaceInLog <- PlaceUpToTheEnd", "BothCopies", "PlaceNotBeyondStored"),
          new Mutant("OpenedAt <- OneTimelineForEver", "BothCopies", "PlaceNotBeyondStored"),
          new Mutant("HintAtConnect <- HintOnlyMovesForward", "OlderCopies", "NoLoss"),
          new Mutant(
              "PlaceWhenSent <- PlaceBeforeRows\nAccepts <- AcceptsByFence", "Crashes", "NoLoss"),
          new Mutant("Accepts <- AcceptsForward", "OlderCopies", "PlaceNotBeyondStored"),
          new Mutant("Accepts <- AcceptsByPlace", "TwoWriters", "OvertakenStoresNothing"),
          new Mutant(
              "StoresRows <- RowsOutsideOfTransaction", "TwoWriters", "OvertakenStoresNothing"),
          new Mutant("RowsAfter <- NoUniqueKey", "Readers", "AtMostOneRow"),
          new Mutant(
              "AfterUnknown <- UnknownTakenForFailure\nAccepts <- AcceptsForward\nRowsAfter <- NoUniqueKey",
              "Crashes",
              "AtMostOneRow"),
          new Mutant("BatchEnds <- StopsAtHole", "Liveness", "EventuallyStored"));

  private static final Pattern OVERRIDE = Pattern.compile("<- (\\w+)");
  private static final Pattern DEFINITION = Pattern.compile("(?m)^(\\w+)(?:\\([^)]*\\))? ==");
  private static final Pattern METHOD = Pattern.compile("\\b([A-Z][a-z]\\w+)\\.([a-z]\\w+)\\b");

  /**
   * A mistake in the specification.
   *
   * @param definitions what it replaces by what, one a line
   * @param model that shows it
   * @param killedBy the invariant or property that must not hold any more
   */
  record Mutant(String definitions, String model, String killedBy) {}

  @TempDir private static Path temporary;
  private static ModelChecker checker;

  @BeforeAll
  static void start() throws IOException {
    checker = new ModelChecker(temporary);
  }

  @AfterAll
  static void end() throws IOException {
    checker.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Readers", "Crashes", "TwoWriters", "OlderCopies", "BothCopies", "Liveness"})
  void holds(String model) throws IOException {
    holdsIn(model, checker);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LargeReaders",
        "LargeCrashes",
        "LargeTwoWriters",
        "LargeBothCopies",
        "LargeLiveness"
      })
  @Tag("long")
  void holdsInLargerModels(String model, @TempDir Path folder) throws IOException {
    try (ModelChecker alone = new ModelChecker(folder)) {
      holdsIn(model, alone);
    }
  }

  private static void holdsIn(String model, ModelChecker checker) throws IOException {
    Verdict verdict = checker.check(model);
    assertThat(verdict.violated()).as(verdict.output()).isEmpty();
    assertThat(verdict.states()).isGreaterThan(1000);
  }

  @ParameterizedTest
  @FieldSource("MUTANTS")
  void noticesAMistake(Mutant mutant) throws IOException {
    Verdict verdict = checker.checkMutant(mutant.model(), mutant.definitions());
    assertThat(verdict.violated()).as(verdict.output()).isEqualTo(mutant.killedBy());
  }

  @Test
  void everyMutantIsTried() throws IOException {
    Set<String> tried = new TreeSet<>();
    for (Mutant mutant : MUTANTS) {
      OVERRIDE.matcher(mutant.definitions()).results().forEach(line -> tried.add(line.group(1)));
    }
    Set<String> defined = new TreeSet<>();
    String text = Files.readString(temporary.resolve("Mutants.tla"));
    DEFINITION.matcher(text).results().forEach(line -> defined.add(line.group(1)));
    assertThat(tried).isEqualTo(defined);
  }

  /** The price of beginning at the lower place: see SPECIFICATION.md. */
  @Test
  void aRowThatRetentionDeletedMayComeBackAfterACrash() throws IOException {
    assertThat(checker.checkOnly("NoRowComesBack", "Crashes").violated())
        .isEqualTo("NoRowComesBack");
  }

  /** A comment that names a method of a class is right. */
  @Test
  void namesCodeThatIsThere() throws IOException {
    Path root = Path.of("../..");
    List<Path> sources;
    try (Stream<Path> all = Files.walk(root)) {
      sources = all.filter(file -> file.toString().contains("/src/main/java/")).toList();
    }
    int named = 0;
    for (String module : List.of("Journal.tla", "EventStore.tla")) {
      String text = Files.readString(temporary.resolve(module));
      for (MatchResult name : METHOD.matcher(text).results().toList()) {
        Path file = Path.of(name.group(1) + ".java");
        Path source =
            sources.stream()
                .filter(any -> any.endsWith(file))
                .findFirst()
                .orElseThrow(() ->
                    new AssertionError(module + " names " + name.group() + ", which is not there"));
        assertThat(Files.readString(source)).as(name.group()).contains(" " + name.group(2) + "(");
        named++;
      }
    }
    assertThat(named).isGreaterThan(10);
  }
}
