package dev.holdfast.webhook;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Validation;
import dev.holdfast.spi.support.Deliveries;
import dev.holdfast.spi.support.HttpDelivery;
import java.net.URI;
import java.util.Map;

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
  public void validate(Validation validation) {
    WebhookConfig config = validation.config(WebhookConfig.class);
    String url = config.url().map(Secret::value).orElse("");
    if (!url.isBlank()) {
      validation.check("url", () -> HttpDelivery.address(url, WebhookProblems.BAD_ADDRESS));
    }
    config
        .token()
        .map(Secret::value)
        .ifPresent(token ->
            validation.check("token", () -> HttpDelivery.token(token, WebhookProblems.BAD_TOKEN)));
  }

  @Override
  public void start(PluginContext context) {
    WebhookConfig config = context.config(WebhookConfig.class);
    String url = config.url().map(Secret::value).orElse("");
    if (url.isBlank()) {
      Deliveries.notConfigured(context);
      return;
    }
    URI target = HttpDelivery.address(url, WebhookProblems.BAD_ADDRESS);
    config.token().ifPresent(token -> HttpDelivery.token(token.value(), WebhookProblems.BAD_TOKEN));
    HttpDelivery http =
        context.own(
            new HttpDelivery(
                config.connectTimeout(),
                config.answerTimeout(),
                WebhookProblems.OF_DELIVERY,
                config.secrets(target),
                context.clock()));
    Deliveries.contribute(
        context,
        new WebhookNotifier(config, target, http, context.clock()),
        Map.of("state", "configured", "host", target.getHost()));
  }
}
