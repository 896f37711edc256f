package dev.holdfast.journal.readers;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that asks another one; a subclass overrides the calls that are to go otherwise. */
class ForwardingFile implements DiskFile {
  private final DiskFile to;

  ForwardingFile(DiskFile to) {
    this.to = to;
  }

  @Override
  public void read(ByteBuffer into, long position) throws IOException {
    to.read(into, position);
  }

  @Override
  public void write(ByteBuffer from, long position) throws IOException {
    to.write(from, position);
  }

  @Override
  public void force() throws IOException {
    to.force();
  }

  @Override
  public void truncate(long size) throws IOException {
    to.truncate(size);
  }

  @Override
  public long size() throws IOException {
    return to.size();
  }

  @Override
  public void close() throws IOException {
    to.close();
  }
}
