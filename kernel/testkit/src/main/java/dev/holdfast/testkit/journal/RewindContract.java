package dev.holdfast.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promises of {@link JournalReader#rewind}; a part of {@link JournalContract}. */
public interface RewindContract extends TestedJournal {

  @Test
  default void aReaderThatGoesBackIsThereAfterARestart(@TempDir Path folder) throws Exception {
    Duration wait = Duration.ofSeconds(20);
    Position middle;
    try (OpenJournal open = open(folder);
        JournalReader reader = open.journal().reader("r")) {
      open.journal().append(Events.range("a", 0, 6)).get(20, TimeUnit.SECONDS);
      List<Entry> entries = reader.read(99, wait);
      middle = entries.get(1).next();
      reader.commit(entries.getLast().next());
      reader.rewind(middle);
      assertThat(reader.place()).isEqualTo(middle);
      assertThat(reader.read(1, wait)).containsExactly(entries.get(2));
      reader.rewind(entries.get(3).next());
      assertThat(reader.place()).as("it is no way forwards").isEqualTo(middle);
      assertThat(reader.read(1, wait)).containsExactly(entries.get(4));
    }
    try (OpenJournal open = open(folder);
        JournalReader reader = open.journal().reader("r")) {
      assertThat(reader.place()).isEqualTo(middle);
      assertThat(reader.read(99, wait)).hasSize(4);
    }
  }
}
