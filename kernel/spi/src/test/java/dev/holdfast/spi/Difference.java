package dev.holdfast.spi;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What has changed between two lists of {@link Signatures}.
 *
 * @param breaking plugins that were built before fail, or do not compile any more
 * @param additions plugins that were built before do not notice
 */
record Difference(List<String> breaking, List<String> additions) {
  /** The kernel alone implements these. All others plugins may implement, to offer a service. */
  private static final Set<String> OF_THE_KERNEL =
      Set.of(
          "dev.holdfast.spi.PluginContext",
          "dev.holdfast.spi.Examination",
          "dev.holdfast.spi.WebSocketSession");

  static Difference between(List<String> before, List<String> after) {
    Set<String> known = new HashSet<>();
    before.forEach(line -> known.add(typeOf(line)));
    List<String> breaking =
        before.stream().filter(line -> !after.contains(line)).map(line -> "gone: " + line).toList();
    List<String> added = after.stream().filter(line -> !before.contains(line)).toList();
    List<String> demanding =
        added.stream().filter(line -> known.contains(typeOf(line)) && demandsMore(line)).toList();
    return new Difference(
        Stream.concat(
                breaking.stream(),
                demanding.stream().map(line -> "every implementation lacks it: " + line))
            .toList(),
        added.stream()
            .filter(line -> !demanding.contains(line))
            .map(line -> "new: " + line)
            .toList());
  }

  boolean isEmpty() {
    return breaking.isEmpty() && additions.isEmpty();
  }

  private static boolean demandsMore(String line) {
    return line.contains(": public abstract ") && !OF_THE_KERNEL.contains(typeOf(line));
  }

  private static String typeOf(String line) {
    return line.split("[: ]", 2)[0];
  }
}
