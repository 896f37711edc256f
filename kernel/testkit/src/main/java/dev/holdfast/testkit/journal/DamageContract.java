package dev.holdfast.testkit.journal;

import static dev.holdfast.testkit.journal.JournalSteps.LONG;
import static dev.holdfast.testkit.journal.JournalSteps.append;
import static dev.holdfast.testkit.journal.JournalSteps.await;
import static dev.holdfast.testkit.journal.JournalSteps.ids;
import static dev.holdfast.testkit.journal.JournalSteps.numbers;
import static dev.holdfast.testkit.journal.JournalSteps.readAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.testkit.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal promises about events that were damaged. A part of {@link JournalContract}. */
public interface DamageContract extends TestedJournal {

  @Test
  default void aDamagedEventIsSkippedAndNoneBehindIt(@TempDir Path folder) throws Exception {
    assume(Capability.DAMAGE);
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 5);
      await(open.journal().append(List.of(Events.event("a", "the-one-that-is-damaged"))));
      append(open.journal(), 5, 10);
    }
    damage(folder, "the-one-that-is-damaged".getBytes(UTF_8));
    try (OpenJournal open = open(folder);
        JournalTail tail = open.journal().tail(open.journal().start())) {
      assertThat(ids(readAll(open.journal(), "r"))).isEqualTo(numbers(0, 10));
      List<Entry> read = new ArrayList<>(tail.read(99, LONG));
      read.addAll(tail.read(99, Duration.ZERO));
      assertThat(ids(read)).isEqualTo(numbers(0, 10));
    }
  }
}
