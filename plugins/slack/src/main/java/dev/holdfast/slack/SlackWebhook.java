package dev.holdfast.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.support.HttpDelivery;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** An incoming webhook: each message stands for itself. */
final class SlackWebhook implements Notifier {
  private final URI target;
  private final HttpDelivery http;

  SlackWebhook(URI target, HttpDelivery http) {
    this.target = target;
    this.http = http;
  }

  @Override
  public Delivery send(Notification notification) throws InterruptedException {
    String body = SlackJson.message(SlackMessage.of(notification), members -> {});
    return http.send(
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofString(body, UTF_8))
            .build());
  }

  @Override
  public String toString() {
    return "Slack's webhook at " + target.getHost();
  }
}
