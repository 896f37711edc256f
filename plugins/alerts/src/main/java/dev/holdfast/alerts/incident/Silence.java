package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.spi.support.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Suppresses the notifications of matching conditions for a while.
 *
 * @param id to end it by
 * @param matcher a key or a plugin, with {@code *} for anything: {@code health/database/*}
 * @param author who wished it
 * @param reason why
 * @param from when it begins: now, or later for what is planned
 */
public record Silence(
    String id, String matcher, String author, String reason, Instant from, Instant until) {

  static Silence read(JsonObject json) throws IOException {
    return new Silence(
        json.text("id"),
        json.text("matcher"),
        json.text("author"),
        json.text("reason"),
        json.time("from"),
        json.time("until"));
  }

  /** The members, into an object that is open. */
  public void write(JsonWriter out) {
    out.writeStringProperty("id", id);
    out.writeStringProperty("matcher", matcher);
    out.writeStringProperty("author", author);
    out.writeStringProperty("reason", reason);
    out.writeStringProperty("from", from.toString());
    out.writeStringProperty("until", until.toString());
  }

  boolean covers(Condition condition) {
    Pattern pattern =
        Pattern.compile("\\Q" + matcher.replace("\\E", "").replace("*", "\\E.*\\Q") + "\\E");
    return pattern.matcher(condition.key()).matches()
        || pattern.matcher(condition.plugin()).matches();
  }
}
