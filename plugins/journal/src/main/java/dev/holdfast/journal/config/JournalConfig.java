package dev.holdfast.journal.config;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.time.Duration;
import java.util.List;

/** The block {@code holdfast.journal}; see reference.conf for the meaning of each key. */
public record JournalConfig(
    @Range(min = "64 KiB", max = "1 GiB") Size segmentSize,
    @Range(min = "1 MiB") Size maxSize,
    Size keepFree,
    @Range(min = "0 s", max = "3650 d") Duration retention,
    List<String> holdingReaders,
    @Range(min = "1 m", max = "3650 d") Duration readerIdleLimit,
    @Range(min = "0 s", max = "3650 d") Duration readerHoldLimit,
    @Range(min = "1 MiB", max = "1 GiB") Size queueSize,
    @Range(min = "64 KiB", max = "64 MiB") Size commitSize,
    @Range(min = "1 KiB", max = "256 MiB") Size recordSize,
    @Range(min = "64 KiB", max = "256 MiB") Size readSize,
    @Range(min = "1 MiB", max = "1 GiB") Size tailMemory,
    @Range(min = "64 KiB", max = "16 GiB") Size deadLetterSize,
    @Range(min = "0 s", max = "3650 d") Duration deadLetterRetention,
    @Range(min = "10 ms", max = "1 m") Duration placeSync) {

  /** The whole heap must not wait for the disk, however small it is. */
  public long effectiveQueueSize(long heap) {
    return Math.min(queueSize.bytes(), heap / 4);
  }

  /** As {@link #effectiveQueueSize}. */
  public long effectiveTailMemory(long heap) {
    return Math.min(tailMemory.bytes(), heap / 8);
  }

  /** What is kept for everybody is kept for an ordinary reader, too. */
  public Duration effectiveReaderHoldLimit() {
    return readerHoldLimit.compareTo(retention) > 0 ? readerHoldLimit : retention;
  }

  /** The journal consists of four segments at least, so that consumed room can be given back. */
  public long effectiveSegmentSize() {
    return Math.min(segmentSize.bytes(), maxSize.bytes() / 4);
  }
}
