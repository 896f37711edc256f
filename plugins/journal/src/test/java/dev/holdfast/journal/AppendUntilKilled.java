package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.testkit.Events;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Appends until somebody kills it, and prints the number of each event that was acknowledged, as
 * bytes that are out of the process before the next one.
 */
final class AppendUntilKilled {
  private AppendUntilKilled() {}

  public static void main(String[] args) throws Exception {
    int first = Integer.parseInt(args[1]);
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out));
    RunningJournal open =
        RunningJournal.open(
            new LocalDisk(), Path.of(args[0]), JournalConfigs.config(256 << 10, 1 << 30));
    for (int i = first; i < first + 10_000_000; i += 2) {
      String last = String.valueOf(i + 1);
      CompletableFuture<Void> printed =
          open.journal()
              .append(
                  List.of(Events.sized("a", String.valueOf(i), 300), Events.sized("a", last, 300)))
              .thenRun(() -> out.println(last));
      if (i % 64 == 0) {
        printed.get();
      }
    }
  }
}
