package dev.holdfast.server.deployment;

import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.server.supervision.PluginState;
import dev.holdfast.server.supervision.Supervisor;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Puts new plugins in the place of old ones, and the old ones back when that was no good. */
public final class HotSwap {
  private static final Logger LOG = System.getLogger("dev.holdfast.deployment");
  private static final Duration LOOK = Duration.ofMillis(50);

  /** Every single end has its limit; this is against a mistake in the sum of them. */
  private static final Duration LONGEST_END = Duration.ofMinutes(10);

  private final Supervisor supervisor;
  private final HealthBoard health;
  private final Duration limit;

  /**
   * Creates it.
   *
   * @param limit within which new plugins must run and be well
   */
  public HotSwap(Supervisor supervisor, HealthBoard health, Duration limit) {
    this.supervisor = supervisor;
    this.health = health;
    this.limit = limit;
  }

  /**
   * Swaps. Plugins that come without a predecessor, or whose predecessor did not work either, are
   * left to the supervisor however they do.
   *
   * @return why the old ones are back, if they are
   */
  Optional<Problem> swap(List<Deployed> old, Deployed next) {
    Set<String> wellBefore = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Deployed each : old) {
      names.addAll(each.names());
    }
    names.stream().filter(this::isWell).forEach(wellBefore::add);
    wellBefore.retainAll(next.names());
    replace(names, next.configured());
    Optional<String> failure = failure(wellBefore);
    if (failure.isEmpty()) {
      LOG.log(Level.INFO, () -> next.entry().origin() + " is in service: " + next.names());
      return Optional.empty();
    }
    boolean first = true;
    for (Deployed each : old) {
      replace(first ? next.names() : Set.of(), each.configured());
      first = false;
    }
    return failure.map(why -> PluginProblems.PUT_BACK.because(next.entry().origin() + ": " + why));
  }

  void remove(Deployed old) {
    replace(old.names(), Map.of());
  }

  private void replace(Collection<String> names, Map<PluginDescriptor, Record> fresh) {
    CompletableFuture<Void> done = supervisor.replace(names, fresh);
    try {
      done.get(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the supervisor does not answer", e);
    }
  }

  private boolean isWell(String name) {
    return supervisor.state(name) instanceof PluginState.Running
        && health.verdict(name).orElse(Verdict.DOWN) != Verdict.DOWN;
  }

  /** Waits until all are well; why one of them is not, at the latest when the time is over. */
  private Optional<String> failure(Set<String> names) {
    long end = System.nanoTime() + limit.toNanos();
    Set<String> open = new HashSet<>(names);
    while (true) {
      open.removeIf(this::isWell);
      if (open.isEmpty()) {
        return Optional.empty();
      }
      for (String name : open) {
        PluginState state = supervisor.state(name);
        if (state instanceof PluginState.BackingOff || state instanceof PluginState.Quarantined) {
          return Optional.of(name + " failed: " + state.cause());
        }
      }
      if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
        String name = open.iterator().next();
        PluginState state = supervisor.state(name);
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%s was %s %s, its health %s, after %s",
                name,
                state.label(),
                state.cause(),
                health.verdict(name).map(Verdict::name).orElse("not known"),
                limit));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
