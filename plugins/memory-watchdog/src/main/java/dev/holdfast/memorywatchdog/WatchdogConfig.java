package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.time.Duration;
import java.util.List;

/** The block {@code holdfast.memory-watchdog}; each key is explained in {@code reference.conf}. */
record WatchdogConfig(
    @Range(min = "100 ms", max = "1 m") Duration interval,
    LadderConfig ladder,
    @Range(min = "1 m", max = "1 d") Duration longestWait,
    @Range(min = "1", max = "100") int garbage,
    @Range(min = "100 ms", max = "1 m") Duration releaseLimit,
    Pause pause,
    Restart restart,
    Resources resources,
    Incidents incidents) {

  /** Which plugins the server can do without for a while. */
  record Pause(
      List<String> plugins,
      List<String> keep,
      List<String> drain,
      @Range(min = "1", max = "1000") int most,
      @Range(min = "1 m", max = "30 d") Duration window) {}

  /** When the server may ask to be started again. */
  record Restart(
      When when,
      @Range(min = "1", max = "1000") int most,
      @Range(min = "1 m", max = "30 d") Duration window) {}

  /** Who has to be there for a restart. */
  enum When {
    SUPERVISED,
    ALWAYS,
    NEVER
  }

  /** What else is watched, and from when on it is told. */
  record Resources(
      @Range(min = "100 ms", max = "1 h") Duration interval,
      @Range(min = "1", max = "100") int collecting,
      @Range(min = "1", max = "100") int outsideHeap,
      @Range(min = "1", max = "100") int resident,
      @Range(min = "1", max = "100") int descriptors,
      @Range(min = "10", max = "1000000") int threads,
      @Range(min = "100 ms", max = "1 h") Duration deadlockInterval,
      Size diskRoom,
      @Range(min = "0 s", max = "30 d") Duration diskTime,
      @Range(min = "100 ms", max = "1 d") Duration clockStep) {}

  /** The evidence that is kept. */
  record Incidents(
      @Range(min = "1", max = "1000") int most,
      Size mostSize,
      @Range(min = "16 KiB", max = "1 GiB") Size partSize,
      @Range(min = "1 KiB", max = "64 MiB") Size logSize,
      @Range(min = "0 s", max = "1 d") Duration pause,
      boolean recording) {}
}
