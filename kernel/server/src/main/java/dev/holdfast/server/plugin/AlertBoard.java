package dev.holdfast.server.plugin;

import dev.holdfast.server.health.Changes;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.StandingAlert;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;

/**
 * The alerts that stand now. It keeps them whether or not anybody turns them into messages, and
 * writes each once into the log when it is raised and when it is resolved.
 */
public final class AlertBoard {
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");

  /** More keys than this are a mistake of whoever raises them; the rest is only logged. */
  private static final int MOST = 1000;

  private static final String CLEAR = "clear";

  private final TreeMap<String, StandingAlert> standing = new TreeMap<>();
  private final InstantSource clock;
  private final Changes changes;

  public AlertBoard(InstantSource clock, Changes changes) {
    this.clock = clock;
    this.changes = changes;
  }

  /** Puts an alert on the board, replacing the one of the same key. */
  public void raise(String plugin, Alert alert) {
    var _ = raise(plugin, alert, MOST);
  }

  /**
   * The same for a plugin that may have so many of them standing.
   *
   * @return false when it has
   */
  synchronized boolean raise(String plugin, Alert alert, int most) {
    String key = plugin + "/" + alert.key();
    StandingAlert before = standing.get(key);
    if (before == null) {
      if (standing.size() >= most
          && standing.values().stream().filter(each -> each.plugin().equals(plugin)).count()
              >= most) {
        return false;
      }
      String sentence = alert.problem().sentence();
      LOG.log(Level.WARNING, () -> "alert " + key + ": " + sentence);
      changes.add(Change.Kind.ALERT, key, CLEAR, "raised", sentence);
      if (standing.size() >= MOST) {
        return true;
      }
    }
    Instant since = before == null ? clock.instant() : before.since();
    standing.put(key, new StandingAlert(plugin, alert, since));
    return true;
  }

  /** Takes an alert off the board, if it is there. */
  public synchronized void resolve(String plugin, String key) {
    StandingAlert before = standing.remove(plugin + "/" + key);
    if (before != null) {
      changes.add(Change.Kind.ALERT, plugin + "/" + key, "raised", CLEAR, "");
      LOG.log(
          Level.INFO,
          () -> "alert " + plugin + "/" + key + " is resolved, it stood since " + before.since());
    }
  }

  synchronized void resolveAll(String plugin) {
    List<StandingAlert> all = standing();
    all.stream()
        .filter(each -> each.plugin().equals(plugin))
        .forEach(each -> resolve(plugin, each.alert().key()));
  }

  /** What stands now, by key. */
  public synchronized List<StandingAlert> standing() {
    return List.copyOf(standing.values());
  }
}
