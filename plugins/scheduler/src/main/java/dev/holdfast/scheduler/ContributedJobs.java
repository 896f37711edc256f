package dev.holdfast.scheduler;

import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.server.PluginStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that running plugins contribute; each job is asked once for its settings. For the thread
 * of the timer, without any lock: it calls code of plugins.
 */
final class ContributedJobs {
  private static final Logger LOG = System.getLogger("dev.holdfast.scheduler");

  private final Supplier<List<Contribution<Job>>> contributions;
  private final SchedulerConfig config;
  private final ConfiguredJobs configured;
  private IdentityHashMap<Job, Optional<Plan>> known = new IdentityHashMap<>();
  private volatile @Nullable Problem trouble;

  /**
   * Creates one.
   *
   * @param plugins all that the server has
   */
  ContributedJobs(
      Supplier<List<Contribution<Job>>> contributions,
      SchedulerConfig config,
      Supplier<List<PluginStatus>> plugins) {
    this.contributions = contributions;
    this.config = config;
    this.configured = new ConfiguredJobs(config.jobs(), plugins);
  }

  /** Those that are there now, by name. */
  Map<String, Plan> look() {
    Map<String, String> states = configured.states();
    IdentityHashMap<Job, Optional<Plan>> seen = new IdentityHashMap<>();
    Map<String, Plan> plans = new LinkedHashMap<>();
    String tooMany = null;
    for (Contribution<Job> part : contributions.get()) {
      Optional<Plan> plan = known.get(part.part());
      if (plan == null) {
        plan = ask(part, plans);
      }
      seen.put(part.part(), plan);
      if (plan.isPresent() && plans.size() >= config.mostJobs()) {
        tooMany = tooMany == null ? plan.get().name() : tooMany;
      } else {
        plan.ifPresent(one -> plans.putIfAbsent(one.name(), one));
      }
    }
    known = seen;
    tell(tooMany);
    configured.compare(states, names(seen.values()));
    return plans;
  }

  private static Set<String> names(Collection<Optional<Plan>> plans) {
    return plans.stream().flatMap(Optional::stream).map(Plan::name).collect(Collectors.toSet());
  }

  private Optional<Plan> ask(Contribution<Job> part, Map<String, Plan> others) {
    try {
      Plan plan = Plan.of(part.plugin(), part.part(), config);
      plan.mistake().ifPresent(mistake -> LOG.log(Level.WARNING, mistake.sentence()));
      if (others.containsKey(plan.name())) {
        LOG.log(Level.WARNING, "{0} is contributed twice; only the first one runs", plan.name());
        return Optional.empty();
      }
      return Optional.of(plan);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "A job of " + part.plugin() + " is left out", PlainText.failure(e));
      return Optional.empty();
    }
  }

  private void tell(@Nullable String tooMany) {
    if (tooMany == null) {
      trouble = null;
    } else if (trouble == null) {
      Problem problem = SchedulerProblems.tooMany(config.mostJobs(), tooMany);
      trouble = problem;
      LOG.log(Level.WARNING, problem.sentence());
    }
  }

  /** What a person should know of all of them. */
  Optional<Problem> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** The jobs of the configuration that are of no plugin, by name. */
  Map<String, Problem> unknown() {
    return configured.unknown();
  }
}
