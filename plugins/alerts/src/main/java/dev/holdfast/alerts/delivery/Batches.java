package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.DurableFile;
import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.alerts.support.ShortHash;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/**
 * Remembers for each channel the messages of a digest until it has arrived. A retry sends the same
 * messages under the same fingerprint, also after a crash, so that a receiver can tell a repetition
 * from news. Not safe for several threads.
 */
final class Batches {
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");

  private final Path file;
  private final Map<String, Batch> open = new TreeMap<>();
  private boolean behind;

  /**
   * Messages that go out as one.
   *
   * @param fingerprint what this one is called by
   * @param at when they were put together
   * @param messages their ids, in order
   */
  record Batch(String fingerprint, Instant at, List<String> messages) {
    static Batch of(List<OutboxEntry> entries, Instant now) {
      List<String> ids = entries.stream().map(entry -> entry.notification().id()).toList();
      return new Batch(ShortHash.of(String.join(",", ids)), now, ids);
    }
  }

  private Batches(Path file) {
    this.file = file;
  }

  /** Opens it with what lies there; what cannot be read costs a digest its name, and no message. */
  static Batches open(Path file) {
    Batches batches = new Batches(file);
    if (Files.exists(file)) {
      try {
        for (JsonObject each : JsonObject.read(Files.readAllBytes(file)).objects("batches")) {
          batches.open.put(
              each.text("channel"),
              new Batch(each.text("fingerprint"), each.time("at"), each.texts("messages")));
        }
      } catch (IOException e) {
        LOG.log(Level.WARNING, "Which alerts went out together cannot be read: " + file, e);
      }
    }
    return batches;
  }

  Optional<Batch> of(String channel) {
    return Optional.ofNullable(open.get(channel));
  }

  void begin(String channel, Batch batch) {
    open.put(channel, batch);
    follow();
  }

  void end(String channel) {
    if (open.remove(channel) != null) {
      follow();
    }
  }

  private void follow() {
    behind = true;
    try {
      catchUp();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "It is tried again: " + file, e);
    }
  }

  /**
   * Brings to disk what it has refused before.
   *
   * @throws IOException it still does
   */
  void catchUp() throws IOException {
    if (behind) {
      DurableFile.write(file, bytes());
      behind = false;
    }
  }

  private byte[] bytes() {
    return JsonObject.object(out -> {
      out.writeArrayPropertyStart("batches");
      open.forEach((channel, batch) -> write(out, channel, batch));
      out.writeEndArray();
    });
  }

  private static void write(JsonGenerator out, String channel, Batch batch) {
    out.writeStartObject();
    out.writeStringProperty("channel", channel);
    out.writeStringProperty("fingerprint", batch.fingerprint());
    out.writeStringProperty("at", batch.at().toString());
    JsonObject.texts(out, "messages", batch.messages());
    out.writeEndObject();
  }
}
