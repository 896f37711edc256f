package dev.holdfast.server.plugin;

import dev.holdfast.server.plugin.loading.JarLimits;
import dev.holdfast.spi.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code holdfast.plugins}.
 *
 * @param directory holds one folder or jar a plugin; relative to the base directory
 * @param required names of plugins without which the server is down, not only degraded
 * @param watchInterval between two looks at the directory; zero looks never
 * @param swapLimit within it a new version must run and be well, or the old one is put back
 * @param unloadLimit after it the classes of an old version should be gone, or somebody holds them
 * @param jar what the jar of a plugin may hold
 * @param limits what one plugin may take from the server
 * @param owners the plugins that may offer a service of the contract, by the name of its type
 */
public record PluginsConfig(
    Path directory,
    List<String> required,
    @Range(min = "0 ms", max = "1 h") Duration watchInterval,
    @Range(min = "100 ms", max = "10 m") Duration swapLimit,
    @Range(min = "1 s", max = "1 d") Duration unloadLimit,
    JarLimits jar,
    PluginLimits limits,
    Map<String, List<String>> owners) {}
