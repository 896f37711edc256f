package dev.holdfast.journal.log;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.spi.ProblemException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keeps a second writer out of a folder, in case two servers were started on one. */
public final class FolderLock implements Closeable {
  private final Path folder;
  private final FileChannel channel;
  private @Nullable FileChannel renewed;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Locks the file again if somebody has deleted it: another server would lock a new one.
   *
   * @return whether that was so
   */
  public synchronized boolean renew() throws IOException {
    Path file = folder.resolve("lock");
    if (Files.exists(file)) {
      return false;
    }
    FileChannel fresh = FileChannel.open(file, CREATE, WRITE);
    if (fresh.tryLock() == null) {
      fresh.close();
      throw new ProblemException(JournalProblems.LOCKED.because(folder.toString()));
    }
    FileChannel before = renewed;
    renewed = fresh;
    if (before != null) {
      before.close();
    }
    return true;
  }

  public static FolderLock take(Path folder) throws IOException {
    FileChannel channel = FileChannel.open(folder.resolve("lock"), CREATE, WRITE);
    try {
      if (channel.tryLock() != null) {
        return new FolderLock(folder, channel);
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new ProblemException(JournalProblems.LOCKED.because(folder + " in this process"), e);
    }
    channel.close();
    throw new ProblemException(JournalProblems.LOCKED.because(folder.toString()));
  }

  @Override
  public synchronized void close() throws IOException {
    try (channel;
        FileChannel _ = renewed) {
      renewed = null;
    }
  }
}
