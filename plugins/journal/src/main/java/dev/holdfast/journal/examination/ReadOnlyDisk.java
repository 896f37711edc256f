package dev.holdfast.journal.examination;

import dev.holdfast.journal.log.ForwardingDisk;
import dev.holdfast.journal.log.LocalDisk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A disk that only reads, beside a server that may be writing: a call that would change a file
 * throws, and a force does nothing.
 */
final class ReadOnlyDisk extends ForwardingDisk {
  ReadOnlyDisk() {
    super(new LocalDisk());
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new ReadOnlyFile(FileChannel.open(file, StandardOpenOption.READ));
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
