package dev.holdfast.tools.measurement;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.tools.load.Latencies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;

/** What the disk can do when nothing stands between a program and fsync. */
record DiskLimit(double forcesPerSecond, Latencies latencies) {
  /** One page: the least that a file system writes. */
  static final int PAGE = 4096;

  /** Events in a group: about what comes in during one fsync. */
  static final int GROUP = 512;

  /** Appends blocks of a size and forces each one. */
  static DiskLimit measure(Path directory, int blockSize, Duration time) {
    byte[] block = new byte[blockSize];
    Arrays.fill(block, (byte) 'x');
    Latencies latencies = new Latencies();
    Path file = directory.resolve("limit-of-the-disk");
    long begin = System.nanoTime();
    long now = begin;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (now - begin < time.toNanos()) {
        ByteBuffer bytes = ByteBuffer.wrap(block);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        long forced = System.nanoTime();
        latencies.add(forced - now);
        now = forced;
      }
    } catch (IOException e) {
      throw Failures.loadStopped("the disk refused: " + e.getMessage());
    } finally {
      remove(file);
    }
    return new DiskLimit(latencies.count() * 1e9 / (now - begin), latencies);
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw Failures.loadStopped("cannot remove " + file + ": " + e.getMessage());
    }
  }
}
