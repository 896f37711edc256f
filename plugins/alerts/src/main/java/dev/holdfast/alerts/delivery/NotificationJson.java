package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Evidence;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.support.JsonWriter;
import java.io.IOException;
import java.util.Optional;

/** Reads and writes a notification in the format of the outbox. */
final class NotificationJson {
  private NotificationJson() {}

  /** The members, into an object that is open. */
  static void write(JsonWriter out, Notification notification) {
    out.writeStringProperty("id", notification.id());
    out.writeStringProperty("incident", notification.incident());
    out.writeStringProperty("fingerprint", notification.fingerprint());
    out.writeStringProperty("status", notification.status().name());
    out.writeStringProperty("severity", notification.severity().name());
    out.writeStringProperty("subject", notification.subject());
    out.writeStringProperty("title", notification.title());
    out.writeStringProperty("since", notification.since().toString());
    out.writeStringProperty("at", notification.at().toString());
    out.writeStringProperty("server", notification.server());
    Evidence evidence = notification.evidence();
    out.writeStringArrayProperty("causes", evidence.causes());
    out.writeStringArrayProperty("figures", evidence.figures());
    out.writeStringArrayProperty("actions", evidence.actions());
    out.writeStringProperty("command", evidence.command());
    out.writeStringProperty("code", evidence.code());
    out.writeStringProperty("lastError", evidence.lastError());
    out.writeStringProperty("sparkline", evidence.sparkline());
    out.writeStringProperty("runbook", evidence.runbook());
    evidence.link().ifPresent(link -> out.writeStringProperty("link", link));
    out.writeStringArrayProperty("muted", evidence.muted());
  }

  static Notification read(JsonObject json) throws IOException {
    Evidence evidence =
        new Evidence(
            json.texts("causes"),
            json.texts("figures"),
            json.texts("actions"),
            json.text("command"),
            json.text("code"),
            json.text("lastError"),
            json.text("sparkline"),
            json.text("runbook"),
            json.has("link") ? Optional.of(json.text("link")) : Optional.empty(),
            json.texts("muted"));
    return new Notification(
        json.text("id"),
        json.text("incident"),
        json.text("fingerprint"),
        json.one("status", Status.class),
        json.one("severity", Severity.class),
        json.text("subject"),
        json.text("title"),
        json.time("since"),
        json.time("at"),
        json.text("server"),
        evidence);
  }
}
