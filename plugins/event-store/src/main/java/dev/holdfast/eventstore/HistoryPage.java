package dev.holdfast.eventstore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes {@code {"events":[…CloudEvents…],"next":"…"}}, a {@code notice} before it when there is
 * one, and {@code newer} before {@code next} when the newest are first. The values that the table
 * keeps as JSON go out as they are, so a number of any length stays exact. What is written can be
 * taken out part by part.
 */
final class HistoryPage implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final JsonGenerator json =
      JSON.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8);
  private long characters;
  private boolean listEnded;

  /** Begins one; the notice is a sentence about the query. */
  HistoryPage(Optional<String> notice) {
    json.writeStartObject();
    notice.ifPresent(sentence -> json.writeStringProperty("notice", sentence));
    json.writeArrayPropertyStart("events");
  }

  /** About how large the page is so far, in bytes; what was taken out is counted too. */
  long size() {
    return characters;
  }

  void event(
      String source,
      String id,
      String type,
      @Nullable String subject,
      @Nullable Instant time,
      @Nullable String attributes,
      @Nullable String data) {
    json.writeStartObject();
    json.writeStringProperty("specversion", "1.0");
    json.writeStringProperty("id", id);
    json.writeStringProperty("source", source);
    json.writeStringProperty("type", type);
    if (subject != null) {
      json.writeStringProperty("subject", subject);
    }
    if (time != null) {
      json.writeStringProperty("time", time.toString());
    }
    String others = members(attributes);
    if (!others.isEmpty()) {
      json.writeRaw(",");
      json.writeRaw(others);
    }
    if (data != null) {
      json.writeName("data");
      json.writeRawValue(data);
    }
    json.writeEndObject();
    characters += source.length() + id.length() + type.length() + others.length();
    characters += data == null ? 0 : data.length();
  }

  /** What stands between the braces of a JSON object. */
  private static String members(@Nullable String object) {
    String text = object == null ? "" : object.strip();
    return text.startsWith("{") && text.endsWith("}")
        ? text.substring(1, text.length() - 1).strip()
        : "";
  }

  /** Hands on what was written since the last time. */
  void takeOut(OutputStream out) throws IOException {
    json.flush();
    bytes.writeTo(out);
    bytes.reset();
  }

  /** Ends the list; from where later events are read. */
  void newer(Cursor newer) {
    json.writeEndArray();
    json.writeStringProperty("newer", newer.toString());
    listEnded = true;
  }

  void finish(Cursor next) {
    if (!listEnded) {
      json.writeEndArray();
    }
    json.writeStringProperty("next", next.toString());
    json.writeEndObject();
    json.close();
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    json.close();
  }
}
