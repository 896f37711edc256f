package dev.holdfast.distribution.rogue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Reads the journal and writes the id of each event of the source {@code counted} into a file, one
 * a line. Its version, a file of its jar, is written down when it starts.
 */
public final class Tally implements Plugin {
  public static final String SOURCE = "counted";

  @Override
  public String name() {
    return "tally";
  }

  @Override
  public void start(PluginContext context) throws IOException {
    JournalReader events = context.own(context.require(Journal.class).reader("tally"));
    Path file = context.dataDirectory().resolve("ids");
    // Not by a channel, which the interrupt of a stop would close between two lines.
    OutputStream ids = context.own(new FileOutputStream(file.toFile(), true));
    context.worker("count", Duration.ofSeconds(10), () -> count(events, ids));
    try (InputStream version = Tally.class.getResourceAsStream("/version")) {
      Path half = context.dataDirectory().resolve("half");
      Files.write(half, Objects.requireNonNull(version, "version").readAllBytes());
      Files.move(
          half, context.dataDirectory().resolve("version"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void count(JournalReader events, OutputStream ids)
      throws InterruptedException, IOException {
    List<JournalReader.Entry> batch = events.read(500, Duration.ofMillis(100));
    StringBuilder lines = new StringBuilder();
    for (JournalReader.Entry entry : batch) {
      if (entry.event().source().equals(SOURCE)) {
        lines.append(entry.event().id()).append('\n');
      }
    }
    ids.write(lines.toString().getBytes(US_ASCII));
    if (!batch.isEmpty()) {
      events.commit(batch.getLast().next());
    }
  }
}
