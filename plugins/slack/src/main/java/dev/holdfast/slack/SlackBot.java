package dev.holdfast.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.support.HttpDelivery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bot: the first message about an incident begins a thread, further ones follow in it, and at the
 * end the first one is edited, so that a glance at the channel shows what is open.
 */
final class SlackBot implements Notifier {
  /** Slack's words for what passes by itself. */
  private static final Set<String> LATER =
      Set.of(
          "ratelimited",
          "rate_limited",
          "internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout");

  /** Its first message is gone, or may no longer be edited: it needs another one. */
  private static final Set<String> NO_THREAD =
      Set.of("message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed");

  private final SlackConfig config;
  private final HttpDelivery http;
  private final Threads threads;
  private final String token;

  SlackBot(SlackConfig config, String token, HttpDelivery http, Threads threads) {
    this.config = config;
    this.token = token;
    this.http = http;
    this.threads = threads;
  }

  @Override
  public Delivery send(Notification notification) throws InterruptedException {
    for (Notification each : notification.messages()) {
      Delivery ended = endThread(each);
      if (!(ended instanceof Delivery.Delivered)) {
        return ended;
      }
    }
    Threads.Parent parent = threads.of(notification.incident()).orElse(null);
    if (parent != null && notification.status() == Status.RESOLVED) {
      Delivery edited = edit(notification, parent);
      if (!(edited instanceof Delivery.Delivered)) {
        return edited;
      }
    }
    // The edit may have found that the thread is gone.
    Threads.Parent thread = threads.of(notification.incident()).orElse(null);
    return write(notification, thread);
  }

  /**
   * What was begun by itself and ends in a digest. Its thread is over with that, so a digest that
   * is sent again goes on where it was.
   */
  private Delivery endThread(Notification message) throws InterruptedException {
    Threads.Parent parent = threads.of(message.incident()).orElse(null);
    if (parent == null || message.status() != Status.RESOLVED) {
      return new Delivery.Delivered("");
    }
    Delivery edited = edit(message, parent);
    if (edited instanceof Delivery.Delivered) {
      threads.forget(message.incident());
    }
    return edited;
  }

  private Delivery edit(Notification notification, Threads.Parent parent)
      throws InterruptedException {
    String body =
        SlackJson.message(
            SlackMessage.ended(notification),
            out -> {
              out.writeStringProperty("channel", parent.channel());
              out.writeStringProperty("ts", parent.timestamp());
            });
    Said said = call("chat.update", body);
    if (NO_THREAD.contains(said.error())) {
      threads.forget(notification.incident());
      return new Delivery.Delivered(said.error());
    }
    return said.delivery();
  }

  private Delivery write(Notification notification, Threads.@Nullable Parent thread)
      throws InterruptedException {
    String body =
        SlackJson.message(
            SlackMessage.of(notification),
            out -> {
              out.writeStringProperty(
                  "channel", thread == null ? config.channel() : thread.channel());
              if (thread != null) {
                out.writeStringProperty("thread_ts", thread.timestamp());
              }
            });
    Said said = call("chat.postMessage", body);
    if (said.delivery() instanceof Delivery.Delivered && thread == null) {
      remember(notification, said.members());
    }
    return said.delivery();
  }

  private void remember(Notification notification, Map<String, String> members) {
    String channel = members.getOrDefault("channel", "");
    String timestamp = members.getOrDefault("ts", "");
    boolean begins = notification.status() == Status.FIRING;
    if (begins && channel.matches("\\S+") && timestamp.matches("\\S+")) {
      threads.remember(notification.incident(), new Threads.Parent(channel, timestamp));
    }
  }

  /** What Slack has answered, and what that means. */
  private record Said(Delivery delivery, Map<String, String> members) {
    String error() {
      return members.getOrDefault("error", "");
    }
  }

  private Said call(String method, String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(config.apiUrl() + "/" + method))
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(body, UTF_8))
            .build();
    HttpDelivery.Answer answer = http.ask(request);
    return answer.delivery() instanceof Delivery.Delivered
        ? said(answer)
        : new Said(answer.delivery(), Map.of());
  }

  private Said said(HttpDelivery.Answer answer) {
    Map<String, String> members;
    try {
      members = SlackJson.members(answer.body());
    } catch (IOException e) {
      // A proxy between us and Slack says something of its own.
      return new Said(http.busy("the answer is not Slack's", Optional.empty()), Map.of());
    }
    String error = members.getOrDefault("error", "unknown");
    Delivery delivery =
        "true".equals(members.get("ok"))
            ? new Delivery.Delivered(members.getOrDefault("ts", ""))
            : LATER.contains(error) ? http.busy(error, answer.after()) : http.refused(error);
    return new Said(delivery, members);
  }

  @Override
  public String toString() {
    return "Slack's bot in " + config.channel();
  }
}
