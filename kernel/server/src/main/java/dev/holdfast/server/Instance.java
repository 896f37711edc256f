package dev.holdfast.server;

import dev.holdfast.config.ConfigProblems;
import dev.holdfast.config.ConfigurationSources;
import dev.holdfast.server.plugin.loading.PluginDiscovery;
import dev.holdfast.server.process.HeapDumps;
import dev.holdfast.server.process.LastEnd;
import dev.holdfast.server.process.OwnProcess;
import dev.holdfast.server.process.RunLog;
import dev.holdfast.server.process.SafeMode;
import dev.holdfast.server.process.SafeModeConfig;
import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * The instance that this process has taken for itself: the data directory, its book of starts and
 * ends, and whether this start is one in safe mode. Taken before any plugin is looked at, so that a
 * plugin that brings the process down while it is loaded is counted too.
 */
record Instance(DataDirectory data, RunLog book, SafeMode safeMode) implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.server");
  private static final String OBITUARIES = "obituaries";

  /**
   * Takes the instance and writes down the start.
   *
   * @throws ConfigProblems it is not clear which one
   * @throws ProblemException it cannot be written, or another server has it
   */
  static Instance take(Path home, PluginLoading loading, InstantSource clock)
      throws ConfigProblems {
    ConfigurationSources sources = loading.sources();
    Path directory = ServerSettings.dataDirectory(loading.base(), sources);
    SafeModeConfig config = ServerSettings.safeMode(sources);
    int heapDumps = ServerSettings.data(sources).heapDumps();
    List<Path> plugins = ServerSettings.pluginDirectories(home, loading.base(), sources);
    DataDirectory data = DataDirectory.take(directory);
    try {
      data.announce(OwnProcess.pid(), OwnProcess.born());
      Path logs = ServerSettings.logDirectory(loading.base());
      OwnerOnly.closeToOthers(Files.createDirectories(logs));
      HeapDumps.putAside(logs, heapDumps);
      RunLog book = RunLog.read(data.run().resolve("starts"), clock, OwnProcess.pid());
      tellLastEnd(book, data.run());
      SafeMode mode =
          SafeMode.decide(
              book,
              config.with(PluginDiscovery.startingInSafeMode(plugins)),
              data.run().resolve("safe-mode"),
              PluginDiscovery.folders(plugins),
              clock);
      book.started();
      if (mode.isOn()) {
        book.safe();
      }
      return new Instance(data, book, mode);
    } catch (IOException e) {
      ProblemException failure =
          new ProblemException(ServerProblems.NOT_WRITABLE.because(e.toString()), e);
      try {
        data.close();
      } catch (IOException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  private static void tellLastEnd(RunLog book, Path run) {
    if (book.lastWasDisorderly()) {
      LOG.log(
          Level.WARNING,
          () ->
              "The last run ended without an orderly stop; nothing acknowledged is lost. "
                  + LastEnd.in(run.resolve(OBITUARIES))
                      .map(sentence -> "The last end was: " + sentence)
                      .orElse("No reason was recorded."));
    }
  }

  /** Gives it back, and writes down the end unless that was done. */
  void ended(int code) {
    book.ended(code);
    try {
      data.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the data directory could not be released", e);
    }
  }

  @Override
  public void close() {
    ended(ServerExitCode.OK.code());
  }

  /** Where the process around the server writes down ends that nobody wanted. */
  Path obituaries() {
    return data.run().resolve(OBITUARIES);
  }
}
