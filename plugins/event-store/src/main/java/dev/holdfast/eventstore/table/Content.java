package dev.holdfast.eventstore.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.journal.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of an event without its identity and its time of receipt. It tells an event that was
 * sent again from a different event with the same source and id.
 *
 * @param time in the form of the table
 * @param attributes JSON; null when there is none
 * @param data JSON; null when there is none
 */
record Content(
    String type,
    @Nullable String subject,
    @Nullable String time,
    @Nullable String attributes,
    @Nullable String data) {

  static Content of(Event event, @Nullable String time) {
    return new Content(
        event.type(), event.subject(), time, text(event.attributes()), text(event.data()));
  }

  /** Of a row with columns of these names. */
  static Content of(ResultSet row) throws SQLException {
    return new Content(
        row.getString("type"),
        row.getString("subject"),
        row.getString("time"),
        row.getString("attributes"),
        row.getString("data"));
  }

  /** The text of JSON in a column; null for nothing. */
  static @Nullable String text(byte[] json) {
    return json.length == 0 ? null : new String(json, UTF_8);
  }

  /** Whether both say the same, however their JSON is written. */
  boolean isSame(Content other) {
    return type.equals(other.type)
        && Objects.equals(subject, other.subject)
        && Objects.equals(time, other.time)
        && JsonValues.equal(attributes, other.attributes)
        && JsonValues.equal(data, other.data);
  }
}
