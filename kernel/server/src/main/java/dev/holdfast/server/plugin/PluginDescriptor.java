package dev.holdfast.server.plugin;

import dev.holdfast.server.config.Reference;
import dev.holdfast.spi.Plugin;

/**
 * A plugin that was found and can be made any number of times.
 *
 * @param loader what its threads need as context class loader
 * @param reference its defaults
 * @param origin the folder or jar that it came from
 */
public record PluginDescriptor(
    String name,
    Class<? extends Plugin> type,
    Class<? extends Record> configuration,
    ClassLoader loader,
    Reference reference,
    String origin) {

  /**
   * Makes a fresh instance.
   *
   * @throws ReflectiveOperationException its constructor failed
   */
  public Plugin create() throws ReflectiveOperationException {
    return type.getDeclaredConstructor().newInstance();
  }
}
