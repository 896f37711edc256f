package dev.holdfast.memorywatchdog.response;

import dev.holdfast.spi.Range;
import java.time.Duration;
import java.util.List;

/** {@code holdfast.memory-watchdog.pause}: which plugins the server can do without for a while. */
public record PauseConfig(
    List<String> plugins,
    List<String> keep,
    List<String> drain,
    @Range(min = "1", max = "1000") int most,
    @Range(min = "1 m", max = "30 d") Duration window) {}
