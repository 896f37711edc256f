package dev.holdfast.console.instance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * What the supervisor says about its server.
 *
 * @param process the supervisor
 * @param attempt how many ends in a row it is busy with
 * @param reason why the server does not run; empty while it does
 * @param nextStart when it will be started again
 */
public record SupervisorNote(
    ProcessIdentity process, State state, int attempt, String reason, Optional<Instant> nextStart) {

  public enum State {
    STARTING,
    RUNNING,
    RESTARTING,
    STOPPING,
    STOPPED
  }

  public static Optional<SupervisorNote> read(Path file) {
    return Notes.read(file).flatMap(SupervisorNote::of);
  }

  private static Optional<SupervisorNote> of(Properties note) {
    try {
      State state = State.valueOf(note.getProperty("state", "").toUpperCase(Locale.ROOT));
      int attempt = Integer.parseInt(note.getProperty("attempt", "0"));
      return Notes.writer(note)
          .map(writer ->
              new SupervisorNote(
                  writer,
                  state,
                  attempt,
                  note.getProperty("reason", ""),
                  ServerNote.instant(note.getProperty("next-start", ""))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public void write(Path file) throws IOException {
    Properties note = new Properties();
    note.setProperty("pid", Long.toString(process.pid()));
    note.setProperty("born", process.born());
    note.setProperty("state", state.name().toLowerCase(Locale.ROOT));
    note.setProperty("attempt", Integer.toString(attempt));
    note.setProperty("reason", reason);
    nextStart.ifPresent(instant -> note.setProperty("next-start", instant.toString()));
    Notes.write(file, note, "the supervisor of the server on this data directory");
  }

  public boolean isAlive() {
    return process.living().isPresent();
  }
}
