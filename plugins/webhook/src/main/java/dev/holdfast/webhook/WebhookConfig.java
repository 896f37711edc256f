package dev.holdfast.webhook;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.support.HttpDelivery;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The block {@code holdfast.webhook}; what each key means stands in {@code reference.conf}. */
record WebhookConfig(
    Optional<Secret> url,
    Optional<Secret> key,
    Optional<Secret> token,
    String receiver,
    @Range(min = "100 ms", max = "30 s") Duration connectTimeout,
    @Range(min = "100 ms", max = "30 s") Duration answerTimeout) {

  /** One that is set to nothing, as an empty variable of the environment does, is not set. */
  WebhookConfig {
    key = key.filter(secret -> !secret.value().isBlank());
    token = token.filter(secret -> !secret.value().isBlank());
  }

  /** What no text about a delivery may hold. */
  List<String> secrets(URI target) {
    Stream<String> more =
        Stream.of(key, token).flatMap(Optional::stream).map(Secret::value).map(String::strip);
    return Stream.concat(HttpDelivery.secretsOf(target).stream(), more).toList();
  }
}
