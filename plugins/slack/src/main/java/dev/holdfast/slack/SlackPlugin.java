package dev.holdfast.slack;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Validation;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.support.Deliveries;
import dev.holdfast.spi.support.HttpDelivery;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  public void validate(Validation validation) {
    SlackConfig config = validation.config(SlackConfig.class);
    validation.check(config.isWebhook() ? "webhook-url" : "token", () -> mode(config));
    if (config.isBot()) {
      validation.check(
          "api-url",
          () -> HttpDelivery.address(config.apiUrl().toString(), SlackProblems.BAD_ADDRESS));
      validation.check(
          "token", () -> HttpDelivery.token(value(config.token()), SlackProblems.BAD_TOKEN));
    }
    if (config.isWebhook()) {
      validation.check(
          "webhook-url",
          () -> HttpDelivery.address(value(config.webhookUrl()), SlackProblems.BAD_ADDRESS));
    }
  }

  @Override
  public void start(PluginContext context) throws IOException {
    SlackConfig config = context.config(SlackConfig.class);
    String mode = mode(config);
    if (config.isBot() || config.isWebhook()) {
      Deliveries.contribute(context, notifier(context, config), Map.of("state", mode));
    } else {
      Deliveries.notConfigured(context);
    }
  }

  private static String mode(SlackConfig config) {
    if (config.isBot() && config.isWebhook()) {
      throw new ProblemException(
          SlackProblems.CONTRADICTION.because("webhook-url and token are both set"));
    } else if (config.isBot() && config.channel().isBlank()) {
      throw new ProblemException(
          SlackProblems.CONTRADICTION.because("there is a token, but no channel"));
    } else if (config.isBot()) {
      return "bot in " + config.channel();
    }
    return config.isWebhook() ? "webhook" : "not configured";
  }

  private static Notifier notifier(PluginContext context, SlackConfig config) throws IOException {
    if (config.isBot()) {
      HttpDelivery.address(config.apiUrl().toString(), SlackProblems.BAD_ADDRESS);
      String token = HttpDelivery.token(value(config.token()), SlackProblems.BAD_TOKEN);
      Threads threads = Threads.open(context.dataDirectory(), config.threads());
      return new SlackBot(config, token, http(context, config, List.of(token)), threads);
    }
    URI target = HttpDelivery.address(value(config.webhookUrl()), SlackProblems.BAD_ADDRESS);
    return new SlackWebhook(target, http(context, config, HttpDelivery.secretsOf(target)));
  }

  private static String value(Optional<Secret> secret) {
    return secret.map(Secret::value).orElse("");
  }

  private static HttpDelivery http(
      PluginContext context, SlackConfig config, List<String> secrets) {
    return context.own(
        new HttpDelivery(
            config.connectTimeout(),
            config.answerTimeout(),
            SlackProblems.OF_DELIVERY,
            secrets,
            context.clock()));
  }
}
