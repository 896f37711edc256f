package dev.holdfast.webhook;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import java.time.Duration;
import java.util.Optional;

/** The block {@code holdfast.webhook}; what each key means stands in {@code reference.conf}. */
record WebhookConfig(
    Optional<Secret> url,
    Optional<Secret> key,
    Optional<Secret> token,
    String receiver,
    @Range(min = "100 ms", max = "30 s") Duration connectTimeout,
    @Range(min = "100 ms", max = "30 s") Duration answerTimeout) {}
