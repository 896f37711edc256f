package dev.holdfast.memorywatchdog.sensor;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.time.Duration;

/**
 * {@code holdfast.memory-watchdog.resources}: the limits of everything besides the heap, from which
 * a warning is given.
 */
public record ResourceConfig(
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
