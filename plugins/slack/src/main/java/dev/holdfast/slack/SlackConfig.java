package dev.holdfast.slack;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The block {@code holdfast.slack}; what each key means stands in {@code reference.conf}. */
record SlackConfig(
    Optional<Secret> webhookUrl,
    Optional<Secret> token,
    String channel,
    URI apiUrl,
    @Range(min = "1", max = "10000") int threads,
    @Range(min = "100 ms", max = "30 s") Duration connectTimeout,
    @Range(min = "100 ms", max = "30 s") Duration answerTimeout) {

  boolean isBot() {
    return token.map(Secret::value).filter(value -> !value.isBlank()).isPresent();
  }

  boolean isWebhook() {
    return webhookUrl.map(Secret::value).filter(value -> !value.isBlank()).isPresent();
  }
}
