package dev.holdfast.slack;

import dev.holdfast.spi.Secret;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.support.HttpDelivery;
import dev.holdfast.testkit.HttpReceiver;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.NotifierContract;
import dev.holdfast.testkit.NotifierContract.Behaviour;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A web server that behaves like Slack. */
final class SlackStage implements NotifierContract.Stage {
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Map<String, String> SEVEN_SECONDS = Map.of("Retry-After", "7");

  final HttpReceiver slack = HttpReceiver.open();
  private final HttpDelivery http;
  private final Notifier notifier;

  private SlackStage() throws IOException {
    URI target = slack.uri("/services/T0/B0/" + NotifierContract.SECRET);
    this.http = http(HttpDelivery.secretsOf(target));
    this.notifier = new SlackWebhook(target, http);
  }

  private SlackStage(Path directory) throws IOException {
    SlackConfig config =
        new SlackConfig(
            Optional.empty(),
            Optional.of(new Secret(NotifierContract.SECRET)),
            "#alerts",
            slack.uri("/api"),
            500,
            SHORT,
            SHORT);
    String token = NotifierContract.SECRET;
    this.http = http(List.of(token));
    this.notifier = new SlackBot(config, token, http, Threads.open(directory, 500));
  }

  private static HttpDelivery http(List<String> secrets) {
    return new HttpDelivery(SHORT, SHORT, SlackProblems.OF_DELIVERY, secrets, new ManualClock());
  }

  static SlackStage webhook(Behaviour behaviour) throws IOException {
    SlackStage stage = new SlackStage();
    switch (behaviour) {
      case TAKES -> stage.slack.answer(200, "ok");
      case BUSY -> stage.slack.answer(500, "server_error " + NotifierContract.SECRET);
      case BUSY_FOR_SEVEN_SECONDS -> stage.slack.answer(429, "rate_limited", SEVEN_SECONDS);
      case REFUSES -> stage.slack.answer(404, "no_service for " + NotifierContract.SECRET);
      default -> stage.otherwise(behaviour);
    }
    return stage;
  }

  static SlackStage bot(Behaviour behaviour, Path directory) throws IOException {
    SlackStage stage = new SlackStage(directory);
    String token = NotifierContract.SECRET;
    switch (behaviour) {
      case TAKES ->
          stage.slack.answer(
              200, "{\"ok\":true,\"channel\":\"C42\",\"ts\":\"17.42\",\"message\":{\"ts\":\"0\"}}");
      case BUSY -> stage.slack.answer(200, "{\"ok\":false,\"error\":\"internal_error\"}");
      case BUSY_FOR_SEVEN_SECONDS ->
          stage.slack.answer(429, "{\"ok\":false,\"error\":\"ratelimited\"}", SEVEN_SECONDS);
      case REFUSES ->
          stage.slack.answer(200, "{\"ok\":false,\"error\":\"invalid_auth " + token + "\"}");
      default -> stage.otherwise(behaviour);
    }
    return stage;
  }

  private void otherwise(Behaviour behaviour) {
    switch (behaviour) {
      case HANGS -> slack.hang();
      case CUTS_OFF -> slack.cutOff();
      case ABSENT -> slack.close();
      default -> throw new IllegalArgumentException(behaviour.name());
    }
  }

  @Override
  public Notifier notifier() {
    return notifier;
  }

  @Override
  public List<String> received() {
    return slack.requests().stream()
        .filter(request -> !request.path().endsWith("chat.update"))
        .map(HttpReceiver.Request::body)
        .toList();
  }

  @Override
  public void close() {
    http.close();
    slack.close();
  }
}
