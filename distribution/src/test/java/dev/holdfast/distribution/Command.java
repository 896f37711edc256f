package dev.holdfast.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One call of a launch script, in an environment that holds nothing of the caller's Holdfast. */
final class Command {
  private static final Set<String> STARTS_A_SERVER = Set.of("run", "start", "restart");
  private static final Set<String> LOADS_A_SERVER =
      Set.of("bench", "verify", "soak", "drill", "demo");

  /** A server that lives for seconds gets nothing back for the time of the optimizing compiler. */
  static final String NOT_OPTIMIZED = "-XX:TieredStopAtLevel=1 ";

  private final List<String> words = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Set<String> unset = new HashSet<>();

  private Command(String script) {
    words.add(script);
    environment.put("HOLDFAST_JAVA_HOME", System.getProperty("java.home"));
  }

  /** Both outputs of an ended process, as they came. */
  record Ended(int code, String output) {}

  static Command holdfast(Object... arguments) {
    Command command = of(Unzipped.home().resolve("bin").resolve("holdfast"), arguments);
    command.with("HOLDFAST_JAVA_HOME", SharedClasses.javaHome().toString());
    String verb = arguments[0].toString();
    if (STARTS_A_SERVER.contains(verb)) {
      return command.with("HOLDFAST_JAVA_OPTS", NOT_OPTIMIZED + SharedClasses.options());
    }
    return LOADS_A_SERVER.contains(verb)
        ? command.with("HOLDFAST_JAVA_OPTS", SharedClasses.options())
        : command;
  }

  static Command of(Path script, Object... arguments) {
    Command command = new Command(script.toString());
    for (Object argument : arguments) {
      command.words.add(argument.toString());
    }
    return command;
  }

  /** A program of this machine, where the path finds it. */
  static Optional<Path> installed(String name) {
    return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs it by another program, whose own words come first. */
  Command by(List<String> program) {
    words.addAll(0, program);
    return this;
  }

  Command with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Command without(String variable) {
    environment.remove(variable);
    unset.add(variable);
    return this;
  }

  /** Starts it, with both outputs in the file. */
  Process start(Path output) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("HOLDFAST_") || name.equals("DATABASE_URL"));
    builder.environment().keySet().removeAll(unset);
    builder.environment().putAll(environment);
    return builder.redirectOutput(output.toFile()).start();
  }

  /** Runs it to its end; one that takes longer than the limit is killed, which is a failure. */
  Ended run(Duration limit) throws IOException, InterruptedException {
    Path output = Files.createTempFile("holdfast", ".out");
    try {
      Process process = start(output);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            words + " did not end within " + limit + ":\n" + Files.readString(output));
      }
      return new Ended(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
