package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.journal.Capability;
import dev.holdfast.testkit.journal.JournalContract;
import dev.holdfast.testkit.journal.OpenJournal;
import dev.holdfast.testkit.journal.UnreliableJournal;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The journal of tests keeps the promises of the real one, but for what it cannot have. */
final class InMemoryJournalTest implements JournalContract {
  private static final Problem REFUSED =
      new Problem("HF-TEST-001", 503, "The disk is refused", "", "");

  private final Map<Path, InMemoryJournal> kept = new HashMap<>();

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(Capability.FAILURE);
  }

  @Override
  public OpenJournal open(Path folder) {
    InMemoryJournal journal =
        kept.compute(
            folder, (path, earlier) -> earlier == null ? new InMemoryJournal() : earlier.reopen());
    return new OpenJournal(journal, journal);
  }

  /** It refuses on the thread that appends, so that it has refused when the append returns. */
  @Override
  public UnreliableJournal openUnreliable(Path folder) {
    InMemoryJournal journal = new InMemoryJournal();
    return new UnreliableJournal(
        new OpenJournal(journal, journal),
        () -> journal.refuse(new ProblemException(REFUSED)),
        () -> true,
        journal::accept);
  }

  @Override
  public Event tooLarge() {
    return Events.sized("a", "giant", 4 << 20);
  }

  @Test
  void keepsWhatWaitsWhenItIsClosed() {
    InMemoryJournal journal = new InMemoryJournal();
    journal.holdCommits();
    CompletableFuture<Position> waiting = journal.append(Events.range("a", 0, 2));
    assertThat(journal.events()).isEmpty();
    assertThat(waiting).isNotDone();
    journal.close();
    assertThat(waiting).isCompletedWithValue(journal.end());
    assertThat(journal.reopen().events()).hasSize(2);
  }
}
