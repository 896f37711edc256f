package dev.holdfast.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Delivery;
import dev.holdfast.spi.Notification;
import dev.holdfast.spi.Notifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;

/** An incoming webhook: each message stands for itself. */
final class SlackWebhook implements Notifier {
  private final URI target;
  private final Post post;
  private final Answers answers;

  SlackWebhook(URI target, Post post, InstantSource clock) {
    this.target = target;
    this.post = post;
    String path = target.getRawPath() == null ? "" : target.getRawPath();
    this.answers =
        new Answers(
            List.of(
                target.toString(),
                path.length() > 1 ? path : "",
                path.substring(path.lastIndexOf('/') + 1)),
            clock);
  }

  @Override
  public Delivery send(Notification notification) throws InterruptedException {
    String body = SlackJson.message(SlackMessage.of(notification), members -> {});
    HttpRequest request =
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofString(body, UTF_8))
            .build();
    try {
      HttpResponse<String> answer = post.send(request);
      return answer.statusCode() / 100 == 2
          ? new Delivery.Delivered(Integer.toString(answer.statusCode()))
          : answers.bad(answer);
    } catch (IOException e) {
      return answers.unreachable(e);
    }
  }

  @Override
  public String toString() {
    return "Slack's webhook at " + target.getHost();
  }
}
