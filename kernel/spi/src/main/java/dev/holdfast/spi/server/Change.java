package dev.holdfast.spi.server;

import java.time.Instant;

/**
 * A recent change of the server, which the kernel remembers for a while.
 *
 * @param number counts from 1 since the server started, without gaps
 * @param subject the name of the finding, of the plugin, or {@code plugin/key} of the alert
 * @param from what it was: a {@link Verdict}, a state, or for alerts "clear"; empty for what is new
 * @param to what it is now; for alerts "raised" or "clear"
 * @param why the reason, with figures; may be empty
 */
public record Change(
    long number, Instant at, Kind kind, String subject, String from, String to, String why) {
  /** Of what. */
  public enum Kind {
    /** The verdict of a {@link Finding}. */
    HEALTH,
    /** The state of a plugin. */
    PLUGIN,
    /** An alert on the board. */
    ALERT
  }
}
