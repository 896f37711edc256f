package dev.holdfast.memorywatchdog.sensor;

import dev.holdfast.memorywatchdog.problem.FigureFormat;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Measures the free space on the data disk, and forecasts when it will be full. */
final class DiskSpace implements Sensor {
  /** An hour of readings, one each 20 s; a forecast needs ten minutes of them. */
  private static final int READINGS = 180;

  private static final long READING_NANOS = 20_000_000_000L;
  private static final int FEWEST = 30;

  private final LongSupplier room;
  private final Size least;
  private final Duration soon;
  private final LinearTrend trend = new LinearTrend(READINGS, FEWEST);
  private boolean read;
  private long nextReading;
  private boolean over;
  private volatile long last;
  private volatile @Nullable Duration left;

  /**
   * Watches a disk.
   *
   * @param room bytes that may still be written
   * @param least room that should be left
   * @param soon how long it should do for
   */
  DiskSpace(LongSupplier room, Size least, Duration soon) {
    this.room = room;
    this.least = least;
    this.soon = soon;
  }

  static DiskSpace of(Path directory, Size least, Duration soon) {
    File file = directory.toFile();
    return new DiskSpace(file::getUsableSpace, least, soon);
  }

  @Override
  public String key() {
    return "disk";
  }

  @Override
  public @Nullable Problem look(long now) {
    last = room.getAsLong();
    if (!read || now - nextReading >= 0) {
      read = true;
      nextReading = now + READING_NANOS;
      trend.add(now, (double) last);
      left = trend.until(0).orElse(null);
    }
    over = last < (over ? least.bytes() + least.bytes() / 10 : least.bytes());
    boolean filling = left != null && left.compareTo(soon) < 0;
    if (!over && !filling) {
      return null;
    }
    String forecast =
        left == null
            ? ""
            : ", for " + FigureFormat.time(left) + " if it goes on as in the last hour";
    return WatchdogProblems.DISK.because(new Size(last) + " are left" + forecast);
  }

  /** How long the room will do for; empty when it does not shrink. */
  Optional<Duration> left() {
    return Optional.ofNullable(left);
  }

  @Override
  public void describe(Map<String, Object> details) {
    details.put("disk", new Size(last) + " left");
    details.put("diskBytes", last);
    Duration time = left;
    if (time != null) {
      details.put("diskFullIn", FigureFormat.time(time));
      details.put("diskFullInSeconds", time.toSeconds());
    }
  }
}
