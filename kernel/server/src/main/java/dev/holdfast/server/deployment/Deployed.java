package dev.holdfast.server.deployment;

import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginEntry;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An entry of the plugin directory whose plugins are in the supervisor's hands.
 *
 * @param configured its plugins, each with its configuration
 */
record Deployed(PluginEntry entry, Map<PluginDescriptor, Record> configured) {

  Set<String> names() {
    return configured.keySet().stream().map(PluginDescriptor::name).collect(Collectors.toSet());
  }
}
