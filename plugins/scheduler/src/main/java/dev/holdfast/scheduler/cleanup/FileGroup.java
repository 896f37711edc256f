package dev.holdfast.scheduler.cleanup;

import dev.holdfast.spi.support.ClockLead;
import dev.holdfast.spi.support.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files or folders of one kind, with their location, their name pattern and their limits.
 *
 * @param name in the figures of the report
 * @param folder where they are; a link to one will do
 * @param depth how deep below the folder they are at most; 1 for those in it. A folder is one of
 *     them at that depth only
 * @param names a glob for the last part of the path
 * @param before younger ones are not looked at
 * @param among which paths are meant, as seen from the folder
 */
record FileGroup(
    String name,
    Path folder,
    int depth,
    String names,
    Instant before,
    FileCap cap,
    Predicate<Path> among) {
  /** Whoever writes one that is younger may not have finished. */
  private static final Duration UNTOUCHED = Duration.ofMinutes(10);

  /** More than this is left for the next run. */
  private static final int MOST_LOOKED_AT = 10_000;

  /**
   * What has been removed.
   *
   * @param failed could not be read or removed
   */
  record Removed(long entries, long bytes, long failed) {}

  /** One file, or one folder with all that is in it. */
  private record Entry(Path path, Instant written, long bytes) {}

  /** All that have such a name. */
  FileGroup(String name, Path folder, int depth, String names, Instant before, FileCap cap) {
    this(name, folder, depth, names, before, cap, path -> true);
  }

  /** Removes what is beyond the cap, the oldest first. */
  Removed sweep(Instant now) throws IOException, InterruptedException {
    if (!Files.isDirectory(folder)) {
      return new Removed(0, 0, 0);
    }
    Path root = folder.toRealPath();
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + names);
    Found found =
        new Found(path -> matcher.matches(path.getFileName()) && among.test(root.relativize(path)));
    Files.walkFileTree(root, Set.of(), depth, found);
    List<Entry> entries = entries(found.paths);
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    long left = entries.size();
    long removed = 0;
    long freed = 0;
    long failed = found.unread;
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

  /** Gathers what is there; what cannot be read, or has gone meanwhile, is passed by. */
  private static final class Found extends SimpleFileVisitor<Path> {
    final List<Path> paths = new ArrayList<>();
    private final Predicate<Path> wanted;
    long unread;

    Found(Predicate<Path> wanted) {
      this.wanted = wanted;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      if (wanted.test(path)) {
        paths.add(path);
      }
      return paths.size() < MOST_LOOKED_AT ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException cause) {
      unread += cause instanceof NoSuchFileException ? 0 : 1;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, @Nullable IOException cause) {
      return cause == null ? FileVisitResult.CONTINUE : visitFileFailed(path, cause);
    }
  }

  /** The oldest first. */
  private List<Entry> entries(List<Path> found) {
    List<Entry> entries = new ArrayList<>();
    for (Path path : found) {
      Instant written = written(path);
      // Older than any clock that was right: nobody knows how old it is.
      if (!written.isBefore(ClockLead.EARLIEST) && written.isBefore(before)) {
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

  private static long bytes(Path path) {
    try (Stream<Path> all = Files.walk(path)) {
      return all.mapToLong(FileGroup::size).sum();
    } catch (IOException | UncheckedIOException e) {
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
    try {
      FileTree.delete(path);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
