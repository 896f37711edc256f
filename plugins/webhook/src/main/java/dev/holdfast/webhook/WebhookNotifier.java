package dev.holdfast.webhook;

import dev.holdfast.spi.Delivery;
import dev.holdfast.spi.Notification;
import dev.holdfast.spi.Notifier;
import dev.holdfast.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends Alertmanager's body to one address. */
final class WebhookNotifier implements Notifier {
  private static final int LONGEST = 200;

  private final WebhookConfig config;
  private final URI target;
  private final Post post;
  private final InstantSource clock;

  WebhookNotifier(WebhookConfig config, URI target, Post post, InstantSource clock) {
    this.config = config;
    this.target = target;
    this.post = post;
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
    try {
      return judge(post.send(request.build()));
    } catch (IOException e) {
      String why = masked(String.valueOf(e.getMessage()));
      return new Delivery.TryAgain(WebhookProblems.UNREACHABLE.because(why), Optional.empty());
    }
  }

  private Delivery judge(HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return new Delivery.Delivered(Integer.toString(status));
    }
    String why = masked(status + " " + answer.body());
    boolean later = status / 100 == 5 || List.of(408, 425, 429).contains(status);
    return later
        ? new Delivery.TryAgain(WebhookProblems.BUSY.because(why), retryAfter(answer))
        : new Delivery.Dead(WebhookProblems.REFUSED.because(why));
  }

  /** Seconds, or a date. */
  private Optional<Duration> retryAfter(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(text -> {
          try {
            return Optional.of(
                text.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                        clock.instant(),
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()));
          } catch (DateTimeException e) {
            return Optional.empty();
          }
        });
  }

  /** What the other side says may repeat what it was told. */
  private String masked(String text) {
    String plain = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    List<String> secrets =
        Stream.of(config.url(), config.key(), config.token())
            .flatMap(Optional::stream)
            .map(Secret::value)
            .toList();
    for (String secret : secrets) {
      plain = plain.replace(secret.strip(), "***");
    }
    String path = target.getRawPath();
    if (path != null && path.length() > 1) {
      plain = plain.replace(path, "/***");
    }
    String query = target.getRawQuery();
    if (query != null && !query.isEmpty()) {
      plain = plain.replace(query, "***");
    }
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }

  @Override
  public String toString() {
    return "webhook to " + target.getHost();
  }
}
