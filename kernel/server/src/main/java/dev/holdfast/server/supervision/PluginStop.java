package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.LeakedThread;
import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.server.plugin.Release;
import dev.holdfast.server.plugin.loading.LimitedCall;
import dev.holdfast.server.plugin.loading.LimitedCall.Outcome;
import dev.holdfast.server.plugin.loading.Stack;
import dev.holdfast.spi.Plugin;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The end of one start of a plugin: its start, when that is still under way, is interrupted; then
 * its own stop, within a limit; then the taking back.
 */
record PluginStop(
    Supervised plugin, @Nullable Thread starting, @Nullable Plugin instance, PluginScope scope) {
  private static final Logger LOG = System.getLogger("dev.holdfast.supervision");

  /** How long a start that was interrupted may take to notice. */
  private static final Duration GRACE = Duration.ofMillis(500);

  /**
   * Never throws: what fails is logged, and the rest goes on.
   *
   * @return the threads that do not end
   */
  List<LeakedThread> run(Duration limit) {
    List<LeakedThread> left = new ArrayList<>();
    endStart(left);
    Plugin running = instance;
    if (running != null) {
      stop(running, limit, left);
    }
    Release release = scope.release(limit, left);
    release
        .failures()
        .forEach(failure ->
            LOG.log(
                Level.WARNING,
                () -> "plugin " + name() + ": " + failure.what() + " failed",
                failure.cause()));
    if (!release.leaked().isEmpty()) {
      LOG.log(
          Level.WARNING,
          () ->
              String.format(
                  Locale.ROOT,
                  "plugin %s did not end its threads %s; they have ended now",
                  name(),
                  release.leaked()));
    }
    release.leftBehind().forEach(this::log);
    return release.leftBehind();
  }

  private void endStart(List<LeakedThread> left) {
    Thread start = starting;
    if (start == null) {
      return;
    }
    start.interrupt();
    try {
      if (!start.join(GRACE)) {
        left.add(new LeakedThread("start", start, scope.clock().instant()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop(Plugin running, Duration limit, List<LeakedThread> left) {
    switch (LimitedCall.run(scope.threads().factory("stop-" + name()), limit, running::stop)) {
      case Outcome.Done _ -> {}
      case Outcome.Failed(Throwable failure) ->
          LOG.log(Level.WARNING, () -> "stop of plugin " + name() + " failed", failure);
      case Outcome.Overdue(Thread thread, String stack, boolean ended) -> {
        LOG.log(
            Level.ERROR,
            () ->
                String.format(
                    Locale.ROOT,
                    "stop of plugin %s took longer than %s and was interrupted. It stood\n%s",
                    name(),
                    limit,
                    stack));
        if (!ended) {
          left.add(new LeakedThread("stop", thread, scope.clock().instant()));
        }
      }
    }
  }

  private void log(LeakedThread left) {
    LOG.log(
        Level.ERROR,
        () ->
            String.format(
                Locale.ROOT,
                "plugin %s: %s does not end and is left behind. Thread %s stands\n%s",
                name(),
                left.what(),
                left.thread().getName(),
                Stack.of(left.thread())));
  }

  String name() {
    return plugin.name();
  }
}
