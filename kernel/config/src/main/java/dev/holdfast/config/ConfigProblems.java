package dev.holdfast.config;

import java.util.List;

/** Everything that is wrong with the configuration, in the order of the places. */
public final class ConfigProblems extends Exception {
  /** The stable code of a configuration that cannot be used. */
  public static final String CODE = "HF-CFG-001";

  private static final long serialVersionUID = 1;
  private final transient List<ConfigProblem> problems;

  ConfigProblems(List<ConfigProblem> problems) {
    super(text(problems));
    this.problems = List.copyOf(problems);
  }

  /** At least one. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  /** The message: code and number first, then two lines at most for each problem. */
  public String printed() {
    return text(problems);
  }

  private static String text(List<ConfigProblem> problems) {
    StringBuilder text = new StringBuilder(CODE).append(" The configuration has ");
    text.append(problems.size() == 1 ? "1 problem:" : problems.size() + " problems:");
    problems.forEach(problem -> problem.print(text));
    return text.toString();
  }
}
