package dev.holdfast.server.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lock by which one process owns a directory. The system takes it back from a process that has
 * died, so a lock that nobody holds is free whatever notes say.
 *
 * <p>A lock belongs to an inode and not to a name: when the file is deleted, the next process makes
 * a new one and locks that as well. So the owner compares both from time to time, and locks the new
 * file before anybody else does.
 */
public final class DirectoryLock implements AutoCloseable {
  private final Path file;
  private FileChannel channel;
  private @Nullable Object inode;

  private DirectoryLock(Path file, FileChannel channel, @Nullable Object inode) {
    this.file = file;
    this.channel = channel;
    this.inode = inode;
  }

  /** What has become of a lock since the last look. */
  public enum Look {
    /** It is held. */
    HELD,
    /** The file was away, or another one; this process has locked the new one. */
    TAKEN_AGAIN,
    /** Another process has locked the new file. */
    LOST
  }

  /**
   * Takes the lock.
   *
   * @param file is made when it is missing; never opened through a link
   * @return empty when another process has it
   */
  public static Optional<DirectoryLock> take(Path file) throws IOException {
    FileChannel channel = open(file);
    if (!isLocked(channel)) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new DirectoryLock(file, channel, inode(file)));
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * Which file or directory this is, as a text to compare; a copy has another one. Null when there
   * is none, or where the file system cannot tell.
   */
  public static @Nullable String inode(Path file) throws IOException {
    try {
      Object key =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      return key == null ? null : key.toString();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Compares the file with the one that was locked, and locks a new one. */
  public synchronized Look look() throws IOException {
    String now = inode(file);
    boolean same = now == null ? Files.exists(file) : Objects.equals(now, inode);
    if (same || !channel.isOpen()) {
      return Look.HELD;
    }
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    FileChannel again = open(file);
    if (!isLocked(again)) {
      again.close();
      return Look.LOST;
    }
    channel.close();
    channel = again;
    inode = inode(file);
    return Look.TAKEN_AGAIN;
  }

  /** False after {@link #close}. */
  public synchronized boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
