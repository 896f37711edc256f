package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.DurableFile;
import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Notification.Status;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonGenerator;

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
        JsonObject.object(out -> {
          out.writeArrayPropertyStart("incidents");
          incidents.stream()
              .filter(incident -> incident.state != Incident.State.PENDING)
              .forEach(incident -> write(out, incident));
          out.writeEndArray();
          out.writeArrayPropertyStart("silences");
          silences.forEach(silence -> write(out, silence));
          out.writeEndArray();
        });
    if (!Arrays.equals(now, written)) {
      DurableFile.write(file, now);
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
        incidents.restore(incident(each, now));
      }
      for (JsonObject each : json.objects("silences")) {
        silences.restore(silence(each), now);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, AlertsProblems.STATE_UNREADABLE.because(e.toString()).sentence());
      Path aside = file.resolveSibling("state.damaged.json");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void write(JsonGenerator out, Incident incident) {
    Condition condition = incident.condition;
    out.writeStartObject();
    out.writeStringProperty("key", condition.key());
    out.writeStringProperty("plugin", condition.plugin());
    out.writeStringProperty("severity", condition.severity().name());
    out.writeStringProperty("title", condition.title());
    out.writeStringProperty("code", condition.error().code());
    out.writeStringProperty("hint", condition.error().hint());
    out.writeNumberProperty("holdSeconds", condition.hold().toSeconds());
    out.writeStringProperty("story", condition.relatedRule());
    out.writeStringProperty("runbook", condition.runbook());
    out.writeStringProperty("since", incident.since.toString());
    out.writeStringProperty("state", incident.state.name());
    out.writeStringProperty("worst", incident.worst.name());
    out.writeNumberProperty("told", incident.told);
    out.writeBooleanProperty("toldFiring", incident.toldFiring);
    out.writeStringProperty("toldSeverity", incident.toldSeverity.name());
    out.writeStringProperty("toldTitle", incident.toldTitle);
    JsonObject.texts(out, "toldOn", List.copyOf(incident.toldOn));
    Moment toldAt = incident.toldAt;
    if (toldAt != null) {
      out.writeStringProperty("toldAt", toldAt.time().toString());
    }
    Status owed = incident.owed;
    if (owed != null) {
      out.writeStringProperty("owed", owed.name());
      // Only while it is to be told: the words change with every attempt of somebody else.
      out.writeStringProperty("reason", condition.error().reason());
      JsonObject.texts(out, "followers", incident.followers);
    }
    out.writeStringProperty("acknowledgedBy", incident.acknowledgedBy);
    out.writeEndObject();
  }

  private Incident incident(JsonObject json, Moment now) throws IOException {
    Condition condition =
        new Condition(
            json.text("key"),
            json.text("plugin"),
            json.one("severity", Severity.class),
            json.text("title"),
            new Condition.LastError(json.text("code"), json.text("reason"), json.text("hint")),
            json.time("since"),
            Duration.ofSeconds(json.number("holdSeconds")),
            json.text("story"),
            json.text("runbook"));
    Incident incident = new Incident(condition, now);
    incident.state = json.one("state", Incident.State.class);
    incident.worst = json.one("worst", Severity.class);
    incident.told = (int) json.number("told");
    incident.toldFiring = json.isTrue("toldFiring");
    incident.toldSeverity = json.one("toldSeverity", Severity.class);
    incident.toldTitle = json.text("toldTitle");
    incident.toldOn.addAll(json.texts("toldOn"));
    incident.toldAt = json.has("toldAt") ? now.recall(json.time("toldAt"), longestRepeat) : null;
    incident.owed = json.has("owed") ? json.one("owed", Status.class) : null;
    incident.followers = json.texts("followers");
    incident.acknowledgedBy = json.text("acknowledgedBy");
    return incident;
  }

  private static void write(JsonGenerator out, Silence silence) {
    out.writeStartObject();
    out.writeStringProperty("id", silence.id());
    out.writeStringProperty("matcher", silence.matcher());
    out.writeStringProperty("author", silence.author());
    out.writeStringProperty("reason", silence.reason());
    out.writeStringProperty("from", silence.from().toString());
    out.writeStringProperty("until", silence.until().toString());
    out.writeEndObject();
  }

  private static Silence silence(JsonObject json) throws IOException {
    return new Silence(
        json.text("id"),
        json.text("matcher"),
        json.text("author"),
        json.text("reason"),
        json.time("from"),
        json.time("until"));
  }
}
