package dev.holdfast.server;

import dev.holdfast.server.supervision.Supervisor;
import dev.holdfast.server.web.WebPort;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ServerControl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets plugins ask for what only the server as a whole can do. */
final class Control implements ServerControl {
  private static final Logger LOG = System.getLogger("dev.holdfast.server");

  private final Supervisor supervisor;
  private final WebPort web;
  private final Surroundings surroundings;
  private final AtomicBoolean refusing = new AtomicBoolean();

  Control(Supervisor supervisor, WebPort web, Surroundings surroundings) {
    this.supervisor = supervisor;
    this.web = web;
    this.surroundings = surroundings;
  }

  @Override
  public void pause(String plugin, String reason) {
    supervisor.pause(plugin, reason);
  }

  @Override
  public void resume(String plugin) {
    supervisor.resume(plugin);
  }

  @Override
  public void refuseClients(Problem problem) {
    web.refuseClients(problem);
    if (refusing.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, () -> "new clients are refused: " + problem.sentence());
    }
  }

  @Override
  public void admitClients() {
    web.admitClients();
    if (refusing.compareAndSet(true, false)) {
      LOG.log(Level.INFO, "new clients are let in again");
    }
  }

  @Override
  public void planRestart(Problem problem) {
    LOG.log(Level.ERROR, () -> "a restart is planned: " + problem.sentence());
    surroundings.restart(problem.sentence());
  }
}
