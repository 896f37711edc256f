package dev.holdfast.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what is wrong while the reading goes on. */
final class CollectedProblems {
  private static final Comparator<ConfigProblem> BY_PLACE =
      Comparator.comparing(ConfigProblem::origin).thenComparing(ConfigProblem::path);

  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();

  void problem(String path, String message, Origin origin, String remedy) {
    problems.add(new ConfigProblem(path, message, origin, remedy));
  }

  void warning(String path, String message, Origin origin, String remedy) {
    warnings.add(new ConfigProblem(path, message, origin, remedy));
  }

  void addAll(List<ConfigProblem> others) {
    problems.addAll(others);
  }

  List<ConfigProblem> problems() {
    return List.copyOf(problems);
  }

  List<ConfigProblem> warnings() {
    return List.copyOf(warnings);
  }

  void throwIfAny() throws ConfigProblems {
    if (!problems.isEmpty()) {
      throw new ConfigProblems(problems.stream().distinct().sorted(BY_PLACE).toList());
    }
  }
}
