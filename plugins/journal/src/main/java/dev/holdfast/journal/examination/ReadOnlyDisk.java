package dev.holdfast.journal.examination;

import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.LocalDisk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk that only reads, beside a server that may be writing: a call that would change a file
 * throws, and a force does nothing.
 */
final class ReadOnlyDisk implements Disk {
  private final Disk real = new LocalDisk();

  @Override
  public DiskFile open(Path file) throws IOException {
    return new ReadOnlyFile(FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return real.list(folder);
  }

  @Override
  public long usableBytes(Path folder) throws IOException {
    return real.usableBytes(folder);
  }

  @Override
  public @Nullable Object fileKey(Path file) throws IOException {
    return real.fileKey(file);
  }

  @Override
  public Closeable lock(Path file) {
    throw new UnsupportedOperationException("lock " + file);
  }

  @Override
  public DiskFile create(Path file) {
    throw new UnsupportedOperationException("create " + file);
  }

  @Override
  public void rename(Path from, Path to) {
    throw new UnsupportedOperationException("rename " + from);
  }

  @Override
  public void delete(Path file) {
    throw new UnsupportedOperationException("delete " + file);
  }

  /** What is there need not be made. */
  @Override
  public void createFolder(Path folder) {}

  @Override
  public void forceFolder(Path folder) {}

  private record ReadOnlyFile(FileChannel channel) implements DiskFile {
    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      int start = into.position();
      int read = 0;
      while (into.hasRemaining() && read >= 0) {
        read = channel.read(into, position + into.position() - start);
      }
    }

    @Override
    public void write(ByteBuffer from, long position) {
      throw new UnsupportedOperationException("write");
    }

    @Override
    public void truncate(long size) {
      throw new UnsupportedOperationException("truncate");
    }

    @Override
    public void force() {}

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
