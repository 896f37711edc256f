package dev.holdfast.server.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds plugins that wait for each other: without somebody who says so they would wait for ever.
 */
final class Circles {
  private final List<Supervised> waiting;

  Circles(Fleet fleet) {
    this.waiting = fleet.all().stream().filter(Supervised::isWaiting).toList();
  }

  /** {@code a -> b -> a} when this one waits in a circle. */
  Optional<String> through(Supervised plugin) {
    List<Supervised> way = new ArrayList<>(List.of(plugin));
    Optional<Supervised> next = provider(plugin);
    while (next.isPresent() && way.size() <= waiting.size()) {
      way.add(next.get());
      if (next.get().equals(plugin)) {
        return Optional.of(way.stream().map(Supervised::name).collect(Collectors.joining(" -> ")));
      }
      next = provider(next.get());
    }
    return Optional.empty();
  }

  /** Who would offer what this one waits for, if it did not wait itself. */
  private Optional<Supervised> provider(Supervised plugin) {
    return plugin.state instanceof PluginState.Waiting(String service, _)
        ? waiting.stream().filter(other -> other.wouldOffer.contains(service)).findFirst()
        : Optional.empty();
  }
}
