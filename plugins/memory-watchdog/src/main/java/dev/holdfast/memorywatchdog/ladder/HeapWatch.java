package dev.holdfast.memorywatchdog.ladder;

import dev.holdfast.memorywatchdog.problem.FigureFormat;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.memorywatchdog.profile.HeapProfiler;
import dev.holdfast.memorywatchdog.sensor.LiveHeap;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Feeds heap readings to the ladder, and calls the responses of the steps that it enters and
 * leaves.
 */
public final class HeapWatch {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");
  private static final String KEY = "memory";
  private static final long MINUTE = 60_000_000_000L;

  /** Evidence older than this says nothing about whoever fills the heap now. */
  private static final Duration OLD = Duration.ofSeconds(30);

  /** Below this share of the first threshold a growing heap is one that warms up. */
  private static final double FORECAST_FROM = 0.5;

  private final PluginContext context;
  private final LadderConfig config;
  private final LiveHeap heap;
  private final Ladder ladder;
  private final GcTrigger gcTrigger;
  private final HeapProfiler profiler;
  private final StepResponses responses = new StepResponses();
  private final Map<Step, Long> entered = new ConcurrentHashMap<>();
  private volatile HeapStatus status;
  private volatile String evidence = "";
  private volatile boolean ended;
  private BiFunction<String, String, Optional<String>> capture = (kind, why) -> Optional.empty();
  private Runnable changed = () -> {};
  private long remindedAt;

  /** Begins on the lowest step. */
  public HeapWatch(
      PluginContext context,
      LadderConfig config,
      LiveHeap heap,
      GcTrigger gcTrigger,
      HeapProfiler profiler,
      long now) {
    this.context = context;
    this.config = config;
    this.heap = heap;
    this.ladder = new Ladder(config, now);
    this.gcTrigger = gcTrigger;
    this.profiler = profiler;
    this.status = status(new Pressure(0, now, ""), Optional.empty());
  }

  /** Adds a response to a step. */
  public HeapWatch on(Step step, Response response) {
    responses.on(step, response);
    return this;
  }

  /**
   * Sets the function that captures bundles.
   *
   * @param capture takes the kind of the bundle and its reason, and returns its name if one was
   *     captured
   */
  public synchronized void captureWith(BiFunction<String, String, Optional<String>> capture) {
    this.capture = capture;
  }

  /** Sets a listener that is called as soon as the step changes. */
  public synchronized void onChange(Runnable listener) {
    changed = listener;
  }

  public HeapStatus status() {
    return status;
  }

  /** The bundle of the current climb, as the end of a reason; empty if there is none. */
  public String evidence() {
    return evidence;
  }

  /** How often a step was entered from below. */
  public long entered(Step step) {
    return entered.getOrDefault(step, 0L);
  }

  /** Looks once. */
  public synchronized void look(long now) {
    if (ended) {
      return;
    }
    heap.look(now);
    Step before = ladder.step();
    Step wanted = ladder.wanted(pressure().share(), Step.CALM);
    if (wanted.isAbove(before) && wanted.isAbove(Step.WARN)) {
      profileHeap(now);
      if (ended) {
        return;
      }
    }
    Pressure pressure = pressure();
    Optional<Duration> full = full(now, pressure);
    boolean soon = full.filter(time -> time.compareTo(config.warnTimeToFull()) < 0).isPresent();
    List<Step> steps = ladder.look(now, pressure, soon ? Step.WARN : Step.CALM);
    if (steps.isEmpty()) {
      remind(now, pressure);
    } else {
      remindedAt = now;
      Step after = steps.getLast();
      if (after.isAbove(before)) {
        climb(before, steps, pressure, full, now);
      } else {
        descend(before, after, pressure, full);
      }
    }
    status = status(pressure, full);
    gcTrigger.look(now, ladder.step(), pressure, bounds());
    gcTrigger.lookAtGarbage(now, share(heap.garbage()), heap.pause());
  }

  /**
   * Before anybody is stopped: what a plugin held is nobody's once it is gone. That collects the
   * whole heap, and what is in use behind it is what counts: the figure before may be of a moment
   * that has passed.
   */
  private void profileHeap(long now) {
    try {
      var _ = profiler.profile(OLD, true);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the holders of the memory are not known", e);
    }
    heap.look(now);
  }

  private void remind(long now, Pressure pressure) {
    if (now - remindedAt >= MINUTE) {
      remindedAt = now;
      responses.remain(ladder.step(), pressure);
    }
  }

  private GcTrigger.UpperBounds bounds() {
    return new GcTrigger.UpperBounds(share(heap.bound()), heap.used());
  }

