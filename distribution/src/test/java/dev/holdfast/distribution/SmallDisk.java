package dev.holdfast.distribution;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system in memory that can be filled to the last byte; only root may mount one. */
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 64 * 1024;

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  static SmallDisk mountedAt(Path directory, int megabytes) throws Exception {
    Files.createDirectories(directory);
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
    assumeTrue(mounted, "a full disk needs the right to mount one");
    return new SmallDisk(directory);
  }

  Path directory() {
    return directory;
  }

  void fill() throws IOException {
    byte[] block = new byte[BLOCK];
    for (int size = BLOCK; size > 0; size /= 16) {
      fill(block, size);
    }
  }

  private void fill(byte[] block, int size) throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast(size))) {
      while (true) {
        out.write(block, 0, size);
      }
    } catch (IOException e) {
      if (directory.toFile().getUsableSpace() > BLOCK) {
        throw e;
      }
    }
  }

  void free() throws IOException {
    for (int size = BLOCK; size > 0; size /= 16) {
      Files.deleteIfExists(ballast(size));
    }
  }

  @Override
  public void close() throws Exception {
    // Lazily: the last process of the database may be leaving it.
    run("umount", "-l", directory.toString());
  }

  private Path ballast(int size) {
    return directory.resolve("ballast-" + size);
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor() == 0;
  }
}
