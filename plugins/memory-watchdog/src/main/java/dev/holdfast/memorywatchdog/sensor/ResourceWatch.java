package dev.holdfast.memorywatchdog.sensor;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads all sensors in turn, raises an alert for each problem, and resolves it once the problem is
 * gone.
 */
public final class ResourceWatch {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");

  /** Troubles whose cause is gone when a person comes to look. */
  private static final Set<String> WORTH_A_BUNDLE = Set.of("deadlock", "threads", "descriptors");

  private final PluginContext context;
  private final List<Sensor> sensors;
  private volatile BiFunction<String, String, Optional<String>> capture =
      (kind, why) -> Optional.empty();
  private final Map<String, Problem> troubles = new ConcurrentHashMap<>();
  private final Map<String, String> bundles = new HashMap<>();
  private final Set<String> unreadable = new HashSet<>();
  private volatile boolean ended;

  /** Has read nothing yet. */
  ResourceWatch(PluginContext context, List<Sensor> sensors) {
    this.context = context;
    this.sensors = List.copyOf(sensors);
  }

  /**
   * Sets the function that captures bundles.
   *
   * @param capturer takes the kind of the bundle and its reason, and returns its name if one was
   *     captured
   */
  public void captureWith(BiFunction<String, String, Optional<String>> capturer) {
    capture = capturer;
  }

  public void look(long now) {
    for (Sensor sensor : sensors) {
      if (ended) {
        return;
      }
      try {
        take(sensor, sensor.look(now));
        unreadable.remove(sensor.key());
      } catch (RuntimeException | InternalError e) {
        // Nothing is known about this one; the others count all the more.
        Level level = unreadable.add(sensor.key()) ? Level.WARNING : Level.DEBUG;
        LOG.log(level, () -> sensor.key() + " cannot be read, and is tried again", e);
      }
    }
  }

  private void take(Sensor sensor, @Nullable Problem problem) {
    String key = sensor.key();
    if (problem == null) {
      bundles.remove(key);
      if (troubles.remove(key) != null) {
        LOG.log(Level.INFO, () -> key + " is well again");
        context.resolve(key);
      }
      return;
    }
    boolean fresh = !troubles.containsKey(key);
    tell(sensor, problem);
    if (fresh) {
      LOG.log(Level.WARNING, problem::sentence);
    }
    if (fresh && WORTH_A_BUNDLE.contains(key)) {
      capture.apply(key, problem.why()).ifPresent(id -> bundles.put(key, ", bundle " + id));
      tell(sensor, problem);
    }
  }

  private void tell(Sensor sensor, Problem problem) {
    String bundle = bundles.getOrDefault(sensor.key(), "");
    Problem whole = problem.because(problem.why() + bundle);
    troubles.put(sensor.key(), whole);
    context.raise(new Alert(sensor.key(), sensor.severity(), whole));
  }

  /** From now on the alerts are those of the watchdog that comes after this one. */
  public void end() {
    ended = true;
  }

  /** What is wrong now. */
  public Collection<Problem> troubles() {
    return troubles.values();
  }

  public void describe(Map<String, Object> details) {
    sensors.forEach(sensor -> sensor.describe(details));
  }
}
