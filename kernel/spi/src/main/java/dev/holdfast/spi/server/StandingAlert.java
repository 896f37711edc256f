package dev.holdfast.spi.server;

import dev.holdfast.spi.Alert;
import java.time.Instant;

/**
 * An active alert on the kernel's board.
 *
 * @param plugin who raised it; "kernel" for the server itself
 * @param since when it was raised first
 */
public record StandingAlert(String plugin, Alert alert, Instant since) {}
