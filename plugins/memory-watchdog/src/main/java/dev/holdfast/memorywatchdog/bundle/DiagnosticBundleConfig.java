package dev.holdfast.memorywatchdog.bundle;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.time.Duration;

/** {@code holdfast.memory-watchdog.incidents}: limits of the diagnostic bundles that are kept. */
public record DiagnosticBundleConfig(
    @Range(min = "1", max = "1000") int most,
    Size mostSize,
    @Range(min = "16 KiB", max = "1 GiB") Size partSize,
    @Range(min = "1 KiB", max = "64 MiB") Size logSize,
    @Range(min = "0 s", max = "1 d") Duration pause,
    boolean recording) {}
