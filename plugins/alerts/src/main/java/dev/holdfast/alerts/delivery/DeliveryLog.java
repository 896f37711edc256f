package dev.holdfast.alerts.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.support.JsonWriter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Logs the outcome of each delivery, one JSON object a line. At most two files of the configured
 * size; a disk that does not take a line costs that line only. Not safe for several threads.
 */
public final class DeliveryLog {
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");
  private static final int LONGEST = 500;

  private final Path file;
  private final Path older;
  private final long most;
  private final BiConsumer<String, String> counted;
  private boolean failed;

  /**
   * Creates one.
   *
   * @param counted hears channel and outcome of each line
   */
  public DeliveryLog(Path directory, long most, BiConsumer<String, String> counted) {
    this.file = directory.resolve("deliveries.log");
    this.older = directory.resolve("deliveries.1.log");
    this.most = most;
    this.counted = counted;
  }

  /**
   * Writes a line.
   *
   * @param outcome delivered, retry, refused, given-up, no-room or no-channel
   */
  void write(Moment at, String channel, String outcome, Notification message, String why) {
    counted.accept(channel.isEmpty() ? "none" : channel, outcome);
    byte[] line =
        JsonWriter.object(out -> {
          out.writeStringProperty("time", at.time().toString());
          out.writeStringProperty("channel", channel);
          out.writeStringProperty("outcome", outcome);
          out.writeStringProperty("id", message.id());
          out.writeStringProperty("incident", message.incident());
          out.writeStringProperty("fingerprint", message.fingerprint());
          out.writeStringProperty("status", message.status().name());
          out.writeStringProperty("severity", message.severity().name());
          out.writeStringProperty("title", message.title());
          out.writeStringProperty("why", Text.line(why, LONGEST));
        });
    append(new String(line, UTF_8) + "\n");
  }

  /** As {@link #write}, for what nobody will ever be told: that belongs into the log, too. */
  void lost(Moment at, String channel, String outcome, Notification message, String why) {
    write(at, channel, outcome, message, why);
    LOG.log(
        Level.WARNING,
        "Alert {0} ({1}) is not told on {2}, {3}: {4}: {5}",
        message.incident(),
        message.status(),
        channel.isEmpty() ? "any channel" : channel,
        outcome,
        why,
        message.title());
  }

  private void append(String line) {
    try {
      if (Files.exists(file) && Files.size(file) + line.length() > most) {
        Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
      }
      String begin = isCut() ? "\n" : "";
      Files.writeString(file, begin + line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        LOG.log(Level.WARNING, "The log of deliveries cannot be written: " + file, e);
      }
      failed = true;
    }
  }

  /** A crash, or a full disk, has left half a line at its end. */
  private boolean isCut() throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return false;
    }
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      in.read(last, in.size() - 1);
      return last.get(0) != '\n';
    }
  }

  /** The newest lines that are whole, the oldest of them first. */
  public List<String> newest(int lines) throws IOException {
    List<String> newest = new ArrayList<>();
    for (Path each : List.of(file, older)) {
      newest.addAll(LastLines.of(each, lines - newest.size(), DeliveryLog::isWhole));
    }
    return newest.reversed();
  }

  private static boolean isWhole(String line) {
    try {
      JsonObject.read(line.getBytes(UTF_8));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
