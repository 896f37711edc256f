package dev.holdfast.memorywatchdog;

import dev.holdfast.memorywatchdog.bundle.DiagnosticBundleConfig;
import dev.holdfast.memorywatchdog.ladder.LadderConfig;
import dev.holdfast.memorywatchdog.response.PauseConfig;
import dev.holdfast.memorywatchdog.response.RestartConfig;
import dev.holdfast.memorywatchdog.sensor.ResourceConfig;
import dev.holdfast.spi.Range;
import java.time.Duration;

/** The block {@code holdfast.memory-watchdog}; each key is explained in {@code reference.conf}. */
record WatchdogConfig(
    @Range(min = "100 ms", max = "1 m") Duration interval,
    LadderConfig ladder,
    @Range(min = "1 m", max = "1 d") Duration longestWait,
    @Range(min = "1", max = "100") int garbage,
    @Range(min = "100 ms", max = "1 m") Duration releaseLimit,
    PauseConfig pause,
    RestartConfig restart,
    ResourceConfig resources,
    DiagnosticBundleConfig incidents) {}
