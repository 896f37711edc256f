package dev.holdfast.server.plugin.loading;

import dev.holdfast.config.Reference;
import dev.holdfast.spi.Plugin;

/**
 * A plugin that was found and can be made any number of times.
 *
 * @param loader what its threads need as context class loader
 * @param reference its defaults
 * @param origin the folder or jar that it came from
 * @param revision changes when its jars do
 */
public record PluginDescriptor(
    String name,
    Class<? extends Plugin> type,
    Class<? extends Record> configuration,
    ClassLoader loader,
    Reference reference,
    String origin,
    String revision) {

  /**
   * Makes a fresh instance.
   *
   * @throws ReflectiveOperationException its constructor failed
   */
  public Plugin create() throws ReflectiveOperationException {
    return type.getDeclaredConstructor().newInstance();
  }

  /** Whether a class is of its own jars, and no other plugin comes from these. */
  public boolean isPrivate(Class<?> other) {
    return loader instanceof PluginClassLoader own && own.isPrivate(other);
  }

  /** Whether a class of this name came from its own jars, and is in use. */
  public boolean hasLoaded(String className) {
    return loader instanceof PluginClassLoader own && own.hasLoaded(className);
  }
}
