package dev.holdfast.server.supervision;

import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.io.Reader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * Which plugins are left alone, kept on disk: a plugin that failed too often must not begin anew
 * with every start of the process. One small file a plugin; deleting it while the server is down
 * releases the plugin too.
 *
 * <p>A note holds for the jar that it was written for. Another jar is another plugin, so that
 * whoever mends it need not release it as well.
 */
final class Quarantines {
  private static final Logger LOG = System.getLogger("dev.holdfast.supervision");
  private static final int LONGEST_CAUSE = 1000;

  private final Path directory;

  /**
   * Keeps notes in a directory, which is made with the first one.
   *
   * @param directory of the server's own
   */
  Quarantines(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes a note, on disk before this returns; when that fails the plugin is in quarantine until
   * the process ends, and the log says so.
   */
  void put(String plugin, String revision, PluginState.Quarantined state) {
    Properties note = new Properties();
    note.setProperty("cause", shortened(state.cause()));
    note.setProperty("since", state.from().toString());
    note.setProperty("jar", revision);
    try {
      Files.createDirectories(directory);
      AtomicFile.write(note(plugin), note, "release it with: holdfast plugins release " + plugin);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING, () -> "the quarantine of " + plugin + " could not be written to disk", e);
    }
  }

  /** The note for this plugin and jar, if there is one; one for another jar is thrown away. */
  Optional<PluginState.Quarantined> find(String plugin, String revision) {
    Properties note = new Properties();
    try (Reader reader = Files.newBufferedReader(note(plugin))) {
      note.load(reader);
      if (!note.getProperty("jar", "").equals(revision)) {
        LOG.log(
            Level.INFO,
            () -> "plugin " + plugin + " was in quarantine; its jar has changed, so it starts");
        remove(plugin);
        return Optional.empty();
      }
      String cause = note.getProperty("cause", "unknown");
      return Optional.of(
          new PluginState.Quarantined(cause, Instant.parse(note.getProperty("since", ""))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      LOG.log(
          Level.WARNING,
          () -> "the note " + note(plugin) + " cannot be read; the plugin starts",
          e);
      return Optional.empty();
    }
  }

  /** Whether there is a note, for whatever jar. */
  boolean isKept(String plugin) {
    return Files.exists(note(plugin));
  }

  void remove(String plugin) {
    try {
      Files.deleteIfExists(note(plugin));
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "the note " + note(plugin) + " could not be removed", e);
    }
  }

  private Path note(String plugin) {
    return directory.resolve(plugin + ".properties");
  }

  private static String shortened(String cause) {
    return cause.length() <= LONGEST_CAUSE ? cause : cause.substring(0, LONGEST_CAUSE);
  }
}
