package dev.holdfast.server.plugin;

/**
 * A service of the kernel of which each plugin gets its own view, so that what it orders can be
 * taken back with it. A view that is {@link AutoCloseable} is closed when the plugin stops.
 *
 * @param <T> the service
 */
@FunctionalInterface
public interface PerPlugin<T> {
  /** Makes the view of one start of a plugin. */
  T of(String plugin);
}
