package dev.holdfast.journal.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A disk that asks another one; a subclass overrides the calls that are to go otherwise. */
public class ForwardingDisk implements Disk {
  private final Disk to;

  protected ForwardingDisk(Disk to) {
    this.to = to;
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return to.create(file);
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return to.open(file);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return to.list(folder);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    to.createFolder(folder);
  }

  @Override
  public void rename(Path from, Path target) throws IOException {
    to.rename(from, target);
  }

  @Override
  public void delete(Path file) throws IOException {
    to.delete(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    to.forceFolder(folder);
  }

  @Override
  public long usableBytes(Path folder) throws IOException {
    return to.usableBytes(folder);
  }

  @Override
  public @Nullable Object fileKey(Path file) throws IOException {
    return to.fileKey(file);
  }

  @Override
  public @Nullable Closeable lock(Path file) throws IOException {
    return to.lock(file);
  }
}
