package dev.holdfast.journal.log;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.spi.ProblemException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keeps a second writer out of a folder, in case two servers were started on one. */
public final class FolderLock implements Closeable {
  private final Disk disk;
  private final Path folder;
  private final Closeable first;
  private @Nullable Closeable renewed;

  private FolderLock(Disk disk, Path folder) throws IOException {
    this.disk = disk;
    this.folder = folder;
    this.first = lock();
  }

  /**
   * Locks a folder.
   *
   * @throws ProblemException somebody else has locked it
   */
  public static FolderLock take(Disk disk, Path folder) throws IOException {
    return new FolderLock(disk, folder);
  }

  /**
   * Locks the file again if somebody has deleted it: another server would lock a new one.
   *
   * @return whether that was so
   */
  public synchronized boolean renew() throws IOException {
    if (disk.fileKey(file()) != null) {
      return false;
    }
    Closeable before = renewed;
    renewed = lock();
    if (before != null) {
      before.close();
    }
    return true;
  }

  @Override
  public synchronized void close() throws IOException {
    try (first;
        Closeable _ = renewed) {
      renewed = null;
    }
  }

  private Closeable lock() throws IOException {
    Closeable lock = disk.lock(file());
    if (lock == null) {
      throw new ProblemException(JournalProblems.LOCKED.because(folder.toString()));
    }
    return lock;
  }

  private Path file() {
    return folder.resolve("lock");
  }
}
