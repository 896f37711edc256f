package dev.holdfast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.journal.Journal;
import dev.holdfast.testkit.InMemoryJournal;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.PluginHarness;
import dev.holdfast.testkit.RecordingSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The conversation in PROTOCOL.md is one that the plugin has. */
final class ProtocolDocumentTest {
  private static final String SENT = "> ";
  private static final String ANSWERED = "< ";

  @Test
  void theConversationIsAnsweredAsItIsWritten() throws Exception {
    List<String> lines =
        Files.readString(Path.of("PROTOCOL.md"))
            .lines()
            .dropWhile(line -> !line.startsWith(SENT))
            .takeWhile(line -> line.startsWith(SENT) || line.startsWith(ANSWERED))
            .toList();
    List<String> heard = new ArrayList<>();
    try (PluginHarness harness =
        PluginHarness.of(new IngestPlugin())
            .config(Configs.defaults())
            .clock(new ManualClock())
            .offering(Journal.class, new InMemoryJournal())
            .steppingByHand()) {
      harness.start();
      RecordingSession session = harness.connect("/ingest", Protocol.HOLDFAST_V1.label());
      int answers = 0;
      for (String line : lines) {
        if (line.startsWith(SENT)) {
          heard.add(line);
          session.receive(line.substring(SENT.length()));
          for (; answers < session.sent().size(); answers++) {
            heard.add(ANSWERED + session.sent().get(answers));
          }
        }
      }
    }
    assertThat(lines).hasSizeGreaterThan(6);
    assertThat(heard).isEqualTo(lines);
  }
}
