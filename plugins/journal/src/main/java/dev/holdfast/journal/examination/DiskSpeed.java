package dev.holdfast.journal.examination;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.spi.Examination;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How long the disk takes to make 4 KiB durable: the least that an acknowledgement takes. Measured
 * in a file that is deleted again.
 */
record DiskSpeed(Path folder, LongSupplier ticker) {
  private static final int WRITES = 50;
  private static final int BYTES = 4096;
  private static final double SLOW_MILLIS = 50;

  /** A disk that stalls must not use up the time of the whole examination. */
  private static final long MOST_NANOS = 15_000_000_000L;

  void tell(Examination examination) throws IOException {
    Path file = Files.createTempFile(folder, "doctor-disk-speed", ".tmp");
    try {
      double[] millis = measure(file);
      double median = millis[millis.length / 2];
      String text =
          String.format(
              Locale.ROOT,
              "%d writes of 4 KiB with fsync: median %.2f ms, slowest %.2f ms",
              millis.length,
              median,
              millis[millis.length - 1]);
      if (median > SLOW_MILLIS) {
        examination.warn("disk speed", JournalProblems.DISK_SLOW.because(text));
      } else {
        examination.ok("disk speed", text);
      }
    } catch (IOException e) {
      examination.fail("disk speed", JournalProblems.disk(e).problem());
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Sorted. */
  private double[] measure(Path file) throws IOException {
    double[] millis = new double[WRITES];
    int done = 0;
    long begun = ticker.getAsLong();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      while (done == 0 || (done < WRITES && ticker.getAsLong() - begun < MOST_NANOS)) {
        ByteBuffer block = ByteBuffer.allocate(BYTES);
        long before = ticker.getAsLong();
        while (block.hasRemaining()) {
          channel.write(block, (long) done * BYTES + block.position());
        }
        channel.force(false);
        millis[done++] = (ticker.getAsLong() - before) / 1e6;
      }
    }
    double[] taken = Arrays.copyOf(millis, done);
    Arrays.sort(taken);
    return taken;
  }
}
