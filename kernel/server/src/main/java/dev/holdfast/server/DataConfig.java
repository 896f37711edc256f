package dev.holdfast.server;

import dev.holdfast.spi.Range;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code holdfast.data} and how long an orderly end may take.
 *
 * @param dir everything that the server keeps; relative to the base directory
 * @param shutdownLimit after it the process ends, whatever is left to do; nothing acknowledged is
 *     lost
 * @param heapDumps so many dumps of a heap stay in the logs at a start, the newest ones
 */
record DataConfig(
    Path dir,
    @Range(min = "1 s", max = "10 m") Duration shutdownLimit,
    @Range(min = "0", max = "100") int heapDumps) {}
