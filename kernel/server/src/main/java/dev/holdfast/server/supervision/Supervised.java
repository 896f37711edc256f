package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.LeakedThread;
import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.spi.Plugin;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What the supervisor knows of one plugin; only its own thread reads and writes here. */
final class Supervised {
  final FailureCount failures;
  PluginDescriptor descriptor;
  Record config;

  /** What people and the plugin directory want; the last order. */
  Wanted wanted = new Wanted.Up();

  /** Why it does not start although it is to run; null when nothing is in the way. */
  Wanted.@Nullable Obstacle obstacle;

  /** What it becomes once the version that runs has ended; null for what it is. */
  private @Nullable Version next;

  /** Grows with every start and every end: news of an earlier start is no news. */
  int generation;

  /** How many ends of it are under way; it is not started before they are done. */
  int ending;

  /** The place in the order of starts; stops go the other way. */
  int startedAs;

  int restarts;
  long runningSince;
  String lastFailure = "";

  /** Where the worker stood that stalled last. */
  String lastStack = "";

  @Nullable Plugin instance;
  @Nullable PluginScope scope;
  @Nullable Thread starting;

  /** Starts in a row that missed a service which was there. */
  int vainStarts;

  /** Of the start under way; cancelled with it, because it holds on to the plugin's classes. */
  Future<?> watch = CompletableFuture.completedFuture(null);

  Instant since;

  /** Read by metrics too. */
  volatile PluginState state = new PluginState.Stopped();

  /** Read by metrics too. */
  private final List<LeakedThread> leftBehind = new CopyOnWriteArrayList<>();

  Supervised(PluginDescriptor descriptor, Record config, FailureCount failures, Instant since) {
    this.descriptor = descriptor;
    this.config = config;
    this.failures = failures;
    this.since = since;
  }

  /** One version of a plugin, and the settings of it. */
  record Version(PluginDescriptor descriptor, Record config) {}

  /** Another version is to follow. */
  void follow(Version version) {
    next = version;
  }

  /**
   * Becomes the version that is to follow, if there is one; nothing that the old one did counts
   * against it.
   */
  boolean becomeNext() {
    Version version = next;
    if (version == null) {
      return false;
    }
    next = null;
    descriptor = version.descriptor();
    config = version.config();
    failures.forget();
    lastFailure = "";
    lastStack = "";
    obstacle = null;
    vainStarts = 0;
    restarts++;
    return true;
  }

  /** Whether it is to be in quarantine. */
  boolean isQuarantined() {
    return wanted instanceof Wanted.Resting(PluginState.Quarantined _);
  }

  /** Whether it is to be paused. */
  boolean isPaused() {
    return wanted instanceof Wanted.Resting(PluginState.Paused _);
  }

  String name() {
    return descriptor.name();
  }

  boolean isRunning() {
    return state instanceof PluginState.Running;
  }

  void leave(List<LeakedThread> threads) {
    leftBehind.addAll(threads);
  }

  /** Threads that are still there. */
  List<LeakedThread> leftBehind() {
    leftBehind.removeIf(each -> !each.isAlive());
    return List.copyOf(leftBehind);
  }

  int leftBehindCount() {
    return (int) leftBehind.stream().filter(LeakedThread::isAlive).count();
  }
}
