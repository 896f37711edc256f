package dev.holdfast.server.deployment;

import dev.holdfast.server.supervision.PluginView;
import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Plugins as operators read them over HTTP. */
final class PluginJson {
  private static final JsonFactory JSON = new JsonFactory();

  private PluginJson() {}

  static byte[] one(PluginView plugin) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      write(json, plugin);
    }
    return out.toByteArray();
  }

  static byte[] all(List<PluginView> plugins, int heldVersions) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("plugins");
      plugins.forEach(plugin -> write(json, plugin));
      json.writeEndArray();
      json.writeNumberProperty("heldVersions", heldVersions);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, PluginView plugin) {
    json.writeStartObject();
    json.writeStringProperty("name", plugin.name());
    json.writeStringProperty("state", plugin.state().label());
    json.writeStringProperty("since", plugin.since().toString());
    json.writeStringProperty("cause", plugin.state().cause());
    json.writeNumberProperty("restarts", plugin.restarts());
    json.writeBooleanProperty("required", plugin.required());
    json.writeStringProperty("origin", plugin.origin());
    texts(json, "requires", plugin.requires());
    texts(json, "offers", plugin.offers());
    json.writeArrayPropertyStart("workers");
    for (PluginView.WorkerView worker : plugin.workers()) {
      json.writeStartObject();
      json.writeStringProperty("name", worker.name());
      json.writeNumberProperty("lastTickMs", worker.lastTickMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
    texts(json, "leftBehind", plugin.leftBehind());
    texts(json, "stack", plugin.stack().lines().map(String::strip).toList());
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }
}
