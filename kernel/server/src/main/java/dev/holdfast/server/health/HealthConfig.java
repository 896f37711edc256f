package dev.holdfast.server.health;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.time.Duration;

/**
 * {@code holdfast.health}.
 *
 * @param interval between two runs of a check
 * @param timeLimit of one run; longer is an answer too: down
 * @param tickLimit how old the kernel's last tick may be before /health/live says down
 * @param detailBytes what the details of one check may come to, as UTF-8
 * @param detailCount how many values one check may have in its details, those in lists included
 * @param detailDepth how deep lists and maps may lie in each other there
 */
public record HealthConfig(
    @Range(min = "100 ms", max = "1 h") Duration interval,
    @Range(min = "10 ms", max = "1 m") Duration timeLimit,
    @Range(min = "1 s", max = "10 m") Duration tickLimit,
    @Range(min = "1 KiB", max = "1 MiB") Size detailBytes,
    @Range(min = "10", max = "10000") int detailCount,
    @Range(min = "1", max = "50") int detailDepth) {}
