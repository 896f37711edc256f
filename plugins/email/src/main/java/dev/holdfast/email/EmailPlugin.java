package dev.holdfast.email;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Validation;
import dev.holdfast.spi.support.Deliveries;
import java.util.Map;

/** Tells alerts by email; without a mail server it does nothing. */
public final class EmailPlugin implements Plugin {
  @Override
  public String name() {
    return "email";
  }

  @Override
  public Class<? extends Record> configuration() {
    return EmailConfig.class;
  }

  @Override
  public void validate(Validation validation) {
    EmailConfig config = validation.config(EmailConfig.class);
    if (!config.host().isBlank()) {
      EmailNotifier.validate(config, validation);
    }
  }

  @Override
  public void start(PluginContext context) {
    EmailConfig config = context.config(EmailConfig.class);
    if (config.host().isBlank()) {
      Deliveries.notConfigured(context);
      return;
    }
    EmailNotifier notifier = EmailNotifier.of(config);
    String place = config.host() + ":" + config.port() + ", " + config.security();
    Deliveries.contribute(
        context,
        notifier,
        Map.of("state", "configured", "host", place, "recipients", config.to().size()));
  }
}