  private double share(OptionalLong bytes) {
    return (double) bytes.orElse(0) / heap.limit();
  }

  private Pressure pressure() {
    OptionalLong live = heap.live();
    String words =
        live.isPresent()
            ? words("", live)
            : heap.bound().isPresent()
                ? words("not measured yet; at most ", heap.bound())
                : "not measured yet";
    return new Pressure(share(live), heap.measuredAt(), words, profiler.suspect(OLD));
  }

  private String words(String before, OptionalLong bytes) {
    return String.format(
        Locale.ROOT,
        "%s%s of %s of the heap are in use behind a collection, %s",
        before,
        new Size(bytes.orElse(0)),
        new Size(heap.limit()),
        FigureFormat.percent(share(bytes)));
  }

  private Optional<Duration> full(long now, Pressure pressure) {
    if (pressure.share() * 100 < config.warn().enter() * FORECAST_FROM) {
      return Optional.empty();
    }
    return heap.untilFull()
        .map(time -> time.minusNanos(now - heap.measuredAt()))
        .filter(Duration::isPositive);
  }

  private HeapStatus status(Pressure pressure, Optional<Duration> full) {
    Step step = ladder.step();
    return new HeapStatus(
        step,
        heap.live(),
        heap.bound(),
        heap.limit(),
        full,
        responses.done(),
        step == Step.CALM ? Optional.empty() : Optional.of(problem(pressure, full)));
  }

  private Problem problem(Pressure pressure, Optional<Duration> full) {
    boolean forecast = pressure.share() * 100 < config.warn().leave() && full.isPresent();
    String left = full.map(time -> "; full in about " + FigureFormat.time(time)).orElse("");
    String suspect = pressure.suspect().map(name -> "; plugin " + name + " holds most").orElse("");
    String done = responses.done().isEmpty() ? "" : "; " + responses.done();
    String what = pressure.words() + left + suspect + evidence + done;
    Problem problem =
        forecast
            ? WatchdogProblems.SOON_FULL.because(what)
            : WatchdogProblems.PRESSURE.because(
                ladder.step().word() + ", " + ladder.step().meaning() + ": " + what);
    return pressure.suspect().map(name -> WatchdogProblems.naming(problem, name)).orElse(problem);
  }

  private void climb(
      Step before, List<Step> steps, Pressure pressure, Optional<Duration> full, long now) {
    Step from = before;
    for (Step step : steps) {
      entered.merge(step, 1L, Long::sum);
      say(Level.WARNING, from, step, pressure);
      from = step;
      if (step != Step.RESTART) {
        responses.begin(step, pressure);
      }
    }
    tell(pressure, full);
    if (from.isAbove(Step.REFUSE)) {
      capture(from, pressure);
      if (from == Step.RESTART && !ended) {
        responses.begin(from, pressure);
      }
      tell(pressure, full);
    }
    // What was collected meanwhile says nothing about the effect of what was just done.
    heap.look(now);
  }

  /** One that fails must not keep the restart from happening. */
  private void capture(Step step, Pressure pressure) {
    try {
      capture
          .apply("memory-" + step.word(), pressure.words())
          .ifPresent(id -> evidence = ", bundle " + id);
    } catch (RuntimeException e) {
      evidence = ", no bundle: " + e;
      LOG.log(Level.WARNING, "no bundle is captured", e);
    }
  }

  private void descend(Step before, Step after, Pressure pressure, Optional<Duration> full) {
    say(Level.INFO, before, after, pressure);
    responses.end(before);
    if (after == Step.CALM) {
      evidence = "";
    }
    tell(pressure, full);
  }

  private static void say(Level level, Step from, Step to, Pressure pressure) {
    LOG.log(
        level,
        () ->
            String.format(
                Locale.ROOT,
                "memory: %s -> %s, %s: %s",
                from.word(),
                to.word(),
                to.meaning(),
                pressure.words()));
  }

  private void tell(Pressure pressure, Optional<Duration> full) {
    status = status(pressure, full);
    Optional<Problem> problem = status.problem();
    if (ended) {
      return;
    }
    if (problem.isEmpty()) {
      context.resolve(KEY);
    } else {
      boolean serious = ladder.step().isAbove(Step.TRIM);
      context.raise(
          new Alert(
              KEY, serious ? Alert.Severity.CRITICAL : Alert.Severity.WARNING, problem.get()));
    }
    changed.run();
  }

  /** From now on nothing is looked at, and nothing told, also by a look that hangs somewhere. */
  public void end() {
    ended = true;
  }
}
