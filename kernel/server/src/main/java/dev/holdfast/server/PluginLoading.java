package dev.holdfast.server;

import dev.holdfast.config.ConfigProblems;
import dev.holdfast.config.ConfigurationSources;
import dev.holdfast.server.plugin.loading.JarLimits;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginReader;
import dev.holdfast.server.plugin.loading.PrivateCopies;
import dev.holdfast.server.process.SafeMode;
import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;

/**
 * How a running server reads plugins, at its start and later: from private copies, with the
 * configuration as it is at that moment.
 */
record PluginLoading(
    Path base,
    Map<String, String> overrides,
    Map<String, String> environment,
    PrivateCopies copies,
    SafeMode safeMode) {
  private static final Logger LOG = System.getLogger("dev.holdfast.server");

  /**
   * Makes the folder for the copies.
   *
   * @throws ConfigProblems it is not said where the data is
   * @throws ProblemException the folder cannot be written
   */
  static PluginLoading prepare(
      Path base, Map<String, String> overrides, Map<String, String> environment)
      throws ConfigProblems {
    ConfigurationSources sources = ServerSettings.sources(base, overrides, environment);
    Path data = ServerSettings.dataDirectory(base, sources);
    try {
      Path run = data.resolve("run");
      DataDirectory.refuseLink(run);
      DataDirectory.refuseLink(run.resolve("plugins"));
      PrivateCopies copies = PrivateCopies.below(run.resolve("plugins"));
      return new PluginLoading(base, overrides, environment, copies, SafeMode.off());
    } catch (IOException e) {
      throw new ProblemException(ServerProblems.NOT_WRITABLE.because(e.toString()), e);
    }
  }

  /** The same for a server in this mode. */
  PluginLoading in(SafeMode mode) {
    return new PluginLoading(base, overrides, environment, copies, mode);
  }

  /** What stays behind is removed by the next server. */
  void removeCopies() {
    try {
      copies.removeOwn();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the copies of plugins could not be removed", e);
    }
  }

  ConfigurationSources sources() throws ConfigProblems {
    return ServerSettings.sources(base, overrides, environment);
  }

  PluginReader reader() throws ConfigProblems {
    return reader(ServerSettings.jarLimits(sources()));
  }

  PluginReader reader(JarLimits limits) {
    return ServerSettings.reader(copies, safeMode, limits);
  }

  Record bind(PluginDescriptor plugin) throws ConfigProblems {
    return ServerSettings.bind(sources(), plugin);
  }
}
