package dev.holdfast.server.examination;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Where the examination runs.
 *
 * @param data the data directory; it need not exist
 * @param serverRuns whether a server uses it now
 */
public record CheckedHost(Path data, boolean serverRuns, InstantSource clock) {}
