package dev.holdfast.console.supervise;

import dev.holdfast.console.instance.InstanceFiles;
import dev.holdfast.console.instance.SupervisorNote;
import dev.holdfast.console.terminal.ProcessFailures;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * There is one supervisor for a data directory; the system takes the lock back from a dead one. A
 * lock file that is deleted is made and locked anew within a second, as the server does with its
 * own.
 */
public final class SupervisorLock implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Path file;
  private final CountDownLatch closed = new CountDownLatch(1);
  private FileChannel channel;
  private @Nullable Object inode;

  private SupervisorLock(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.inode = inode(file);
  }

  /**
   * Takes it.
   *
   * @param lost is told once that another supervisor has it now
   * @throws Failure another supervisor has it
   */
  public static SupervisorLock take(InstanceFiles files, Runnable lost) {
    Path file = files.supervisorLock();
    try {
      Files.createDirectories(files.run());
      FileChannel channel = open(file);
      if (!isLocked(channel) || hasLivingOwner(files)) {
        channel.close();
        throw ProcessFailures.supervisedAlready(files.data());
      }
      SupervisorLock lock = new SupervisorLock(file, channel);
      Thread.ofPlatform().daemon().name("supervisor-lock").start(() -> lock.watch(lost));
      return lock;
    } catch (IOException e) {
      throw ProcessFailures.notWritable(file, e);
    }
  }

  /** Its lock may have been deleted a moment ago. */
  private static boolean hasLivingOwner(InstanceFiles files) {
    return SupervisorNote.read(files.supervisorNote())
        .filter(note -> note.process().pid() != ProcessHandle.current().pid())
        .filter(SupervisorNote::isAlive)
        .isPresent();
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static @Nullable Object inode(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void watch(Runnable lost) {
    try {
      while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (!isStillHeld()) {
          lost.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when another process has locked the file that is there now. */
  public synchronized boolean isStillHeld() {
    try {
      Object now = inode(file);
      boolean same = now == null ? Files.exists(file) : Objects.equals(now, inode);
      if (same || !channel.isOpen()) {
        return true;
      }
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      FileChannel again = open(file);
      if (!isLocked(again)) {
        again.close();
        return false;
      }
      channel.close();
      channel = again;
      inode = inode(file);
      return true;
    } catch (IOException e) {
      // Looked at again in a moment.
      return true;
    }
  }

  @Override
  public synchronized void close() {
    closed.countDown();
    try {
      channel.close();
    } catch (IOException e) {
      System.err.println("holdfast: the supervisor's lock cannot be given back: " + e);
    }
  }
}
