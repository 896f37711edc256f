package dev.holdfast.webhook;

import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Evidence;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.support.JsonWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The body of Alertmanager's webhooks, version 4. A digest is a group, with each of its messages as
 * an alert of its own: receivers open and close what they know by fingerprint.
 */
final class AlertmanagerBody {
  /** What Go writes for a time that is not set, and receivers take for "still firing". */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  /** What has happened and is over ends by itself at the receiver. */
  private static final Duration NOTICE = Duration.ofMinutes(5);

  private AlertmanagerBody() {}

  static byte[] of(Notification notification, String receiver) {
    List<Notification> alerts = alerts(notification);
    boolean alone = notification.messages().isEmpty();
    return JsonWriter.object(out -> {
      out.writeStringProperty("version", "4");
      out.writeStringProperty("groupKey", "holdfast:" + notification.incident());
      out.writeNumberProperty("truncatedAlerts", 0);
      out.writeStringProperty("status", status(alerts));
      out.writeStringProperty("receiver", receiver);
      write(out, "groupLabels", alone ? Map.of("alertname", notification.subject()) : Map.of());
      write(out, "commonLabels", alone ? labels(notification) : server(notification));
      write(out, "commonAnnotations", annotations(notification));
      out.writeStringProperty("externalURL", url(notification));
      out.writeArrayPropertyStart("alerts");
      alerts.forEach(alert -> write(out, alert));
      out.writeEndArray();
    });
  }

  /** Those of a digest, of what comes twice what is the case now; else the one. */
  private static List<Notification> alerts(Notification notification) {
    if (notification.messages().isEmpty()) {
      return List.of(notification);
    }
    Map<String, Notification> newest = new LinkedHashMap<>();
    for (Notification each : notification.messages()) {
      newest.remove(each.fingerprint());
      newest.put(each.fingerprint(), each);
    }
    return List.copyOf(newest.values());
  }

  private static void write(JsonWriter out, Notification alert) {
    out.writeStartObject();
    out.writeStringProperty("status", status(List.of(alert)));
    write(out, "labels", labels(alert));
    write(out, "annotations", annotations(alert));
    out.writeStringProperty("startsAt", alert.since().toString());
    out.writeStringProperty("endsAt", end(alert));
    out.writeStringProperty("generatorURL", url(alert));
    out.writeStringProperty("fingerprint", alert.fingerprint());
    out.writeEndObject();
  }

  /** A group is resolved when all in it are. */
  private static String status(List<Notification> alerts) {
    return alerts.stream().allMatch(alert -> alert.status() == Status.RESOLVED)
        ? "resolved"
        : "firing";
  }

  private static String url(Notification notification) {
    return notification.evidence().link().orElse("");
  }

  private static String end(Notification notification) {
    Instant at = notification.at();
    return switch (notification.status()) {
      case FIRING -> NEVER;
      case RESOLVED -> at.toString();
      case NOTICE, DIGEST -> at.plus(NOTICE).toString();
    };
  }

  private static Map<String, String> labels(Notification notification) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("alertname", notification.subject());
    labels.putAll(server(notification));
    labels.put("severity", severity(notification.severity()));
    return labels;
  }

  /** Which all alerts of a server have in common. */
  private static Map<String, String> server(Notification notification) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("instance", notification.server());
    labels.put("job", "holdfast");
    return labels;
  }

  private static String severity(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> annotations(Notification notification) {
    Evidence evidence = notification.evidence();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("summary", notification.title());
    put(all, "description", evidence.causes());
    put(all, "figures", evidence.figures());
    put(all, "actions", evidence.actions());
    put(all, "command", List.of(evidence.command()));
    put(all, "code", List.of(evidence.code()));
    put(all, "last_error", List.of(evidence.lastError()));
    put(all, "sparkline", List.of(evidence.sparkline()));
    put(all, "runbook", List.of(evidence.runbook()));
    put(all, "muted", evidence.muted());
    all.put("incident", notification.incident());
    all.put("message_id", notification.id());
    return all;
  }

  private static void put(Map<String, String> all, String name, List<String> lines) {
    String text = String.join("\n", lines);
    if (!text.isBlank()) {
      all.put(name, text);
    }
  }

  private static void write(JsonWriter out, String name, Map<String, String> values) {
    out.writeObjectPropertyStart(name);
    values.forEach(out::writeStringProperty);
    out.writeEndObject();
  }
}
