package dev.holdfast.journal.log;

import java.nio.file.Path;

/**
 * The sizes of a log.
 *
 * @param folder for its segments
 * @param segmentSize bytes after which a new segment is begun
 * @param bufferSize bytes of one write or read
 */
public record LogSettings(Path folder, long segmentSize, int bufferSize) {}
