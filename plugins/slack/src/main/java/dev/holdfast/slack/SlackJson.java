package dev.holdfast.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.support.JsonWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What is sent to Slack, and what comes back. */
final class SlackJson {
  private static final JsonFactory JSON = new JsonFactory();

  private SlackJson() {}

  /**
   * A message.
   *
   * @param members what else the object holds
   */
  static String message(SlackMessage message, JsonWriter.Content<RuntimeException> members) {
    return object(out -> {
      members.write(out);
      out.writeStringProperty("text", message.text());
      // Nothing in a message of ours is an address to be shown a picture of.
      out.writeBooleanProperty("unfurl_links", false);
      out.writeArrayPropertyStart("blocks");
      message.sections().forEach(section -> section(out, section));
      out.writeStartObject();
      out.writeStringProperty("type", "context");
      out.writeArrayPropertyStart("elements");
      text(out, message.footer());
      out.writeEndArray();
      out.writeEndObject();
      out.writeEndArray();
    });
  }

  static String object(JsonWriter.Content<RuntimeException> members) {
    return new String(JsonWriter.object(members), UTF_8);
  }

  private static void section(JsonWriter out, String text) {
    out.writeStartObject();
    out.writeStringProperty("type", "section");
    out.writeName("text");
    text(out, text);
    out.writeEndObject();
  }

  private static void text(JsonWriter out, String text) {
    out.writeStartObject();
    out.writeStringProperty("type", "mrkdwn");
    out.writeStringProperty("text", text);
    out.writeEndObject();
  }

  /**
   * The texts and truths of an object, without those inside of other objects.
   *
   * @throws IOException it is none
   */
  static Map<String, String> members(String text) throws IOException {
    Map<String, String> members = new HashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value.isScalarValue()) {
          members.put(name, String.valueOf(parser.getValueAsString()));
        } else {
          parser.skipChildren();
        }
      }
      return members;
    } catch (JacksonException e) {
      throw new IOException("not a JSON object", e);
    }
  }
}
