package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.PluginDescriptor;
import dev.holdfast.server.plugin.PluginProblems;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** What people and the plugin directory may order. Every method runs on the loop. */
final class Operations {
  private final SupervisionConfig config;
  private final InstantSource clock;
  private final Fleet fleet;
  private final Transitions transitions;
  private final Quarantines quarantines;
  private final Lifecycle lifecycle;
  private final RandomGenerator random = RandomGenerator.getDefault();

  Operations(
      SupervisionConfig config,
      InstantSource clock,
      Fleet fleet,
      Transitions transitions,
      Quarantines quarantines,
      Lifecycle lifecycle) {
    this.config = config;
    this.clock = clock;
    this.fleet = fleet;
    this.transitions = transitions;
    this.quarantines = quarantines;
    this.lifecycle = lifecycle;
  }

  void add(PluginDescriptor descriptor, Record pluginConfig) {
    Backoff backoff = new Backoff(config, random);
    Supervised plugin = new Supervised(descriptor, pluginConfig, backoff, clock.instant());
    fleet.add(plugin);
    transitions.welcome(plugin);
  }

  void startUnlessQuarantined(Supervised plugin) {
    quarantines
        .find(plugin.name(), plugin.descriptor.fingerprint())
        .ifPresentOrElse(note -> transitions.enter(plugin, note), () -> lifecycle.start(plugin));
  }

  Supervised known(String name) {
    Supervised plugin = fleet.find(name);
    if (plugin == null) {
      throw new ProblemException(PluginProblems.UNKNOWN.because(name));
    }
    return plugin;
  }

  void restart(String name) {
    Supervised plugin = known(name);
    if (plugin.state instanceof PluginState.Quarantined) {
      throw notNow(name + " is in quarantine", "Release it: holdfast plugins release " + name);
    }
    plugin.restarts++;
    transitions.count(plugin, RestartCause.OPERATOR);
    lifecycle.end(List.of(plugin), () -> lifecycle.start(plugin));
    transitions.enter(plugin, new PluginState.Stopped());
  }

  void quarantine(String name) {
    Supervised plugin = known(name);
    if (plugin.state instanceof PluginState.Quarantined) {
      throw notNow(name + " is in quarantine already", "");
    }
    lifecycle.quarantine(plugin, "an operator wants it so");
    lifecycle.end(List.of(plugin), () -> transitions.enter(plugin, plugin.state));
  }

  void release(String name) {
    Supervised plugin = known(name);
    if (!(plugin.state instanceof PluginState.Quarantined)) {
      throw notNow(name + " is " + plugin.state.label(), "Only a quarantine can be released");
    }
    quarantines.remove(name);
    plugin.backoff.forget();
    lifecycle.end(List.of(plugin), () -> lifecycle.start(plugin));
    transitions.enter(plugin, new PluginState.Stopped());
  }

  void pause(String name, String reason, Set<String> required) {
    Supervised plugin = known(name);
    if (required.contains(name)) {
      throw notNow(name + " is required", "Nothing works without it");
    }
    if (plugin.state instanceof PluginState.Quarantined) {
      throw notNow(name + " is in quarantine", "Release it: holdfast plugins release " + name);
    }
    if (!(plugin.state instanceof PluginState.Paused)) {
      PluginState paused = new PluginState.Paused(reason);
      lifecycle.end(List.of(plugin), () -> transitions.enter(plugin, paused));
      transitions.enter(plugin, paused);
    }
  }

  void resume(String name) {
    Supervised plugin = known(name);
    if (plugin.state instanceof PluginState.Paused) {
      lifecycle.end(List.of(plugin), () -> lifecycle.start(plugin));
      transitions.enter(plugin, new PluginState.Stopped());
    }
  }

  void replace(Collection<String> old, Map<PluginDescriptor, Record> fresh, Runnable then) {
    List<Supervised> ending =
        fleet.all().stream().filter(plugin -> old.contains(plugin.name())).toList();
    lifecycle.end(
        ending,
        () -> {
          put(ending, fresh);
          then.run();
        });
    ending.forEach(plugin -> transitions.enter(plugin, new PluginState.Stopped()));
  }

  private void put(List<Supervised> ended, Map<PluginDescriptor, Record> fresh) {
    Set<String> names =
        fresh.keySet().stream().map(PluginDescriptor::name).collect(Collectors.toSet());
    for (Supervised plugin : ended) {
      if (!names.contains(plugin.name())) {
        fleet.remove(plugin);
        quarantines.remove(plugin.name());
        transitions.farewell(plugin);
      }
    }
    fresh.forEach((descriptor, record) -> {
      Supervised present = fleet.find(descriptor.name());
      if (present == null) {
        add(descriptor, record);
      } else {
        present.become(descriptor, record);
        transitions.count(present, RestartCause.REPLACED);
      }
      startUnlessQuarantined(known(descriptor.name()));
    });
  }

  private static ProblemException notNow(String why, String remedy) {
    Problem problem = PluginProblems.NOT_NOW;
    return new ProblemException(
        new Problem(problem.code(), problem.status(), problem.what(), why, remedy));
  }
}
