package dev.holdfast.spi.server;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;

/**
 * Orders to the server from inside, for a watchdog or for plugins that operate the server. The
 * kernel offers it: {@code context.require(ServerControl.class)} never waits.
 *
 * <p>All methods may be called from any thread, return at once, and do nothing when the order is
 * already carried out. Each order is logged with its reason.
 */
public interface ServerControl {

  /**
   * Stops a plugin and keeps it stopped until {@link #resume} or the end of the process; whoever
   * requires its services waits. It does not count as a failure. Required plugins cannot be paused.
   *
   * @param reason shown on /health and in the log
   * @throws ProblemException there is no such plugin, it is required, or it is in quarantine
   */
  void pause(String plugin, String reason);

  /** Starts a plugin that was paused. */
  void resume(String plugin);

  /**
   * Answers new WebSocket clients, and HTTP requests of roles other than admin, with 503 and
   * Retry-After; /health, /metrics and clients that are here go on.
   *
   * @param problem what they are told
   */
  void refuseClients(Problem problem);

  /** Lets clients in again. */
  void admitClients();

  /**
   * Ends the process in order with exit code 3, for the process around it to start it again.
   *
   * @param problem why, for the log and for whoever reads of it later
   */
  void planRestart(Problem problem);
}
