package dev.holdfast.alerts;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;

/** Tells people what is wrong. */
public final class AlertsPlugin implements Plugin {
  @Override
  public String name() {
    return "alerts";
  }

  @Override
  public Class<? extends Record> configuration() {
    return AlertsConfig.class;
  }

  @Override
  public void start(PluginContext context) {}
}
