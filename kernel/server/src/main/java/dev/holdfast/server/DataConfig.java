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
 */
record DataConfig(Path dir, @Range(min = "1 s", max = "10 m") Duration shutdownLimit) {}
