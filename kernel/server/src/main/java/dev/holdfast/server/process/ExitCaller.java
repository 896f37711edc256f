package dev.holdfast.server.process;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who has called {@code System.exit}: that thread stands in it until the process is gone. */
public final class ExitCaller {
  /** The class loader of a plugin: its folder, and which copy of it. */
  private static final Pattern LOADER = Pattern.compile("plugin-(.+?)(-\\d+)?");

  private ExitCaller() {}

  /**
   * Finds the caller; for a shutdown hook.
   *
   * @param suspected by the folder of a plugin
   * @return the folder of the nearest caller that is suspected, or else the name of the thread;
   *     empty when nobody stands there
   */
  public static Optional<String> find(Predicate<String> suspected) {
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      List<StackTraceElement> stack = Arrays.asList(entry.getValue());
      if (stack.stream().anyMatch(ExitCaller::exits)) {
        return Optional.of(
            stack.stream()
                .map(StackTraceElement::getClassLoaderName)
                .filter(Objects::nonNull)
                .map(LOADER::matcher)
                .filter(Matcher::matches)
                .map(loader -> loader.group(1))
                .filter(suspected)
                .findFirst()
                .orElse(entry.getKey().getName()));
      }
    }
    return Optional.empty();
  }

  private static boolean exits(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.Runtime") && frame.getMethodName().equals("exit");
  }
}
