package dev.holdfast.server.deployment;

import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.plugin.loading.PluginEntry;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Says in the log and on the health board what of the plugin directories is not in service. */
public final class Notices {
  private static final Logger LOG = System.getLogger("dev.holdfast.deployment");

  private final HealthBoard health;
  private final Map<Path, Notice> shown = new HashMap<>();

  private record Notice(String name, Map<String, Object> details) {}

  public Notices(HealthBoard health) {
    this.health = health;
  }

  /**
   * An entry, or a part of it, cannot be used.
   *
   * @param beside whether an older version of it is in service
   */
  synchronized void refused(PluginEntry entry, Problem problem, boolean beside) {
    forget(entry.origin());
    LOG.log(Level.ERROR, () -> "plugin " + entry.folder() + " is refused: " + problem.sentence());
    // The plain name belongs to the plugin that runs under it.
    boolean taken = beside || health.names().contains(entry.folder());
    String name = taken ? entry.folder() + "/replacement" : entry.folder();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", "Refused");
    details.put("code", problem.code());
    details.put(Health.REASON, problem.reason());
    details.put(Health.HINT, problem.remedy());
    health.report(name, taken ? Verdict.DEGRADED : Verdict.DOWN, details);
    shown.put(entry.origin(), new Notice(name, details));
  }

  /** The entries of which something is said now. */
  synchronized Set<Path> origins() {
    return Set.copyOf(shown.keySet());
  }

  /** Nothing is to be said of this entry any more. */
  synchronized void forget(Path origin) {
    Notice notice = shown.remove(origin);
    if (notice != null) {
      health.remove(notice.name(), notice.details());
    }
  }
}
