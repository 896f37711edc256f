package dev.holdfast.alerts.delivery;

import dev.holdfast.spi.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a channel is at this moment.
 *
 * @param here whether somebody contributes it
 * @param dead whether it takes nothing until a person changes something
 * @param problem why the last attempt failed; null when it did not
 * @param failingSince when the first of the attempts failed that have failed since; null for none
 * @param lastDelivered when a message last arrived; null for never
 */
public record ChannelStatus(
    String name,
    boolean here,
    boolean dead,
    @Nullable Problem problem,
    @Nullable Instant failingSince,
    @Nullable Instant lastDelivered) {}
