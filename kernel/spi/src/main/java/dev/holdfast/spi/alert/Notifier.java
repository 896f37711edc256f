package dev.holdfast.spi.alert;

import dev.holdfast.spi.PluginContext;

/**
 * A channel that delivers messages to people. A plugin {@linkplain PluginContext#contribute
 * contributes} it; the channel has the name of that plugin. A plugin that is not configured
 * contributes nothing.
 */
@FunctionalInterface
public interface Notifier {

  /**
   * Tells it, and says how that went. What has to be told again is told again by the caller, so
   * this neither repeats nor queues. Called on a thread of the caller, by one at a time; it ends
   * within a minute, by time limits of its own on everything that it waits for.
   *
   * @param notification may be one that was told before, with the same {@link Notification#id}:
   *     after a crash nobody knows whether it arrived
   * @return never with a secret in its texts
   * @throws InterruptedException the server stops, or it took too long
   */
  Delivery send(Notification notification) throws InterruptedException;
}
