package dev.holdfast.alerts;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.condition.Rule;
import dev.holdfast.alerts.condition.RuleEvaluator;
import dev.holdfast.alerts.delivery.ChannelStatus;
import dev.holdfast.alerts.incident.Incident;
import dev.holdfast.alerts.incident.Silence;
import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.Problem;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;

/** Writes the JSON answers of {@code /admin/alerts}. */
final class AlertsJson {
  private AlertsJson() {}

  static void write(JsonGenerator out, AlertEngine.Parts parts) {
    JsonObject.objects(out, "incidents", parts.incidents().all(), AlertsJson::write);
    JsonObject.objects(out, "silences", parts.silences().all(), Silence::write);
    JsonObject.objects(out, "channels", parts.dispatcher().channels(), AlertsJson::write);
    out.writeNumberProperty("waiting", parts.outbox().size());
  }

  static void write(Incident incident, JsonGenerator out) {
    Condition condition = incident.condition();
    out.writeStringProperty("incident", incident.id());
    out.writeStringProperty("state", incident.state().name());
    out.writeStringProperty("severity", incident.worst().name());
    out.writeStringProperty("key", condition.key());
    out.writeStringProperty("title", condition.title());
    out.writeStringProperty("code", condition.error().code());
    out.writeStringProperty("reason", condition.error().reason());
    out.writeStringProperty("hint", condition.error().hint());
    out.writeStringProperty("since", incident.since().toString());
    out.writeBooleanProperty("told", incident.isTold());
    out.writeBooleanProperty("flapping", incident.isFlapping());
    out.writeStringProperty("followsFrom", incident.root());
    out.writeStringProperty("acknowledgedBy", incident.acknowledgedBy());
    JsonObject.texts(out, "followers", incident.followers());
  }

  private static void write(ChannelStatus channel, JsonGenerator out) {
    out.writeStringProperty("name", channel.name());
    out.writeBooleanProperty("here", channel.here());
    out.writeBooleanProperty("dead", channel.dead());
    Problem problem = channel.problem();
    out.writeStringProperty("problem", problem == null ? "" : problem.sentence());
    Instant last = channel.lastDelivered();
    out.writeStringProperty("lastDelivered", last == null ? "" : last.toString());
  }

  static void writeRules(JsonGenerator out, RuleEvaluator evaluator) {
    JsonObject.objects(out, "rules", evaluator.rules(), AlertsJson::write);
  }

  private static void write(Rule rule, JsonGenerator out) {
    out.writeStringProperty("name", rule.name());
    out.writeStringProperty("severity", rule.severity().name());
    out.writeStringProperty("title", rule.title());
    out.writeStringProperty("threshold", rule.thresholdText());
    out.writeStringProperty("within", rule.grows() ? Text.duration(rule.window()) : "");
    out.writeStringProperty("after", Text.duration(rule.after()));
    JsonObject.texts(out, "figures", rule.query().names());
    out.writeStringProperty("runbook", rule.runbook());
  }
}
