package dev.holdfast.server.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * {@code holdfast.plugins}.
 *
 * @param directory holds one folder or jar a plugin; relative to the base directory
 * @param required names of plugins without which the server is down, not only degraded
 */
public record PluginsConfig(Path directory, List<String> required) {}
