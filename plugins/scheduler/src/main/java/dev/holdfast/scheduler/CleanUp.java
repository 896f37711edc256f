package dev.holdfast.scheduler;

import dev.holdfast.spi.Job;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ServerView;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletes files that nobody else does, or not in time. What is written to now is never among them:
 * logs roll and are deleted by Logback, segments by the journal.
 */
final class CleanUp implements Job {
  private final List<FileGroup> groups;
  private final InstantSource clock;

  CleanUp(List<FileGroup> groups, InstantSource clock) {
    this.groups = groups;
    this.clock = clock;
  }

  /** With what this server may leave behind. */
  static CleanUp of(PluginContext context, ServerView server, FilesConfig config) {
    Path logs = server.logDirectory();
    Path obituaries = server.obituaryDirectory();
    Path data = context.dataDirectory().resolveSibling("");
    Path temporary = obituaries.resolveSibling("tmp");
    Instant ever = Instant.MAX;
    // SQLite's native library, of processes that were killed. The one in use is of this process.
    FileCap none = new FileCap(Duration.ofSeconds(1), 0, new Size(0));
    return new CleanUp(
        List.of(
            new FileGroup("threadDumps", logs, 1, "threads-*.txt", ever, config.threadDumps()),
            new FileGroup("heapDumps", logs, 1, "*.hprof", ever, config.heapDumps()),
            new FileGroup("crashReports", logs, 1, "hs_err_*.log", ever, config.crashReports()),
            new FileGroup("incidents", data.resolve("incidents"), 1, "*", ever, config.incidents()),
            new FileGroup("obituaries", obituaries, 1, "*.json", ever, config.obituaries()),
            new FileGroup("halfWritten", data, 2, "*.{new,tmp}", ever, config.halfWritten()),
            new FileGroup("libraries", temporary, 1, "sqlite-*", server.startedAt(), none)),
        context.clock());
  }

  @Override
  public String name() {
    return "clean-up";
  }

  @Override
  public String schedule() {
    return "every 1 h";
  }

  @Override
  public Duration jitter() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Report run() throws IOException, InterruptedException {
    Instant now = clock.instant();
    Map<String, Long> figures = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    long freed = 0;
    long failed = 0;
    for (FileGroup group : groups) {
      FileGroup.Removed removed = group.sweep(now);
      freed += removed.bytes();
      failed += removed.failed();
      if (removed.entries() > 0) {
        figures.put(group.name(), removed.entries());
        words.add(removed.entries() + " of " + group.name());
      }
    }
    figures.put("bytes", freed);
    figures.put("failed", failed);
    String text = words.isEmpty() ? "nothing to remove" : "removed " + String.join(", ", words);
    String rest = failed == 0 ? "" : "; " + failed + " could not be removed";
    return new Report(text + (freed > 0 ? ", " + new Size(freed) : "") + rest, figures);
  }
}
