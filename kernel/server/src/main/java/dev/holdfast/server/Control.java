package dev.holdfast.server;

import dev.holdfast.server.plugin.PerPlugin;
import dev.holdfast.server.supervision.Supervisor;
import dev.holdfast.server.web.WebPort;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.ServerControl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lets plugins ask for what only the server as a whole can do. What a plugin has ordered is taken
 * back when it ends: nobody else would know that it should.
 */
final class Control implements ServerControl, PerPlugin<ServerControl> {
  private static final Logger LOG = System.getLogger("dev.holdfast.server");

  private static final int LONGEST_REASON = 1_000;

  private final Supervisor supervisor;
  private final WebPort web;
  private final Consumer<String> restart;

  /** Who keeps a plugin paused. */
  private final Map<String, Set<Object>> pausedBy = new HashMap<>();

  /** Who keeps clients out. */
  private final Set<Object> refusing = new HashSet<>();

  /**
   * Creates it.
   *
   * @param restart asks the process around the server for a new one, with the reason
   */
  Control(Supervisor supervisor, WebPort web, Consumer<String> restart) {
    this.supervisor = supervisor;
    this.web = web;
    this.restart = restart;
  }

  @Override
  public ServerControl of(String plugin) {
    return new Orders(plugin);
  }

  /** What one start of a plugin has ordered. */
  private final class Orders implements ServerControl, AutoCloseable {
    private final String orderer;
    private volatile boolean over;

    Orders(String orderer) {
      this.orderer = orderer;
    }

    @Override
    public void pause(String plugin, String reason) {
      checkOpen();
      Control.this.pause(plugin, PlainText.clean(reason, LONGEST_REASON), this);
    }

    @Override
    public void resume(String plugin) {
      Control.this.resume(plugin);
    }

    @Override
    public void refuseClients(Problem problem) {
      checkOpen();
      Control.this.refuseClients(problem, this);
    }

    @Override
    public void admitClients() {
      Control.this.admitClients(this);
    }

    @Override
    public void planRestart(Problem problem) {
      Control.this.planRestart(problem);
    }

    @Override
    public void close() {
      over = true;
      takeBack(orderer, this);
    }

    /** A thread that was left behind orders nothing any more. */
    private void checkOpen() {
      if (over) {
        throw new IllegalStateException("plugin " + orderer + " has stopped");
      }
    }
  }

  @Override
  public void pause(String plugin, String reason) {
    pause(plugin, reason, this);
  }

  private void pause(String plugin, String reason, Object owner) {
    supervisor.pause(plugin, reason);
    synchronized (pausedBy) {
      pausedBy.computeIfAbsent(plugin, any -> new HashSet<>()).add(owner);
    }
  }

  @Override
  public void resume(String plugin) {
    synchronized (pausedBy) {
      pausedBy.remove(plugin);
    }
    supervisor.resume(plugin);
  }

  @Override
  public void refuseClients(Problem problem) {
    refuseClients(problem, this);
  }

  private void refuseClients(Problem problem, Object owner) {
    boolean first;
    synchronized (refusing) {
      first = refusing.isEmpty();
      refusing.add(owner);
      web.refuseClients(problem);
    }
    if (first) {
      LOG.log(Level.WARNING, () -> "new clients are refused: " + problem.sentence());
    }
  }

  @Override
  public void admitClients() {
    admitClients(this);
  }

  private void admitClients(Object owner) {
    boolean last;
    synchronized (refusing) {
      last = refusing.remove(owner) && refusing.isEmpty();
      if (refusing.isEmpty()) {
        web.admitClients();
      }
    }
    if (last) {
      LOG.log(Level.INFO, "new clients are accepted again");
    }
  }

  @Override
  public void planRestart(Problem problem) {
    LOG.log(Level.ERROR, () -> "a restart is planned: " + problem.sentence());
    restart.accept(problem.sentence());
  }

  private void takeBack(String orderer, Object owner) {
    admitClients(owner);
    List<String> free = new ArrayList<>();
    synchronized (pausedBy) {
      pausedBy.forEach((plugin, owners) -> {
        if (owners.remove(owner) && owners.isEmpty()) {
          free.add(plugin);
        }
      });
      free.forEach(pausedBy::remove);
    }
    // Who has paused itself meant that, and is ending now.
    free.remove(orderer);
    for (String plugin : free) {
      LOG.log(
          Level.INFO,
          () -> "plugin " + plugin + " is resumed because " + orderer + ", which paused it, ends");
      try {
        supervisor.resume(plugin);
      } catch (ProblemException e) {
        LOG.log(Level.DEBUG, () -> plugin + " is not there any more", e);
      }
    }
  }
}
