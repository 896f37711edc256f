package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.LeakedThread;
import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Every change of a plugin's state passes here, and is told with its cause in the same words
 * everywhere: one line in the log, the health board, the meters, and the alert board when somebody
 * should come.
 */
final class Transitions {
  private static final Logger LOG = System.getLogger("dev.holdfast.supervision");

  private static final int LONGEST_CAUSE = 2_000;

  private final PluginScope.Kernel kernel;
  private final StateAlerts alerts;
  private final Set<String> required;
  private final Map<String, StateMeters> meters = new HashMap<>();
  private final BooleanSupplier started;
  private volatile boolean ending;
  private volatile BiConsumer<String, PluginState> watcher = (plugin, state) -> {};

  /**
   * Creates those of a server that begins.
   *
   * @param started whether everything that is required has run once
   */
  Transitions(PluginScope.Kernel kernel, Set<String> required, BooleanSupplier started) {
    this.kernel = kernel;
    this.started = started;
    this.alerts = new StateAlerts(kernel.alerts(), required);
    this.required = Set.copyOf(required);
  }

  /** Is told of every state that a plugin enters, on the loop: it must not wait. */
  void watch(BiConsumer<String, PluginState> newWatcher) {
    watcher = newWatcher;
  }

  /** An orderly end of all plugins begins. */
  void ending() {
    ending = true;
  }

  /** Begins to show a plugin. */
  void welcome(Supervised plugin) {
    meters.put(plugin.name(), new StateMeters(kernel.meters(), plugin));
  }

  /** Nothing is shown of it any more. */
  void farewell(Supervised plugin) {
    StateMeters gone = meters.remove(plugin.name());
    if (gone != null) {
      gone.close();
    }
    kernel.health().remove(plugin.name());
    alerts.forget(plugin.name());
  }

  /** Counts an end of the plugin that it did not ask for. */
  void count(Supervised plugin, RestartCause cause) {
    StateMeters figures = meters.get(plugin.name());
    if (figures != null) {
      figures.count(cause);
    }
  }

  void enter(Supervised plugin, PluginState state) {
    enter(plugin, state, null);
  }

  /**
   * Enters a state; the same state again only refreshes what is shown.
   *
   * @param failure whose stack is worth showing
   */
  void enter(Supervised plugin, PluginState state, @Nullable Throwable failure) {
    PluginState before = plugin.state;
    if (!before.equals(state)) {
      plugin.since = kernel.clock().instant();
      plugin.state = state;
      LOG.log(level(plugin, state), () -> line(plugin, before, state), failure);
      kernel
          .changes()
          .add(Change.Kind.PLUGIN, plugin.name(), before.label(), state.label(), state.cause());
      watcher.accept(plugin.name(), state);
    }
    Duration since = Duration.between(plugin.since, kernel.clock().instant());
    alerts.follow(plugin.name(), state, since, problem(state));
    show(plugin);
    synchronized (this) {
      notifyAll();
    }
  }

  /**
   * Waits, on another thread than the loop's, for something that comes with a transition.
   *
   * @return false when the time was over first
   */
  synchronized boolean await(BooleanSupplier condition, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** What every orderly start and end brings with it is no news. */
  private Level level(Supervised plugin, PluginState state) {
    Level usual = level(state);
    boolean expected = ending || (plugin.restarts == 0 && !started.getAsBoolean());
    return usual == Level.INFO && expected ? Level.DEBUG : usual;
  }

  private static Level level(PluginState state) {
    return switch (state) {
      case PluginState.Quarantined _ -> Level.ERROR;
      case PluginState.Stalled _, PluginState.BackingOff _, PluginState.Paused _ -> Level.WARNING;
      case PluginState.Waiting(_, String standoff) ->
          standoff.isEmpty() ? Level.INFO : Level.WARNING;
      case PluginState.Starting _, PluginState.Running _, PluginState.Stopped _ -> Level.INFO;
    };
  }

  private static String line(Supervised plugin, PluginState before, PluginState state) {
    String line =
        String.format(
            Locale.ROOT, "plugin %s: %s -> %s", plugin.name(), before.label(), state.label());
    if (state instanceof PluginState.BackingOff(int attempt, var until, _)) {
      line +=
          String.format(
              Locale.ROOT,
              ", attempt %d failed, starting again at %s. The rest runs on",
              attempt,
              until);
    }
    Problem problem = problem(state);
    return problem == null ? line : line + ". " + problem.sentence();
  }

  private void show(Supervised plugin) {
    PluginState state = plugin.state;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", state.label());
    details.put("restarts", plugin.restarts);
    Problem problem = problem(state);
    List<LeakedThread> left = plugin.leftBehind();
    if (problem == null && !left.isEmpty()) {
      problem = PluginProblems.LEFT_BEHIND.because(left.size() + " of them");
    }
    if (problem != null) {
      details.put("code", problem.code());
      details.put(Health.REASON, problem.reason());
      details.put(Health.HINT, problem.remedy().replace("NAME", plugin.name()));
    }
    if (!left.isEmpty()) {
      details.put("leftBehind", left.stream().map(LeakedThread::line).toList());
    }
    if (!plugin.lastStack.isEmpty() && !plugin.isRunning()) {
      details.put("stack", plugin.lastStack);
    }
    kernel.health().report(plugin.name(), verdict(plugin, left), details);
  }

  private Verdict verdict(Supervised plugin, List<LeakedThread> left) {
    return switch (plugin.state) {
      case PluginState.Running _ -> left.isEmpty() ? Verdict.UP : Verdict.DEGRADED;
      case PluginState.Starting _ ->
          required.contains(plugin.name()) ? Verdict.DOWN : Verdict.DEGRADED;
      default -> Verdict.DOWN;
    };
  }

  private static @Nullable Problem problem(PluginState state) {
    return switch (state) {
      case PluginState.Waiting(String service, String standoff) ->
          standoff.isEmpty()
              ? PluginProblems.WAITING.because(service)
              : PluginProblems.STANDOFF.because(standoff);
      case PluginState.Stalled(String cause) -> PluginProblems.FAILED.because(cause);
      case PluginState.BackingOff(_, _, String cause) -> PluginProblems.FAILED.because(cause);
      case PluginState.Quarantined(String cause, _) -> PluginProblems.QUARANTINED.because(cause);
      case PluginState.Paused(String cause) -> PluginProblems.PAUSED.because(cause);
      case PluginState.Starting _, PluginState.Running _, PluginState.Stopped _ -> null;
    };
  }

  /** The words for a failure: of its problem when it has one. */
  static String cause(Throwable failure) {
    String cause =
        failure instanceof ProblemException problem
            ? problem.problem().sentence()
            : failure.toString();
    return PlainText.clean(cause, LONGEST_CAUSE);
  }
}
