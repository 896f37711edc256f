package dev.holdfast.webhook;

import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Evidence;
import dev.holdfast.spi.Notification;
import dev.holdfast.spi.Notification.Status;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The body of Alertmanager's webhooks, version 4, with one alert in it. */
final class AlertmanagerBody {
  /** What Go writes for a time that is not set, and receivers take for "still firing". */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  /** What has happened and is over ends by itself at the receiver. */
  private static final Duration NOTICE = Duration.ofMinutes(5);

  private static final JsonFactory JSON = new JsonFactory();

  private AlertmanagerBody() {}

  static byte[] of(Notification notification, String receiver) {
    String status = notification.status() == Status.RESOLVED ? "resolved" : "firing";
    Map<String, String> labels = labels(notification);
    Map<String, String> annotations = annotations(notification);
    String url = notification.evidence().link().orElse("");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      out.writeStartObject();
      out.writeStringProperty("version", "4");
      out.writeStringProperty("groupKey", "holdfast:" + notification.incident());
      out.writeNumberProperty("truncatedAlerts", 0);
      out.writeStringProperty("status", status);
      out.writeStringProperty("receiver", receiver);
      write(out, "groupLabels", Map.of("alertname", notification.subject()));
      write(out, "commonLabels", labels);
      write(out, "commonAnnotations", annotations);
      out.writeStringProperty("externalURL", url);
      out.writeArrayPropertyStart("alerts");
      out.writeStartObject();
      out.writeStringProperty("status", status);
      write(out, "labels", labels);
      write(out, "annotations", annotations);
      out.writeStringProperty("startsAt", notification.since().toString());
      out.writeStringProperty("endsAt", end(notification));
      out.writeStringProperty("generatorURL", url);
      out.writeStringProperty("fingerprint", notification.fingerprint());
      out.writeEndObject();
      out.writeEndArray();
      out.writeEndObject();
    }
    return bytes.toByteArray();
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
    labels.put("instance", notification.server());
    labels.put("job", "holdfast");
    labels.put("severity", severity(notification.severity()));
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

  private static void write(JsonGenerator out, String name, Map<String, String> values) {
    out.writeObjectPropertyStart(name);
    values.forEach(out::writeStringProperty);
    out.writeEndObject();
  }
}
