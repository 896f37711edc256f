package dev.holdfast.journal.log;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The real file system. */
public final class LocalDisk implements Disk {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  private volatile @Nullable FileStore store;

  @Override
  public DiskFile create(Path file) throws IOException {
    return new LocalFile(file, FileChannel.open(file, CREATE_NEW, READ, WRITE));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new LocalFile(file, FileChannel.open(file, READ, WRITE));
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = folder.toAbsolutePath().getParent();
    if (above != null) {
      createFolder(above);
    }
    Files.createDirectories(folder);
    if (above != null) {
      forceFolder(above);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, ATOMIC_MOVE, REPLACE_EXISTING);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public long usableBytes(Path folder) throws IOException {
    FileStore known = store;
    if (known == null) {
      known = Files.getFileStore(folder);
      store = known;
    }
    return known.getUsableSpace();
  }

  @Override
  public @Nullable Object fileKey(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      Object key = attributes.fileKey();
      return key == null ? attributes.creationTime() : key;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public @Nullable Closeable lock(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, CREATE, WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      LOG.log(Level.DEBUG, file + " is locked by this process.", e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  /**
   * A FileChannel closes itself when its thread is interrupted, and the kernel interrupts workers.
   * So the interrupt is set aside during each call and handed back after it.
   */
  private static final class LocalFile implements DiskFile {
    private final Path path;
    private FileChannel channel;

    LocalFile(Path path, FileChannel channel) {
      this.path = path;
      this.channel = channel;
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      int start = into.position();
      uninterrupted(
          true,
          () -> {
            int read = 0;
            while (into.hasRemaining() && read >= 0) {
              read = channel.read(into, position + into.position() - start);
            }
          });
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      int start = from.position();
      uninterrupted(
          true,
          () -> {
            while (from.hasRemaining()) {
              channel.write(from, position + from.position() - start);
            }
          });
    }

    @Override
    public void force() throws IOException {
      // Not tried again: a file that was reopened may no longer tell that the first force failed.
      uninterrupted(false, () -> channel.force(false));
    }

    @Override
    public void truncate(long size) throws IOException {
      uninterrupted(true, () -> channel.truncate(size));
    }

    @Override
    public long size() throws IOException {
      long[] size = new long[1];
      uninterrupted(true, () -> size[0] = channel.size());
      return size[0];
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    private void uninterrupted(boolean again, Call call) throws IOException {
      boolean interrupted = Thread.interrupted();
      try {
        while (true) {
          try {
            call.run();
            return;
          } catch (ClosedByInterruptException e) {
            interrupted |= Thread.interrupted();
            channel = FileChannel.open(path, READ, WRITE);
            if (!again) {
              throw new IOException("interrupted, outcome unknown", e);
            }
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    /** A call that may fail. */
    private interface Call {
      void run() throws IOException;
    }
  }
}
