package dev.holdfast.console.instance;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What the server on a data directory has said about itself.
 *
 * @param url where it listens; empty while it starts
 * @param started when it had started
 * @param underSystemd whether systemd has started it, and would start it again
 */
public record ServerNote(
    ProcessIdentity process,
    Optional<String> url,
    String version,
    Optional<Instant> started,
    boolean underSystemd) {

  /** The note of a server that lives. */
  public static Optional<ServerNote> ofLiving(Path file) {
    return Notes.read(file)
        .flatMap(ServerNote::of)
        .filter(note -> note.process().living().isPresent());
  }

  private static Optional<ServerNote> of(Properties note) {
    return Notes.writer(note)
        .map(process ->
            new ServerNote(
                process,
                Optional.ofNullable(note.getProperty("url")),
                note.getProperty("version", ""),
                instant(note.getProperty("started", "")),
                note.containsKey("systemd")));
  }

  public static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
