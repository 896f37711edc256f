package dev.holdfast.slack;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Notifier;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import java.io.IOException;
import java.net.URI;

/** Tells alerts on Slack; without settings it does nothing. */
public final class SlackPlugin implements Plugin {
  @Override
  public String name() {
    return "slack";
  }

  @Override
  public Class<? extends Record> configuration() {
    return SlackConfig.class;
  }

  @Override
  public void start(PluginContext context) throws IOException {
    SlackConfig config = context.config(SlackConfig.class);
    String mode = mode(config);
    context.health("channel", () -> Health.up().detail("state", mode).build());
    if (config.isBot() || config.isWebhook()) {
      context.contribute(Notifier.class, notifier(context, config));
    }
  }

  private static String mode(SlackConfig config) {
    if (config.isBot() && config.isWebhook()) {
      throw new ProblemException(
          SlackProblems.CONTRADICTION.because("webhook-url and token are both set"));
    } else if (config.isBot() && config.channel().isBlank()) {
      throw new ProblemException(
          SlackProblems.CONTRADICTION.because("there is a token, but no channel"));
    } else if (config.isBot() && !isVisible(config.token().map(Secret::value).orElse("").strip())) {
      throw new ProblemException(SlackProblems.BAD_TOKEN);
    } else if (config.isBot()) {
      return "bot in " + config.channel();
    }
    return config.isWebhook() ? "webhook" : "not configured";
  }

  /** What a header takes; its own complaint about anything else holds the whole token. */
  private static boolean isVisible(String token) {
    return token.chars().allMatch(letter -> letter > ' ' && letter <= '~');
  }

  private static Notifier notifier(PluginContext context, SlackConfig config) throws IOException {
    Post post = context.own(new Post(config.connectTimeout(), config.answerTimeout()));
    if (config.isBot()) {
      Post.address(config.apiUrl().toString());
      Threads threads = Threads.open(context.dataDirectory(), config.threads());
      return new SlackBot(config, post, threads, context.clock());
    }
    URI target = Post.address(config.webhookUrl().map(Secret::value).orElse(""));
    return new SlackWebhook(target, post, context.clock());
  }
}
