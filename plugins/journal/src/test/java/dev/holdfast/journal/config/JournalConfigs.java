package dev.holdfast.journal.config;

import dev.holdfast.spi.Size;
import java.time.Duration;
import java.util.List;

/** Configurations for tests. */
public final class JournalConfigs {
  private JournalConfigs() {}

  public static JournalConfig config(long segmentSize, long maxSize) {
    return config(segmentSize, maxSize, Duration.ofHours(1));
  }

  public static JournalConfig config(long segmentSize, long maxSize, Duration retention) {
    return new JournalConfig(
        new Size(segmentSize),
        new Size(maxSize),
        new Size(0),
        retention,
        List.of("event-store"),
        Duration.ofHours(1),
        Duration.ofDays(1),
        Size.ofMebibytes(64),
        Size.ofMebibytes(2),
        Size.ofMebibytes(1),
        Size.ofMebibytes(8),
        Size.ofMebibytes(4),
        new Size(256 << 10),
        Duration.ZERO,
        Duration.ofMillis(10));
  }

  public static JournalConfig withQueueSize(JournalConfig config, Size queueSize) {
    return with(config, config.keepFree(), queueSize, config.deadLetterSize());
  }

  public static JournalConfig withDeadLetterSize(JournalConfig config, Size deadLetterSize) {
    return with(config, config.keepFree(), config.queueSize(), deadLetterSize);
  }

  public static JournalConfig withKeepFree(JournalConfig config, Size keepFree) {
    return with(config, keepFree, config.queueSize(), config.deadLetterSize());
  }

  private static JournalConfig with(
      JournalConfig config, Size keepFree, Size queueSize, Size deadLetterSize) {
    return new JournalConfig(
        config.segmentSize(),
        config.maxSize(),
        keepFree,
        config.retention(),
        config.holdingReaders(),
        config.readerIdleLimit(),
        config.readerHoldLimit(),
        queueSize,
        config.commitSize(),
        config.recordSize(),
        config.readSize(),
        config.tailMemory(),
        deadLetterSize,
        config.deadLetterRetention(),
        config.placeSync());
  }
}
