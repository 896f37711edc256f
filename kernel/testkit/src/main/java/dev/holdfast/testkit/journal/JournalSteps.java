package dev.holdfast.testkit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalFull;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What the tests of a journal do again and again. */
final class JournalSteps {
  static final Duration LONG = Duration.ofSeconds(20);

  private JournalSteps() {}

  static Event large(int id) {
    return Events.sized("a", String.valueOf(id), 100_000);
  }

  /** Appends until the journal is full; returns how many went in. */
  static int fill(Journal journal) throws Exception {
    for (int i = 0; i < 10_000; i++) {
      CompletableFuture<Position> future = journal.append(List.of(large(i)));
      Throwable refused = catchThrowable(() -> await(future));
      if (refused != null) {
        assertThat(refused).isInstanceOf(JournalFull.class);
        assertThat(((JournalFull) refused).retryAfter()).isPresent();
        return i;
      }
    }
    throw new AssertionError("the journal is never full");
  }

  static Position append(Journal journal, int from, int to) throws Exception {
    return await(journal.append(Events.range("a", from, to)));
  }

  static Position await(CompletableFuture<Position> future) throws Exception {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw e;
    }
  }

  static Problem problem(CompletableFuture<Position> future) {
    ProblemException[] caught = new ProblemException[1];
    assertThatThrownBy(() -> await(future))
        .isInstanceOfSatisfying(ProblemException.class, e -> caught[0] = e);
    return caught[0].problem();
  }

  static void commit(Journal journal, String name, int events) throws Exception {
    try (JournalReader reader = journal.reader(name)) {
      reader.commit(reader.read(events, LONG).getLast().next());
    }
  }

  static List<Entry> readAll(Journal journal, String name) throws Exception {
    try (JournalReader reader = journal.reader(name)) {
      return drain(reader);
    }
  }

  static List<Entry> drain(JournalReader reader) throws InterruptedException {
    List<Entry> all = new ArrayList<>();
    List<Entry> some = reader.read(100, Duration.ZERO);
    while (!some.isEmpty()) {
      all.addAll(some);
      some = reader.read(100, Duration.ZERO);
    }
    return all;
  }

  static List<String> ids(List<Entry> entries) {
    return entries.stream().map(entry -> entry.event().id()).toList();
  }

  static List<String> numbers(int from, int to) {
    return Events.range("a", from, to).stream().map(Event::id).toList();
  }
}
