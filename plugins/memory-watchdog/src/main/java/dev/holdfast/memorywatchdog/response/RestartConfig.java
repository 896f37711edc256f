package dev.holdfast.memorywatchdog.response;

import dev.holdfast.spi.Range;
import java.time.Duration;

/** {@code holdfast.memory-watchdog.restart}: when the server may ask to be started again. */
public record RestartConfig(
    When when,
    @Range(min = "1", max = "1000") int most,
    @Range(min = "1 m", max = "30 d") Duration window) {

  /** Who has to be there for a restart. */
  public enum When {
    SUPERVISED,
    ALWAYS,
    NEVER
  }
}
