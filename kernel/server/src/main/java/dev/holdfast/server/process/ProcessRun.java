package dev.holdfast.server.process;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One process from its start to its end, as far as it was written down. Filled while the book is
 * read, and by the process itself.
 */
final class ProcessRun {
  final Instant started;
  final long pid;

  /** The exit code of an orderly end; empty while it runs, and for good when nothing was said. */
  OptionalInt ended = OptionalInt.empty();

  /** Who called for the end although nobody had asked for one; empty when nobody did. */
  Optional<String> exitedBy = Optional.empty();

  /** Folder of each plugin that does not belong to the distribution, to its name. */
  final Map<String, String> strangers = new LinkedHashMap<>();

  /** Whether it began in safe mode. */
  boolean safe;

  /** Names of those that were being started, or had failed, when it was last heard of them. */
  final Set<String> troubled = new LinkedHashSet<>();

  ProcessRun(Instant started, long pid) {
    this.started = started;
    this.pid = pid;
  }

  boolean isOrderly() {
    return ended.isPresent();
  }

  /** Takes in what one line says about this life. */
  void hear(String word, List<String> rest) {
    String first = rest.isEmpty() ? "" : rest.getFirst();
    switch (word) {
      case RunLog.ENDED -> ended = OptionalInt.of(Integer.parseInt(first));
      case RunLog.EXITED -> exitedBy = Optional.of(first);
      case RunLog.SAFE -> safe = true;
      case RunLog.HOLDS -> strangers.put(rest.size() > 1 ? rest.get(1) : first, first);
      case RunLog.TROUBLE -> troubled.add(first);
      case RunLog.WELL -> troubled.remove(first);
      default -> {}
    }
  }
}
