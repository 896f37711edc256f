package dev.holdfast.memorywatchdog.response;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.PluginStatus;
import dev.holdfast.spi.server.ServerControl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The actions that one run of the watchdog takes on the server, and takes back at its end.
 *
 * <p>A watchdog whose capture hangs on a slow disk cannot end in order, and is left behind while
 * the next one watches already. So the end takes everything back without waiting for whoever hangs,
 * and from then on this life asks for nothing any more; what could not be taken back is found by
 * the next one.
 */
final class ServerActions implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");

  /** In front of the reason of a pause, by which the next life knows it. */
  private static final String MARK = "the memory watchdog: ";

  private final ServerControl server;
  private final Set<String> paused = new LinkedHashSet<>();
  private boolean refusing;
  private boolean over;

  ServerActions(ServerControl server) {
    this.server = server;
  }

  /** Gives back what a life before this one has left. */
  synchronized void takeOver(List<PluginStatus> plugins) {
    server.admitClients();
    plugins.stream()
        .filter(plugin -> plugin.state().equals("Paused") && plugin.cause().startsWith(MARK))
        .map(PluginStatus::name)
        .forEach(this::resume);
  }

  /**
   * Pauses a plugin.
   *
   * @throws dev.holdfast.spi.ProblemException the server does not do it
   */
  synchronized void pause(String plugin, String reason) {
    if (!over) {
      server.pause(plugin, MARK + reason);
      paused.add(plugin);
    }
  }

  /** It may have been removed meanwhile; the others are to go on. */
  synchronized void resume(String plugin) {
    if (over) {
      return;
    }
    paused.remove(plugin);
    try {
      server.resume(plugin);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, () -> plugin + " is not started again: " + e.getMessage());
    }
  }

  synchronized void refuseClients(Problem problem) {
    if (!over) {
      refusing = true;
      server.refuseClients(problem);
    }
  }

  synchronized void admitClients() {
    if (!over) {
      refusing = false;
      server.admitClients();
    }
  }

  synchronized void planRestart(Problem problem) {
    if (!over) {
      server.planRestart(problem);
    }
  }

  /** Gives everything back: nobody watches any more. */
  @Override
  public synchronized void close() {
    if (over) {
      return;
    }
    List.copyOf(paused).forEach(this::resume);
    if (refusing) {
      server.admitClients();
    }
    over = true;
  }
}
