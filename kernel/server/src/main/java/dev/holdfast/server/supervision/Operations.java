package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What people and the plugin directory may order. Every method runs on the loop. */
final class Operations {
  private final SupervisionConfig config;
  private final InstantSource clock;
  private final PluginTable fleet;
  private final Transitions transitions;
  private final Quarantines quarantines;
  private final Lifecycle lifecycle;
  private final RandomGenerator random = RandomGenerator.getDefault();

  Operations(
      SupervisionConfig config,
      InstantSource clock,
      PluginTable fleet,
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
    FailureCount failures = new FailureCount(config, random);
    Supervised plugin = new Supervised(descriptor, pluginConfig, failures, clock.instant());
    fleet.add(plugin);
    transitions.welcome(plugin);
  }

  void begin(Supervised plugin) {
    lifecycle.admit(plugin);
    lifecycle.reconcile(plugin);
  }

  Supervised known(String name) {
    Supervised plugin = fleet.find(name);
    if (plugin == null || plugin.wanted instanceof Wanted.Gone) {
      throw new ProblemException(PluginProblems.UNKNOWN.because(name));
    }
    return plugin;
  }

  void restart(String name) {
    Supervised plugin = known(name);
    if (plugin.isQuarantined()) {
      throw notNow(name + " is in quarantine", "Release it: holdfast plugins release " + name);
    }
    plugin.restarts++;
    transitions.count(plugin, RestartCause.OPERATOR);
    up(plugin);
  }

  /** It starts anew, whatever was in the way. */
  private void up(Supervised plugin) {
    plugin.wanted = new Wanted.Up();
    plugin.obstacle = null;
    lifecycle.end(List.of(plugin));
    transitions.enter(plugin, new PluginState.Stopped());
  }

  void quarantine(String name) {
    Supervised plugin = known(name);
    if (plugin.isQuarantined()) {
      throw notNow(name + " is in quarantine already", "");
    }
    PluginState quarantined = lifecycle.leaveAlone(plugin, "an operator wants it so");
    lifecycle.end(List.of(plugin));
    transitions.enter(plugin, quarantined);
  }

  void release(String name) {
    Supervised plugin = known(name);
    if (!plugin.isQuarantined()) {
      throw notNow(name + " is " + plugin.state.label(), "Only a quarantine can be released");
    }
    quarantines.remove(name);
    plugin.failures.forget();
    up(plugin);
  }

  void pause(String name, String reason, Set<String> required) {
    Supervised plugin = known(name);
    if (required.contains(name)) {
      throw notNow(name + " is required", "Nothing works without it");
    }
    if (plugin.isQuarantined()) {
      throw notNow(name + " is in quarantine", "Release it: holdfast plugins release " + name);
    }
    if (!plugin.isPaused()) {
      PluginState paused = new PluginState.Paused(reason);
      plugin.wanted = new Wanted.Resting(paused);
      plugin.obstacle = null;
      lifecycle.end(List.of(plugin));
      transitions.enter(plugin, paused);
    }
  }

  void resume(String name) {
    Supervised plugin = known(name);
    if (plugin.isPaused()) {
      up(plugin);
    }
  }

  void replace(Collection<String> old, Map<PluginDescriptor, Record> fresh, Runnable then) {
    Map<String, Supervised.Version> versions = new LinkedHashMap<>();
    fresh.forEach((descriptor, record) ->
        versions.put(descriptor.name(), new Supervised.Version(descriptor, record)));
    List<Supervised> ending =
        fleet.all().stream()
            .filter(plugin -> old.contains(plugin.name()) || versions.containsKey(plugin.name()))
            .toList();
    for (Supervised plugin : ending) {
      Supervised.Version version = versions.remove(plugin.name());
      if (version == null) {
        plugin.wanted = new Wanted.Gone();
      } else {
        plugin.wanted = new Wanted.Up();
        plugin.follow(version);
      }
      plugin.obstacle = null;
    }
    Set<Supervised> ended = lifecycle.end(ending);
    ending.forEach(plugin -> transitions.enter(plugin, new PluginState.Stopped()));
    lifecycle.whenEnded(
        ended,
        () -> {
          ending.forEach(this::forgetIfGone);
          versions.values().forEach(this::bring);
          then.run();
        });
  }

  private void forgetIfGone(Supervised plugin) {
    if (plugin.wanted instanceof Wanted.Gone && plugin.equals(fleet.find(plugin.name()))) {
      fleet.remove(plugin);
      quarantines.remove(plugin.name());
      transitions.farewell(plugin);
    }
  }

  private void bring(Supervised.Version version) {
    if (fleet.find(version.descriptor().name()) == null) {
      add(version.descriptor(), version.config());
      begin(known(version.descriptor().name()));
    } else {
      // Somebody else has brought one of that name meanwhile.
      replace(List.of(), Map.of(version.descriptor(), version.config()), () -> {});
    }
  }

  private static ProblemException notNow(String why, String remedy) {
    Problem problem = PluginProblems.NOT_NOW;
    return new ProblemException(
        new Problem(problem.code(), problem.status(), problem.what(), why, remedy));
  }
}
