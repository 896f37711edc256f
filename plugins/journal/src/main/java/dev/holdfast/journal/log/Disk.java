package dev.holdfast.journal.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the journal asks of a file system, so that tests can fail the n-th call of each kind.
 * Safe for use by several threads; a {@link DiskFile} is for one at a time.
 */
public interface Disk {

  /** Creates a file that must not exist yet. */
  DiskFile create(Path file) throws IOException;

  /** Opens an existing file for reading and writing. */
  DiskFile open(Path file) throws IOException;

  /** The names in a folder, sorted. */
  List<String> list(Path folder) throws IOException;

  /** Creates a folder and those above it; what was missing survives a power cut from now on. */
  void createFolder(Path folder) throws IOException;

  /** Moves atomically, replacing what is there. */
  void rename(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /** Makes created, renamed and deleted names survive a power cut. */
  void forceFolder(Path folder) throws IOException;

  /** The bytes that this process may still write to the file system. */
  long usableBytes(Path folder) throws IOException;

  /**
   * What tells a file from another one of the same name (the inode); null when there is none of
   * that name now.
   */
  @Nullable Object fileKey(Path file) throws IOException;

  /**
   * Locks a file, which is created if need be, until what is returned is closed or the process
   * ends.
   *
   * @return null when another process, or this one, has locked it
   */
  @Nullable Closeable lock(Path file) throws IOException;

  /** An open file. */
  interface DiskFile extends Closeable {

    /** Reads until the buffer is full or the file ends. */
    void read(ByteBuffer into, long position) throws IOException;

    /** Writes all that remains in the buffer; what of it is in the file after a failure is open. */
    void write(ByteBuffer from, long position) throws IOException;

    /** Makes the content survive a power cut. After a failure what was written may be gone. */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;
  }
}
