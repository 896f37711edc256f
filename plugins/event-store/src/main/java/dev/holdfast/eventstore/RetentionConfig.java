package dev.holdfast.eventstore;

import dev.holdfast.spi.Range;
import java.time.Duration;

/** The block {@code holdfast.event-store.retention}; zero keeps everything. */
public record RetentionConfig(
    @Range(min = "0 s", max = "36500 d") Duration age,
    @Range(min = "0") long rows,
    @Range(min = "1", max = "100000") int chunk,
    @Range(min = "0 ms", max = "10 s") Duration pause) {

  boolean keepsAll() {
    return age.isZero() && rows == 0;
  }
}
