package dev.holdfast.scheduler.cleanup;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.time.Duration;

/**
 * The limits for one kind of file; zero means no limit.
 *
 * @param age older ones go
 * @param count of the newest ones that stay
 * @param size of all together; the oldest ones go
 */
public record FileCap(
    @Range(min = "0 s", max = "3650 d") Duration age,
    @Range(min = "0", max = "100000") int count,
    Size size) {}
