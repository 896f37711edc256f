package dev.holdfast.server.deployment;

import dev.holdfast.server.supervision.PluginView;
import dev.holdfast.spi.server.Leftovers;
import dev.holdfast.spi.support.JsonWriter;
import java.util.List;

/** Plugins as operators read them over HTTP. */
final class PluginJson {
  private PluginJson() {}

  static byte[] one(PluginView plugin) {
    return JsonWriter.object(json -> write(json, plugin));
  }

  static byte[] all(List<PluginView> plugins, int heldVersions) {
    return JsonWriter.object(json -> {
      json.writeArrayPropertyStart("plugins");
      for (PluginView plugin : plugins) {
        json.writeStartObject();
        write(json, plugin);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberProperty("heldVersions", heldVersions);
    });
  }

  static byte[] left(Purge.PurgeReport report) {
    return JsonWriter.object(json -> {
      json.writeStringProperty("plugin", report.plugin());
      json.writeArrayPropertyStart("leftovers");
      for (Leftovers.Leftover each : report.left()) {
        json.writeStartObject();
        json.writeStringProperty("what", each.what());
        json.writeBooleanProperty("precious", each.precious());
        json.writeEndObject();
      }
      json.writeEndArray();
      texts(json, "notAsked", report.notAsked());
      texts(json, "remaining", report.remaining());
    });
  }

  private static void write(JsonWriter json, PluginView plugin) {
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
  }

  private static void texts(JsonWriter json, String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }
}
