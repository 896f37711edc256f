package dev.holdfast.webhook;

import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.support.HttpDelivery;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.InstantSource;

/** Sends Alertmanager's body to one address. */
final class WebhookNotifier implements Notifier {
  private final WebhookConfig config;
  private final URI target;
  private final HttpDelivery http;
  private final InstantSource clock;

  WebhookNotifier(WebhookConfig config, URI target, HttpDelivery http, InstantSource clock) {
    this.config = config;
    this.target = target;
    this.http = http;
    this.clock = clock;
  }

  @Override
  public Delivery send(Notification notification) throws InterruptedException {
    byte[] body = AlertmanagerBody.of(notification, config.receiver());
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Holdfast")
            .header("X-Holdfast-Id", notification.id())
            .header("X-Holdfast-Timestamp", timestamp)
            .POST(BodyPublishers.ofByteArray(body));
    config
        .key()
        .ifPresent(key ->
            request.header("X-Holdfast-Signature", "sha256=" + Signature.of(key, timestamp, body)));
    config
        .token()
        .ifPresent(token -> request.header("Authorization", "Bearer " + token.value().strip()));
    return http.send(request.build());
  }

  @Override
  public String toString() {
    return "webhook to " + target.getHost();
  }
}
