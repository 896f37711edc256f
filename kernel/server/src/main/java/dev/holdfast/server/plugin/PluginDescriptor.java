package dev.holdfast.server.plugin;

import dev.holdfast.spi.Plugin;
import java.net.URL;
import java.util.Optional;

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
    Optional<URL> reference,
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
