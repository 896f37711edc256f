package dev.holdfast.server.plugin;

import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.metrics.Meters;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.Verdict;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Tag;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts what one start of a plugin takes of each kind, and refuses what is beyond the limits. It
 * is told once, on the log and on /health, and counted from then on: a plugin that asks a million
 * times must not fill the log.
 */
final class Allowance implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.plugin");

  /** What is limited. */
  enum Kind {
    METERS("meters"),
    ALERTS("alerts"),
    ROUTES("routes"),
    ENDPOINTS("endpoints"),
    HEALTH_CHECKS("health-checks"),
    WORKERS("workers"),
    SERVICES("services"),
    CONTRIBUTIONS("contributions"),
    NAME_LENGTH("name-length");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    int most(PluginLimits limits) {
      return switch (this) {
        case METERS -> limits.meters();
        case ALERTS -> limits.alerts();
        case ROUTES -> limits.routes();
        case ENDPOINTS -> limits.endpoints();
        case HEALTH_CHECKS -> limits.healthChecks();
        case WORKERS -> limits.workers();
        case SERVICES -> limits.services();
        case CONTRIBUTIONS -> limits.contributions();
        case NAME_LENGTH -> limits.nameLength();
      };
    }
  }

  private final String plugin;
  private final PluginLimits limits;
  private final Meters meters;
  private final HealthBoard health;
  private final Map<Kind, Integer> taken = new EnumMap<>(Kind.class);
  private final Map<Kind, Counter> refused = new EnumMap<>(Kind.class);

  Allowance(String plugin, PluginLimits limits, Meters meters, HealthBoard health) {
    this.plugin = plugin;
    this.limits = limits;
    this.meters = meters;
    this.health = health;
  }

  /**
   * Takes one.
   *
   * @param name what the plugin calls it
   * @throws ProblemException it has as many as it may have
   */
  synchronized void take(Kind kind, String name) {
    checkName(name);
    int before = taken.getOrDefault(kind, 0);
    if (before >= kind.most(limits)) {
      throw refuse(kind, name);
    }
    taken.put(kind, before + 1);
  }

  /** Gives one back that did not come to be. */
  synchronized void giveBack(Kind kind) {
    taken.merge(kind, -1, Integer::sum);
  }

  /**
   * Looks at a name, or at the value of a label.
   *
   * @throws ProblemException it is too long
   */
  synchronized void checkName(String name) {
    if (name.length() > limits.nameLength()) {
      throw refuse(Kind.NAME_LENGTH, name);
    }
  }

  int most(Kind kind) {
    return kind.most(limits);
  }

  /** Tells it the first time, and counts it. */
  synchronized ProblemException refuse(Kind kind, String name) {
    Problem problem =
        PluginProblems.TOO_MUCH.because(
            plugin
                + (kind == Kind.NAME_LENGTH
                    ? " uses a longer name than "
                    : " would have more than ")
                + kind.most(limits)
                + (kind == Kind.NAME_LENGTH ? " characters" : " " + kind.key)
                + " (plugins.limits."
                + kind.key
                + "); refused first: "
                + shown(name));
    Counter counter = refused.get(kind);
    if (counter == null) {
      counter =
          meters.add(
              plugin,
              Counter.builder("holdfast_plugin_refusals")
                  .description("Requests of plugins beyond plugins.limits")
                  .addTag(Tag.create("kind", kind.key)));
      refused.put(kind, counter);
      LOG.log(Level.WARNING, () -> problem.sentence() + ". More are only counted");
      health.report(
          check(),
          Verdict.DEGRADED,
          Map.of(
              "code",
              problem.code(),
              Health.REASON,
              problem.reason(),
              Health.HINT,
              problem.remedy()));
    }
    counter.increment();
    return new ProblemException(problem);
  }

  private static String shown(String name) {
    return PlainText.clean(name, 80).replaceAll("\\p{Cntrl}", "?");
  }

  private String check() {
    return plugin + "/limits";
  }

  /** With the start that it belongs to. */
  @Override
  public synchronized void close() {
    if (!refused.isEmpty()) {
      refused.values().forEach(meters::remove);
      refused.clear();
      health.remove(check());
    }
  }
}
