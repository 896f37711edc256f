package dev.holdfast.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Secret;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.support.HttpDelivery;
import dev.holdfast.testkit.Golden;
import dev.holdfast.testkit.HttpReceiver;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.Notifications;
import dev.holdfast.testkit.NotifierContract;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class WebhookNotifierTest implements NotifierContract {
  private static final Duration SHORT = Duration.ofSeconds(2);

  @Override
  public Stage stage(Behaviour behaviour) throws Exception {
    HttpReceiver receiver = HttpReceiver.open();
    URI target = receiver.uri("/hooks/" + SECRET);
    switch (behaviour) {
      case TAKES -> receiver.answer(200, "");
      case BUSY -> receiver.answer(503, "at " + target);
      case BUSY_FOR_SEVEN_SECONDS -> receiver.answer(429, "slow", Map.of("Retry-After", "7"));
      case REFUSES -> receiver.answer(404, "no " + target.getPath() + " for " + SECRET);
      case HANGS -> receiver.hang();
      case CUTS_OFF -> receiver.cutOff();
      case ABSENT -> receiver.close();
    }
    return new HttpStage(receiver, target);
  }

  private static WebhookConfig config(URI target) {
    Optional<Secret> secret = Optional.of(new Secret(SECRET));
    Optional<Secret> url = Optional.of(new Secret(target.toString()));
    return new WebhookConfig(url, secret, secret, "on-call", SHORT, SHORT);
  }

  private static HttpDelivery http(WebhookConfig config, URI target) {
    return new HttpDelivery(
        SHORT, SHORT, WebhookProblems.OF_DELIVERY, config.secrets(target), new ManualClock());
  }

  private static final class HttpStage implements Stage {
    private final HttpReceiver receiver;
    private final HttpDelivery http;
    private final Notifier notifier;

    HttpStage(HttpReceiver receiver, URI target) {
      this.receiver = receiver;
      this.http = http(config(target), target);
      this.notifier = new WebhookNotifier(config(target), target, http, new ManualClock());
    }

    @Override
    public Notifier notifier() {
      return notifier;
    }

    @Override
    public List<String> received() {
      return receiver.requests().stream().map(HttpReceiver.Request::body).toList();
    }

    @Override
    public void close() {
      http.close();
      receiver.close();
    }
  }

  @Test
  void theBodyIsThatOfAlertmanager() throws Exception {
    byte[] body = AlertmanagerBody.of(Notifications.samples().getFirst(), "on-call");

    Golden.assertSame(
        "alertmanager-v4.json", new String(body, UTF_8).replace("\",\"", "\",\n\"") + "\n");
  }

  @Test
  void aDigestIsAGroupOfTheAlertsInIt() {
    List<Notification> samples = Notifications.samples();
    Notification down = samples.get(0);
    Notification back = samples.get(1);
    Notification filling = samples.get(2);
    String open = body(digest(List.of(down, filling, back)));
    String over = body(digest(List.of(back)));

    // What began and ended in it has ended.
    assertThat(open)
        .containsOnlyOnce("\"fingerprint\":\"" + back.fingerprint())
        .containsOnlyOnce("\"fingerprint\":\"" + filling.fingerprint())
        .doesNotContain("\"fingerprint\":\"00ff")
        .contains("\"message_id\":\"" + back.id(), "\"status\":\"resolved\"")
        .contains("\"alertname\":\"rule/journal-filling\"", "\"groupLabels\":{}")
        .contains("\"truncatedAlerts\":0,\"status\":\"firing\"");
    assertThat(over).contains("\"truncatedAlerts\":0,\"status\":\"resolved\"");
  }

  private static String body(Notification notification) {
    return new String(AlertmanagerBody.of(notification, "on-call"), UTF_8);
  }

  private static Notification digest(List<Notification> messages) {
    Notification like = Notifications.samples().get(7);
    return new Notification(
        like.id(),
        like.incident(),
        "00ff00ff00ff00ff",
        like.status(),
        like.severity(),
        like.subject(),
        like.title(),
        like.since(),
        like.at(),
        like.server(),
        like.evidence(),
        messages);
  }

  @Test
  void aKeyAndATokenThatAreEmptyAreNone() throws Exception {
    Optional<Secret> blank = Optional.of(new Secret(""));
    try (HttpReceiver receiver = HttpReceiver.open()) {
      URI target = receiver.uri("/hook");
      Optional<Secret> url = Optional.of(new Secret(target.toString()));
      WebhookConfig config = new WebhookConfig(url, blank, blank, "on-call", SHORT, SHORT);
      try (HttpDelivery http = http(config, target)) {
        Notifier notifier = new WebhookNotifier(config, target, http, new ManualClock());
        assertThat(notifier.send(Notifications.samples().getFirst()))
            .isInstanceOf(Delivery.Delivered.class);
      }
      assertThat(receiver.requests().getFirst().headers())
          .doesNotContainKeys("x-holdfast-signature", "authorization");
    }
  }

  @Test
  void whoHasTheKeyCanTellThatItIsOurs() throws Exception {
    try (Stage stage = stage(Behaviour.TAKES)) {
      stage.notifier().send(Notifications.samples().getFirst());
      HttpReceiver.Request request = ((HttpStage) stage).receiver.requests().getFirst();
      String timestamp = request.headers().get("x-holdfast-timestamp");
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
      byte[] expected = mac.doFinal((timestamp + "." + request.body()).getBytes(UTF_8));

      assertThat(timestamp).isEqualTo("1782043200");
      assertThat(request.headers())
          .containsEntry("x-holdfast-signature", "sha256=" + HexFormat.of().formatHex(expected))
          .containsEntry("x-holdfast-id", "9C1D-04AF-1")
          .containsEntry("authorization", "Bearer " + SECRET);
    }
  }

  @Test
  void anAnswerThatDoesNotEndIsAnAnswer() throws Exception {
    try (Stage stage = stage(Behaviour.TAKES)) {
      ((HttpStage) stage).receiver.endless();
      assertThat(stage.notifier().send(Notifications.samples().getFirst()))
          .isInstanceOf(Delivery.Delivered.class);
    }
  }
}
