package dev.holdfast.scheduler.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scheduler.FakeServer;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CleanUpTest {
  private static final Instant NOW = Instant.parse("2026-06-21T12:00:00Z");
  private static final FileCap NO_LIMIT = new FileCap(Duration.ZERO, 0, new Size(0));

  @TempDir Path folder;

  private Path file(String name, Duration age) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[1_000]);
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    return file;
  }

  private FileGroup group(String names, FileCap cap) {
    return new FileGroup("dumps", folder, 1, names, Instant.MAX, cap);
  }

  private List<String> left() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static FileCap count(int count) {
    return new FileCap(Duration.ZERO, count, new Size(0));
  }

  @Test
  void removesByAgeAndReportsIt() throws Exception {
    file("threads-1.txt", Duration.ofDays(31));
    file("threads-2.txt", Duration.ofDays(29));
    file("holdfast.log", Duration.ofDays(400));
    FileCap cap = new FileCap(Duration.ofDays(30), 0, new Size(0));
    CleanUp job = new CleanUp(List.of(group("threads-*.txt", cap)), () -> NOW);

    var report = job.run();

    assertThat(left()).containsExactly("holdfast.log", "threads-2.txt");
    assertThat(report.text()).isEqualTo("removed 1 of dumps, 1000 B");
    assertThat(report.figures())
        .containsEntry("dumps", 1L)
        .containsEntry("bytes", 1_000L)
        .containsEntry("failed", 0L);
    assertThat(job.run().text()).isEqualTo("nothing to remove");
  }

  @Test
  void removesTheOldestBeyondACountOrASize() throws Exception {
    for (int i = 1; i <= 6; i++) {
      file("dump-" + i, Duration.ofHours(10 - i));
    }
    group("dump-*", count(4)).sweep(NOW);
    assertThat(left()).containsExactly("dump-3", "dump-4", "dump-5", "dump-6");
    group("dump-*", new FileCap(Duration.ZERO, 0, new Size(2_500))).sweep(NOW);
    assertThat(left()).containsExactly("dump-5", "dump-6");
    group("dump-*", NO_LIMIT).sweep(NOW);
    assertThat(left()).hasSize(2);
  }

  @Test
  void neverTouchesWhatMayStillBeWritten() throws Exception {
    file("dump-1", Duration.ofMinutes(9));
    file("dump-2", Duration.ofMinutes(-5));
    group("*", new FileCap(Duration.ofSeconds(1), 1, new Size(1))).sweep(NOW);
    assertThat(left()).hasSize(2);
  }

  @Test
  void removesFoldersWholeAndFollowsNoLink() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "x");
    Path incident = folder.resolve("incidents/1");
    file("incidents/1/threads.txt", Duration.ofDays(2));
    Files.createSymbolicLink(incident.resolve("link"), outside);
    Files.setLastModifiedTime(incident, FileTime.from(NOW.minus(Duration.ofDays(2))));
    FileGroup group =
        new FileGroup(
            "incidents",
            folder.resolve("incidents"),
            1,
            "*",
            Instant.MAX,
            new FileCap(Duration.ofDays(1), 0, new Size(0)));
    assertThat(group.sweep(NOW)).isEqualTo(new FileGroup.Removed(1, 1_000, 0));
    assertThat(left()).containsExactly("outside/kept");
  }

  /** What kill -9 leaves behind: requirement of the embedded database. */
  @Test
  void theLibraryOfAKilledProcessGoesAndThatOfThisOneStays() throws Exception {
    file("sqlite-3.54-aaa-libsqlitejdbc.so", Duration.ofHours(3));
    file("sqlite-3.54-aaa-libsqlitejdbc.so.lck", Duration.ofHours(3));
    file("sqlite-3.54-bbb-libsqlitejdbc.so", Duration.ofHours(1));
    FileCap none = new FileCap(Duration.ofSeconds(1), 0, new Size(0));
    Instant started = NOW.minus(Duration.ofHours(2));
    new FileGroup("libraries", folder, 1, "sqlite-*", started, none).sweep(NOW);
    assertThat(left()).containsExactly("sqlite-3.54-bbb-libsqlitejdbc.so");
  }

  @Test
  void aFolderThatDoesNotExistIsNoFailure() throws Exception {
    FileGroup group = new FileGroup("none", folder.resolve("none"), 1, "*", Instant.MAX, count(1));
    assertThat(group.sweep(NOW)).isEqualTo(new FileGroup.Removed(0, 0, 0));
  }

  @Test
  void oneFolderThatCannotBeReadCostsOnlyItselfAndIsTold() throws Exception {
    file("threads-1.txt", Duration.ofDays(31));
    FileGroup broken =
        new FileGroup(
            "broken",
            folder,
            1,
            "*",
            Instant.MAX,
            NO_LIMIT,
            path -> {
              throw new UncheckedIOException(new AccessDeniedException("planned"));
            });
    FileCap cap = new FileCap(Duration.ofDays(30), 0, new Size(0));
    CleanUp job = new CleanUp(List.of(broken, group("threads-*.txt", cap)), () -> NOW);
    assertThat(job.run().text())
        .isEqualTo("removed 1 of dumps, 1000 B; 1 could not be read or removed");
  }

  @Test
  void aFolderMayBeALink() throws Exception {
    file("disk/dump-1", Duration.ofDays(2));
    Path link = Files.createSymbolicLink(folder.resolve("logs"), folder.resolve("disk"));
    FileCap cap = new FileCap(Duration.ofDays(1), 0, new Size(0));
    FileGroup group = new FileGroup("dumps", link, 1, "dump-*", Instant.MAX, cap);
    assertThat(group.sweep(NOW)).isEqualTo(new FileGroup.Removed(1, 1_000, 0));
    assertThat(left()).isEmpty();
  }

  private CleanUp ofServer(FilesConfig config) {
    FakeServer server =
        new FakeServer(
            folder.resolve("logs"), folder.resolve("data/run/obituaries"), NOW, "scheduler");
    return CleanUp.of(folder.resolve("data"), server, config, () -> NOW);
  }

  /** Named as whoever writes them names them. */
  @Test
  void eachKindOfFileIsFoundWhereItIsLeft() throws Exception {
    for (String name :
        List.of(
            "logs/java_pid42.hprof",
            "logs/out-of-memory.hprof",
            "logs/hs_err_42.log",
            "data/scheduler/jobs.properties.new",
            "data/run/tmp/sqlite-3.54.1.0-0b7d-libsqlitejdbc.so",
            "data/run/tmp/sqlite-3.54.1.0-0b7d-libsqlitejdbc.so.lck")) {
      file(name, Duration.ofDays(2));
    }
    List<String> ofOthers =
        List.of(
            "data/incidents/20260619-1/summary.txt",
            "data/run/obituaries/1.json",
            "data/run/tmp/other.so",
            "data/scheduler/jobs.properties",
            "logs/holdfast.log",
            "logs/threads-2026-06-19T120000Z.txt");
    for (String name : ofOthers) {
      file(name, Duration.ofDays(2));
    }
    FileCap day = new FileCap(Duration.ofDays(1), 0, new Size(0));
    assertThat(ofServer(new FilesConfig(day, day, day)).run().figures())
        .containsEntry("heapDumps", 2L)
        .containsEntry("crashReports", 1L)
        .containsEntry("halfWritten", 1L)
        .containsEntry("libraries", 2L)
        .containsEntry("bytes", 6_000L)
        .containsEntry("failed", 0L);
    assertThat(left()).isEqualTo(ofOthers);
  }

  @Test
  void whatWasHalfWrittenIsThatOfThisServerOnly() throws Exception {
    for (String name : List.of("a.new", "run/b.tmp", "scheduler/c.new", "scheduler/deep/d.new")) {
      file("data/" + name, Duration.ofDays(2));
    }
    file("data/photos/mine.tmp", Duration.ofDays(2));
    file("data/scheduler/folder.tmp/mine", Duration.ofDays(2));
    Files.setLastModifiedTime(
        folder.resolve("data/scheduler/folder.tmp"), FileTime.from(NOW.minus(Duration.ofDays(2))));
    FileCap day = new FileCap(Duration.ofDays(1), 0, new Size(0));
    FilesConfig config = new FilesConfig(NO_LIMIT, NO_LIMIT, day);
    assertThat(ofServer(config).run().figures()).containsEntry("halfWritten", 3L);
    assertThat(left())
        .containsExactly(
            "data/photos/mine.tmp", "data/scheduler/deep/d.new", "data/scheduler/folder.tmp/mine");
  }
}
