package dev.holdfast.testkit.journal;

import static dev.holdfast.testkit.journal.JournalSteps.ids;
import static dev.holdfast.testkit.journal.JournalSteps.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a journal promises about groups that its storage refused. A part of {@link JournalContract}.
 */
public interface FailureContract extends TestedJournal {

  /**
   * A producer that learns of the refusal first can send the group again, and all behind it, and
   * keeps its order. One that learns of a later success first cannot.
   */
  @Test
  default void noGroupSucceedsBeforeAnEarlierOneOfItsThreadIsRefused(@TempDir Path folder)
      throws Exception {
    assume(Capability.FAILURE);
    List<CompletableFuture<Position>> futures = new ArrayList<>();
    Queue<Integer> early = new ConcurrentLinkedQueue<>();
    try (UnreliableJournal unreliable = openUnreliable(folder)) {
      for (int round = 0; round < 20; round++) {
        queue(unreliable, futures, early, 10);
        unreliable.fail().run();
        queue(unreliable, futures, early, 10);
        Awaitility.await().until(unreliable.hasFailed()::getAsBoolean);
        unreliable.heal().run();
        queue(unreliable, futures, early, 5);
        if (round % 2 == 0) {
          awaitAll(futures);
        }
      }
      awaitAll(futures);
      assertThat(early).as("groups that succeeded before an earlier one was refused").isEmpty();
      List<Integer> kept = new ArrayList<>();
      for (int i = 0; i < futures.size(); i++) {
        if (futures.get(i).isCompletedExceptionally()) {
          assertThat(futures.get(i).exceptionNow()).isInstanceOf(ProblemException.class);
        } else {
          kept.add(i);
        }
      }
      assertThat(kept).isNotEmpty().hasSizeLessThan(futures.size());
      List<Integer> read =
          ids(readAll(unreliable.open().journal(), "r")).stream().map(Integer::valueOf).toList();
      assertThat(read).isSorted().containsAll(kept);
    }
  }

  private static void queue(
      UnreliableJournal unreliable,
      List<CompletableFuture<Position>> futures,
      Queue<Integer> early,
      int groups) {
    for (int i = 0; i < groups; i++) {
      int id = futures.size();
      List<CompletableFuture<Position>> before = List.copyOf(futures);
      CompletableFuture<Position> future =
          unreliable.open().journal().append(List.of(Events.event("a", String.valueOf(id))));
      futures.add(future);
      var _ =
          future.thenRun(() -> {
            if (!before.stream().allMatch(CompletableFuture::isDone)) {
              early.add(id);
            }
          });
    }
  }

  private static void awaitAll(List<CompletableFuture<Position>> futures) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> futures.stream().allMatch(CompletableFuture::isDone));
  }
}
