package dev.holdfast.server.config;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with a configuration; a server with such a one does not start. */
public final class ConfigProblems extends Exception {
  private static final long serialVersionUID = 1;
  private static final String CODE = "HF-CFG-001";

  private final transient List<ConfigProblem> problems;

  ConfigProblems(List<ConfigProblem> problems) {
    super(
        CODE
            + " The configuration has "
            + problems.size()
            + (problems.size() == 1 ? " mistake" : " mistakes"));
    this.problems = List.copyOf(problems);
  }

  public List<ConfigProblem> problems() {
    return problems;
  }

  /** The head line, then a line a mistake. */
  public String printed() {
    return problems.stream()
        .map(problem -> "  " + problem.sentence())
        .collect(Collectors.joining("\n", getMessage() + ":\n", ""));
  }
}
