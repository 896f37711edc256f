package dev.holdfast.scheduler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files, or folders, of one kind: where they are, how they are named, and what may stay of them.
 *
 * @param name in the figures of the report
 * @param depth how deep below the folder they are; 1 for those in it
 * @param names a glob for the last part of the path
 * @param before younger ones are not looked at
 */
record FileGroup(String name, Path folder, int depth, String names, Instant before, FileCap cap) {
  /** Whoever writes one that is younger may not have finished. */
  private static final Duration UNTOUCHED = Duration.ofMinutes(10);

  /** More than this is left for the next run. */
  private static final int MOST_LOOKED_AT = 10_000;

  /**
   * What has been removed.
   *
   * @param failed could not be removed
   */
  record Removed(long entries, long bytes, long failed) {}

  /** One file, or one folder with all that is in it. */
  private record Entry(Path path, Instant written, long bytes) {}

  /** Removes what is beyond the cap, the oldest first. */
  Removed sweep(Instant now) throws IOException, InterruptedException {
    List<Entry> entries = entries();
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    long left = entries.size();
    long removed = 0;
    long freed = 0;
    long failed = 0;
    for (Entry entry : entries) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Duration age = Duration.between(entry.written(), now);
      if (age.compareTo(UNTOUCHED) < 0 || !isBeyond(age, left, bytes)) {
        continue;
      }
      left--;
      bytes -= entry.bytes();
      if (delete(entry.path())) {
        removed++;
        freed += entry.bytes();
      } else {
        failed++;
      }
    }
    return new Removed(removed, freed, failed);
  }

  private boolean isBeyond(Duration age, long entries, long bytes) {
    return (!cap.age().isZero() && age.compareTo(cap.age()) > 0)
        || (cap.count() > 0 && entries > cap.count())
        || (cap.size().bytes() > 0 && bytes > cap.size().bytes());
  }

  /** The oldest first. */
  private List<Entry> entries() throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + names);
    List<Path> found;
    try (Stream<Path> all = Files.walk(folder, depth)) {
      found =
          all.filter(path -> !path.equals(folder) && matcher.matches(path.getFileName()))
              .limit(MOST_LOOKED_AT)
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<Entry> entries = new ArrayList<>();
    for (Path path : found) {
      Instant written = written(path);
      if (written.isAfter(Instant.MIN) && written.isBefore(before)) {
        entries.add(new Entry(path, written, bytes(path)));
      }
    }
    entries.sort(Comparator.comparing(Entry::written));
    return entries;
  }

  /** The beginning of time for what has gone meanwhile. */
  private static Instant written(Path path) {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (IOException e) {
      return Instant.MIN;
    }
  }

  private static long bytes(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      return all.mapToLong(FileGroup::size).sum();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private static long size(Path path) {
    try {
      return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.size(path) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** With what is in it; links are removed, not followed. */
  private static boolean delete(Path path) {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
