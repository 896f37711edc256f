package dev.holdfast.server.supervision;

import dev.holdfast.spi.Range;
import java.time.Duration;

/**
 * {@code holdfast.supervision}.
 *
 * @param backoffMin the pause after the first failure; it doubles with each further one
 * @param backoffMax the longest pause
 * @param stableAfter running for so long forgets earlier failures
 * @param maxRestarts more than so many within the window, and the plugin is left alone
 * @param restartWindow see maxRestarts
 * @param startLimit the longest that a start may take
 * @param stopLimit the longest that a stop may take; after it the plugin is left behind
 * @param maxLeftBehind more threads of a plugin than this that do not end, and it is left alone
 */
public record SupervisionConfig(
    @Range(min = "10 ms", max = "1 m") Duration backoffMin,
    @Range(min = "10 ms", max = "1 h") Duration backoffMax,
    @Range(min = "1 s", max = "1 d") Duration stableAfter,
    @Range(min = "1", max = "10000") int maxRestarts,
    @Range(min = "1 s", max = "1 d") Duration restartWindow,
    @Range(min = "1 s", max = "1 h") Duration startLimit,
    @Range(min = "100 ms", max = "10 m") Duration stopLimit,
    @Range(min = "0", max = "1000") int maxLeftBehind) {}
