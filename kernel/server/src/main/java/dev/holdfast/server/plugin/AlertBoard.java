package dev.holdfast.server.plugin;

import dev.holdfast.spi.Alert;
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

  /**
   * An alert that stands.
   *
   * @param plugin who raised it
   * @param since when it was raised first
   */
  public record Standing(String plugin, Alert alert, Instant since) {}

  private final TreeMap<String, Standing> standing = new TreeMap<>();
  private final InstantSource clock;

  public AlertBoard(InstantSource clock) {
    this.clock = clock;
  }

  /** Puts an alert on the board, replacing the one of the same key. */
  public synchronized void raise(String plugin, Alert alert) {
    String key = plugin + "/" + alert.key();
    Standing before = standing.get(key);
    if (before == null) {
      LOG.log(Level.WARNING, () -> "alert " + key + ": " + alert.problem().sentence());
      if (standing.size() >= MOST) {
        return;
      }
    }
    Instant since = before == null ? clock.instant() : before.since();
    standing.put(key, new Standing(plugin, alert, since));
  }

  /** Takes an alert off the board, if it is there. */
  public synchronized void resolve(String plugin, String key) {
    Standing before = standing.remove(plugin + "/" + key);
    if (before != null) {
      LOG.log(
          Level.INFO,
          () -> "alert " + plugin + "/" + key + " is resolved, it stood since " + before.since());
    }
  }

  synchronized void resolveAll(String plugin) {
    standing.values().removeIf(each -> each.plugin().equals(plugin));
  }

  /** What stands now, by key. */
  public synchronized List<Standing> standing() {
    return List.copyOf(standing.values());
  }
}
