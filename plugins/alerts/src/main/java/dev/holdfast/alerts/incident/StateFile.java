package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.support.AtomicFile;
import dev.holdfast.spi.support.JsonWriter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Keeps incidents and silences on disk, so that they outlive the process. */
public final class StateFile {
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");

  private final Path file;
  private final Duration longestRepeat;
  private byte[] written = {};

  /**
   * Opens none yet.
   *
   * @param longestRepeat the longest time after which a message is repeated
   */
  public StateFile(Path directory, Duration longestRepeat) {
    this.file = directory.resolve("state.json");
    this.longestRepeat = longestRepeat;
  }

  /** Writes it, durably, if anything in it has changed. */
  public void save(List<Incident> incidents, List<Silence> silences) throws IOException {
    byte[] now =
        JsonWriter.object(out -> {
          out.writeObjectArrayProperty(
              "incidents",
              incidents.stream()
                  .filter(incident -> incident.state() != Incident.State.PENDING)
                  .toList(),
              Incident::write);
          out.writeObjectArrayProperty("silences", silences, Silence::write);
        });
    if (!Arrays.equals(now, written)) {
      AtomicFile.write(file, now);
      written = now;
    }
  }

  /** Puts back what was written; what cannot be read is put aside and begun afresh. */
  public void load(Incidents incidents, Silences silences, Moment now) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try {
      JsonObject json = JsonObject.read(Files.readAllBytes(file));
      for (JsonObject each : json.objects("incidents")) {
        incidents.restore(Incident.read(each, longestRepeat, now));
      }
      for (JsonObject each : json.objects("silences")) {
        silences.restore(Silence.read(each), now);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, AlertsProblems.STATE_UNREADABLE.because(e.toString()).sentence());
      Path aside = file.resolveSibling("state.damaged.json");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
