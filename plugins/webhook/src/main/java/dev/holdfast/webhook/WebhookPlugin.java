package dev.holdfast.webhook;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Notifier;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import java.net.URI;

/** Tells alerts to a receiver of webhooks; without an address it does nothing. */
public final class WebhookPlugin implements Plugin {
  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public Class<? extends Record> configuration() {
    return WebhookConfig.class;
  }

  @Override
  public void start(PluginContext context) {
    WebhookConfig config = context.config(WebhookConfig.class);
    String url = config.url().map(Secret::value).orElse("");
    if (url.isBlank()) {
      context.health("channel", () -> Health.up().detail("state", "not configured").build());
      return;
    }
    URI target = Post.address(url);
    if (!isVisible(config.token().map(Secret::value).orElse("").strip())) {
      throw new ProblemException(WebhookProblems.BAD_TOKEN);
    }
    Post post = context.own(new Post(config.connectTimeout(), config.answerTimeout()));
    context.health(
        "channel",
        () -> Health.up().detail("state", "configured").detail("host", target.getHost()).build());
    context.contribute(Notifier.class, new WebhookNotifier(config, target, post, context.clock()));
  }

  /** What a header takes; its own complaint about anything else holds the whole token. */
  private static boolean isVisible(String token) {
    return token.chars().allMatch(letter -> letter > ' ' && letter <= '~');
  }
}
