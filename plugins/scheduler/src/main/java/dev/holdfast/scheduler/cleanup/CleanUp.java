package dev.holdfast.scheduler.cleanup;

import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.server.ServerView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletes files that have no other owner. Files whose owner keeps them within a limit are left
 * alone, for then two limits would hold and nobody would know which: logs roll and go by Logback,
 * segments by the journal, diagnostic bundles by the memory-watchdog, thread dumps and crash
 * reports by the process supervisor.
 */
public final class CleanUp implements Job {
  /** The folder of the processes of this instance. */
  private static final String RUN = "run";

  private static final Logger LOG = System.getLogger("dev.holdfast.scheduler");

  private final List<FileGroup> groups;
  private final InstantSource clock;

  CleanUp(List<FileGroup> groups, InstantSource clock) {
    this.groups = groups;
    this.clock = clock;
  }

  /** With what this server may leave behind. */
  public static CleanUp of(PluginContext context, ServerView server, FilesConfig config) {
    Path data = context.dataDirectory().resolveSibling("");
    return of(data, server, config, context.clock());
  }

  static CleanUp of(Path data, ServerView server, FilesConfig config, InstantSource clock) {
    Path logs = server.logDirectory();
    Path temporary = server.obituaryDirectory().resolveSibling("tmp");
    Instant ever = Instant.MAX;
    // SQLite's native library, of processes that were killed. The one in use is of this process.
    FileCap none = new FileCap(Duration.ofSeconds(1), 0, new Size(0));
    return new CleanUp(
        List.of(
            new FileGroup("heapDumps", logs, 1, "*.hprof", ever, config.heapDumps()),
            new FileGroup("crashReports", logs, 1, "hs_err_*.log", ever, config.crashReports()),
            new FileGroup(
                "halfWritten",
                data,
                2,
                "*.{new,tmp}",
                ever,
                config.halfWritten(),
                path -> isOfServer(data, path, server)),
            new FileGroup("libraries", temporary, 1, "sqlite-*", server.startedAt(), none)),
        clock);
  }

  /** What else lies in the data directory may be anybody's. */
  private static boolean isOfServer(Path data, Path path, ServerView server) {
    String first = path.getName(0).toString();
    return Files.isRegularFile(data.resolve(path), LinkOption.NOFOLLOW_LINKS)
        && (path.getNameCount() == 1
            || first.equals(RUN)
            || server.plugins().stream().anyMatch(plugin -> plugin.name().equals(first)));
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
  public Report run() throws InterruptedException {
    Instant now = clock.instant();
    Map<String, Long> figures = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    long freed = 0;
    long failed = 0;
    for (FileGroup group : groups) {
      FileGroup.Removed removed;
      try {
        removed = group.sweep(now);
      } catch (IOException | UncheckedIOException e) {
        failed++;
        LOG.log(Level.WARNING, () -> group.name() + " in " + group.folder() + ": " + e);
        continue;
      }
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
    String rest = failed == 0 ? "" : "; " + failed + " could not be read or removed";
    return new Report(text + (freed > 0 ? ", " + new Size(freed) : "") + rest, figures);
  }
}
