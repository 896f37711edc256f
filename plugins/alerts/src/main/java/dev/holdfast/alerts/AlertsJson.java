package dev.holdfast.alerts;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.condition.Rule;
import dev.holdfast.alerts.condition.RuleEvaluator;
import dev.holdfast.alerts.delivery.ChannelStatus;
import dev.holdfast.alerts.incident.Incident;
import dev.holdfast.alerts.incident.Silence;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.support.JsonWriter;
import java.time.Instant;

/** Writes the JSON answers of {@code /admin/alerts}. */
final class AlertsJson {
  private AlertsJson() {}

  static void write(JsonWriter out, AlertEngine.Parts parts) {
    out.writeObjectArrayProperty("incidents", parts.incidents().all(), AlertsJson::write);
    out.writeObjectArrayProperty("silences", parts.silences().all(), Silence::write);
    out.writeObjectArrayProperty("channels", parts.dispatcher().channels(), AlertsJson::write);
    out.writeNumberProperty("waiting", parts.outbox().size());
  }

  static void write(Incident incident, JsonWriter out) {
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
    out.writeStringArrayProperty("followers", incident.followers());
  }

  private static void write(ChannelStatus channel, JsonWriter out) {
    out.writeStringProperty("name", channel.name());
    out.writeBooleanProperty("here", channel.here());
    out.writeBooleanProperty("dead", channel.dead());
    Problem problem = channel.problem();
    out.writeStringProperty("problem", problem == null ? "" : problem.sentence());
    Instant last = channel.lastDelivered();
    out.writeStringProperty("lastDelivered", last == null ? "" : last.toString());
  }

  static void writeRules(JsonWriter out, RuleEvaluator evaluator) {
    out.writeObjectArrayProperty("rules", evaluator.rules(), AlertsJson::write);
  }

  private static void write(Rule rule, JsonWriter out) {
    out.writeStringProperty("name", rule.name());
    out.writeStringProperty("severity", rule.severity().name());
    out.writeStringProperty("title", rule.title());
    out.writeStringProperty("threshold", rule.thresholdText());
    out.writeStringProperty("within", rule.grows() ? Text.duration(rule.window()) : "");
    out.writeStringProperty("after", Text.duration(rule.after()));
    out.writeStringArrayProperty("figures", rule.query().names());
    out.writeStringProperty("runbook", rule.runbook());
  }
}
