package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a channel.
 *
 * @param here whether a plugin contributes it
 * @param dead whether it takes no messages until a person changes something
 * @param problem why the last attempt failed; null when it did not
 * @param failingSince when it began to fail; null while it does not
 * @param lastDelivered when a message last arrived; null for never
 */
public record ChannelStatus(
    String name,
    boolean here,
    boolean dead,
    @Nullable Problem problem,
    @Nullable Moment failingSince,
    @Nullable Instant lastDelivered) {}
