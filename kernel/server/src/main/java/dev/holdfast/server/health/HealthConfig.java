package dev.holdfast.server.health;

import dev.holdfast.spi.Range;
import java.time.Duration;

/**
 * {@code holdfast.health}.
 *
 * @param interval between two runs of a check
 * @param timeLimit of one run; longer is an answer too: down
 * @param tickLimit how old the kernel's last tick may be before /health/live says down
 */
public record HealthConfig(
    @Range(min = "100 ms", max = "1 h") Duration interval,
    @Range(min = "10 ms", max = "1 m") Duration timeLimit,
    @Range(min = "1 s", max = "10 m") Duration tickLimit) {}
