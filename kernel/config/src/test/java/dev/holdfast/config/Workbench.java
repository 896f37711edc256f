package dev.holdfast.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A configuration file and the other sources, for one test. */
final class Workbench {
  private final Path directory;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, String> overrides = new LinkedHashMap<>();

  Workbench(Path directory) {
    this.directory = directory;
  }

  Path write(String name, String text) {
    try {
      return Files.write(directory.resolve(name), text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Workbench file(String text) {
    write("holdfast.conf", text);
    return this;
  }

  Workbench environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Workbench set(String key, String value) {
    overrides.put(key, value);
    return this;
  }

  ConfigurationSources sources() throws ConfigProblems {
    return ConfigurationSources.read(directory.resolve("holdfast.conf"), overrides, environment);
  }

  Configuration check(Block... blocks) throws ConfigProblems {
    return sources().check(List.of(blocks), Set.of());
  }

  /** Binds one block {@code holdfast.sample}. */
  <R extends Record> R bind(Class<R> type, String reference) throws ConfigProblems {
    return check(block("sample", type, reference)).get("holdfast.sample", type);
  }

  List<ConfigProblem> problems(Block... blocks) {
    ConfigProblems thrown = catchThrowableOfType(ConfigProblems.class, () -> check(blocks));
    if (thrown == null) {
      throw new AssertionError("no problem was found");
    }
    return thrown.problems();
  }

  List<String> messages(Block... blocks) {
    return problems(blocks).stream().map(ConfigProblem::toString).toList();
  }

  static Block block(String name, Class<? extends Record> type, String reference) {
    String text = "holdfast." + name + " {\n" + reference + "\n}";
    return new Block("holdfast." + name, type, new Reference("reference.conf of " + name, text));
  }
}
