package dev.holdfast.journal.specification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tlc2.TLC;

/**
 * Runs TLC inside this JVM. TLC keeps its state in static fields, so each run has a class loader of
 * its own.
 */
final class ModelChecker {
  private static final Pattern VIOLATED = Pattern.compile("Invariant (\\w+) is violated");
  private static final Pattern STATES =
      Pattern.compile("(\\d+) states generated, (\\d+) distinct states found, 0 states left");
  private static final Path SPECIFICATION = Path.of("src/test/tla");

  private final Path folder;

  /** Works in a folder of its own; TLC puts its files beside the specification. */
  ModelChecker(Path folder) throws IOException {
    this.folder = folder;
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

  /** Checks the model of a file. */
  Verdict check(String model) throws Exception {
    return check("DataPath", model, model);
  }

  /** Checks a model with other definitions, each a line {@code Decision <- Mutant}. */
  Verdict checkMutant(String model, String definitions) throws Exception {
    String text = Files.readString(folder.resolve(model + ".cfg"));
    String mutant = model + "-mutant";
    Files.writeString(folder.resolve(mutant + ".cfg"), text + "CONSTANTS\n" + definitions + "\n");
    return check("Mutants", mutant, model + ", " + definitions.replace("\n", ", "));
  }

  /** Checks one other invariant of a model. */
  Verdict checkOnly(String invariant, String model) throws Exception {
    String text = Files.readString(folder.resolve(model + ".cfg"));
    String other = model + "-" + invariant;
    Files.writeString(
        folder.resolve(other + ".cfg"),
        text.substring(0, text.indexOf("INVARIANTS")) + "INVARIANTS " + invariant + "\n");
    return check("DataPath", other, model + ", " + invariant + " alone");
  }

  private Verdict check(String module, String model, String title) throws Exception {
    long begun = System.nanoTime();
    String output =
        run(
            "-workers",
            "1",
            "-deadlock", // A model ends when its events are sent and its faults have happened.
            "-nowarning",
            "-cleanup",
            "-metadir",
            folder.resolve("states").toString(),
            "-config",
            folder.resolve(model + ".cfg").toString(),
            folder.resolve(module).toString());
    Verdict verdict = verdict(output);
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

  private static String run(String... arguments) throws Exception {
    URL[] jar = {TLC.class.getProtectionDomain().getCodeSource().getLocation()};
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader());
        PrintStream out = new PrintStream(bytes, true, UTF_8)) {
      Class<?> output = loader.loadClass("util.ToolIO");
      output.getField("out").set(null, out);
      output.getField("err").set(null, out);
      Class<?> type = loader.loadClass(TLC.class.getName());
      Object checker = type.getConstructor().newInstance();
      Object parsed =
          type.getMethod("handleParameters", String[].class).invoke(checker, (Object) arguments);
      if (!Boolean.TRUE.equals(parsed)) {
        throw new IllegalArgumentException(bytes.toString(UTF_8));
      }
      Object files = loader.loadClass("util.SimpleFilenameToStream").getConstructor().newInstance();
      type.getMethod("setResolver", loader.loadClass("util.FilenameToStream"))
          .invoke(checker, files);
      type.getMethod("process").invoke(checker);
    }
    return bytes.toString(UTF_8);
  }
}
