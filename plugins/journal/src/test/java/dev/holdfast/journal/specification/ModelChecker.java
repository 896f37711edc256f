package dev.holdfast.journal.specification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks models with TLC, in a process that it starts and ends. */
final class ModelChecker implements AutoCloseable {
  private static final Pattern VIOLATED = Pattern.compile("Invariant (\\w+) is violated");
  private static final Pattern STATES =
      Pattern.compile("(\\d+) states generated, (\\d+) distinct states found, 0 states left");
  private static final Path SPECIFICATION = Path.of("src/test/tla");

  private final Path folder;
  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;

  /** Works in a folder of its own; TLC puts its files beside the specification. */
  ModelChecker(Path folder) throws IOException {
    this.folder = folder;
    this.process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder, // For the standard modules, which TLC unpacks.
                "-cp",
                System.getProperty("java.class.path"),
                TlcProcess.class.getName())
            .redirectError(errors())
            .start();
    this.questions = process.outputWriter(UTF_8);
    this.answers = process.inputReader(UTF_8);
    try (Stream<Path> files = Files.list(SPECIFICATION)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
  }

  /**
   * What TLC found.
   *
   * @param violated the invariant or property that does not hold; empty when all do
   * @param states that are different; 0 unless all were seen
   * @param output of TLC, with the steps that led to a violation
   */
  record Verdict(String violated, long states, String output) {}

  private File errors() {
    return folder.resolve("errors").toFile();
  }

  /** Checks the model of a file. */
  Verdict check(String model) throws IOException {
    return check("DataPath", model, model);
  }

  /** Checks a model with other definitions, each a line {@code Decision <- Mutant}. */
  Verdict checkMutant(String model, String definitions) throws IOException {
    String text = Files.readString(folder.resolve(model + ".cfg"));
    String mutant = model + "-mutant";
    Files.writeString(folder.resolve(mutant + ".cfg"), text + "CONSTANTS\n" + definitions + "\n");
    return check("Mutants", mutant, model + ", " + definitions.replace("\n", ", "));
  }

  /** Checks one other invariant of a model. */
  Verdict checkOnly(String invariant, String model) throws IOException {
    String text = Files.readString(folder.resolve(model + ".cfg"));
    String other = model + "-" + invariant;
    Files.writeString(
        folder.resolve(other + ".cfg"),
        text.substring(0, text.indexOf("INVARIANTS")) + "INVARIANTS " + invariant + "\n");
    return check("DataPath", other, model + ", " + invariant + " alone");
  }

  private Verdict check(String module, String model, String title) throws IOException {
    long begun = System.nanoTime();
    questions.write(module + "\n" + folder.resolve(model + ".cfg") + "\n");
    questions.flush();
    String output = answers.readLine();
    if (output == null) {
      throw new IOException("TLC's process ended: " + Files.readString(errors().toPath()));
    }
    Verdict verdict = verdict(Files.readString(Path.of(output)));
    System.out.printf(
        Locale.ROOT,
        "%s: %s, %.1f s%n",
        title,
        verdict.violated().isEmpty()
            ? verdict.states() + " states, all is well"
            : verdict.violated() + " is violated",
        (System.nanoTime() - begun) / 1e9);
    return verdict;
  }

  private static Verdict verdict(String output) {
    Matcher violated = VIOLATED.matcher(output);
    if (violated.find()) {
      return new Verdict(violated.group(1), 0, output);
    }
    if (output.contains("Temporal properties were violated")) {
      return new Verdict("EventuallyStored", 0, output);
    }
    Matcher states = STATES.matcher(output);
    if (!output.contains("No error has been found") || !states.find()) {
      throw new IllegalStateException(output);
    }
    return new Verdict("", Long.parseLong(states.group(2)), output);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    questions.close();
    answers.close();
  }
}
