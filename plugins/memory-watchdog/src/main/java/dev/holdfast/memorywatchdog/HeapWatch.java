package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Takes the heap's figures to the ladder, and does what its steps call for. */
final class HeapWatch {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");
  private static final String KEY = "memory";
  private static final Duration OLD = Duration.ofSeconds(30);
  private static final long MINUTE = 60_000_000_000L;

  /** Below this share of the first threshold a growing heap is one that warms up. */
  private static final double FORECAST_FROM = 0.5;

  private final PluginContext context;
  private final LadderConfig config;
  private final LiveHeap heap;
  private final Ladder ladder;
  private final Nudge nudge;
  private final Witness witness;
  private final Map<Step, Response> responses = new EnumMap<>(Step.class);
  private final Map<Step, Long> entered = new ConcurrentHashMap<>();
  private volatile Vitals vitals;
  private BiConsumer<String, String> capture = (kind, why) -> {};
  private Runnable moved = () -> {};
  private long remindedAt;
  private boolean ended;

  /**
   * What is known now.
   *
   * @param words the figures, for people
   * @param full when the heap will be full
   * @param problem of the step; empty on the ground
   */
  record Vitals(
      Step step,
      OptionalLong live,
      long limit,
      String words,
      Optional<Duration> full,
      Optional<Problem> problem) {
    /** Of the limit; 0 when nothing is known. */
    double share() {
      return live.isEmpty() ? 0 : (double) live.getAsLong() / limit;
    }
  }

  /** Begins on the ground. */
  HeapWatch(
      PluginContext context,
      LadderConfig config,
      LiveHeap heap,
      Nudge nudge,
      Witness witness,
      long now) {
    this.context = context;
    this.config = config;
    this.heap = heap;
    this.ladder = new Ladder(config, now);
    this.nudge = nudge;
    this.witness = witness;
    this.vitals =
        new Vitals(
            Step.CALM,
            OptionalLong.empty(),
            heap.limit(),
            "not measured yet",
            Optional.empty(),
            Optional.empty());
  }

  /** What is done on a step. */
  HeapWatch on(Step step, Response response) {
    responses.put(step, response);
    return this;
  }

  /**
   * Who captures incidents.
   *
   * @param capture gets the kind of one and its reason
   */
  synchronized void capturing(BiConsumer<String, String> capture) {
    this.capture = capture;
  }

  /** Who wants to know at once when another step is entered. */
  synchronized void telling(Runnable whoever) {
    moved = whoever;
  }

  Vitals vitals() {
    return vitals;
  }

  /** How often a step was entered from below. */
  long entered(Step step) {
    return entered.getOrDefault(step, 0L);
  }

  /** Looks once. */
  synchronized void look(long now) {
    if (ended) {
      return;
    }
    heap.look(now);
    Step before = ladder.step();
    Step wanted = ladder.wanted(pressure().share(), Step.CALM);
    if (wanted.isAbove(before) && wanted.isAbove(Step.WARN)) {
      testify(now);
    }
    Pressure pressure = pressure();
    Optional<Duration> full = full(now, pressure);
    boolean soon = full.filter(time -> time.compareTo(config.warnTimeToFull()) < 0).isPresent();
    List<Step> steps = ladder.look(now, pressure, soon ? Step.WARN : Step.CALM);
    vitals = vitals(pressure, full);
    if (steps.isEmpty()) {
      remind(now, pressure);
    } else {
      remindedAt = now;
      Step after = steps.getLast();
      if (after.isAbove(before)) {
        climb(before, steps, pressure, now);
      } else {
        descend(before, after, pressure);
      }
    }
    nudge.look(now, ladder.step(), pressure, heap.used());
  }

  /**
   * Before anybody is stopped: what a plugin held is nobody's once it is gone. That collects the
   * whole heap, and what is in use behind it is what counts: the figure before may be of a moment
   * that has passed.
   */
  private void testify(long now) {
    try {
      var _ = witness.testify(OLD, true);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "who holds the memory is not known", e);
    }
    heap.look(now);
  }

  /** What could not be done when a step was entered may be possible by now. */
  private void remind(long now, Pressure pressure) {
    if (now - remindedAt >= MINUTE) {
      remindedAt = now;
      answer(ladder.step(), response -> response.remain(pressure));
    }
  }

  private Pressure pressure() {
    OptionalLong live = heap.live();
    if (live.isEmpty()) {
      return new Pressure(0, heap.measuredAt(), "not measured yet");
    }
    double share = (double) live.getAsLong() / heap.limit();
    String words =
        "%s of %s of the heap are in use behind a collection, %s"
            .formatted(new Size(live.getAsLong()), new Size(heap.limit()), Words.percent(share));
    return new Pressure(share, heap.measuredAt(), words);
  }

  private Optional<Duration> full(long now, Pressure pressure) {
    if (pressure.share() * 100 < config.warn().enter() * FORECAST_FROM) {
      return Optional.empty();
    }
    return heap.trend()
        .until((double) heap.limit())
        .map(time -> time.minusNanos(now - heap.measuredAt()))
        .filter(Duration::isPositive);
  }

  private Vitals vitals(Pressure pressure, Optional<Duration> full) {
    Step step = ladder.step();
    return new Vitals(
        step,
        heap.live(),
        heap.limit(),
        pressure.words(),
        full,
        step == Step.CALM ? Optional.empty() : Optional.of(problem(pressure, full)));
  }

  private Problem problem(Pressure pressure, Optional<Duration> full) {
    boolean forecast = pressure.share() * 100 < config.warn().leave() && full.isPresent();
    String suspect = witness.suspect().map(name -> "; plugin " + name + " holds most").orElse("");
    String left = full.map(time -> "; full in about " + Words.time(time)).orElse("");
    String what = pressure.words() + left + suspect;
    return forecast
        ? WatchdogProblems.SOON_FULL.because(what)
        : WatchdogProblems.PRESSURE.because(
            ladder.step().word() + ", " + ladder.step().meaning() + ": " + what);
  }

  private void climb(Step before, List<Step> steps, Pressure pressure, long now) {
    Step top = steps.getLast();
    Step from = before;
    for (Step step : steps) {
      entered.merge(step, 1L, Long::sum);
      say(Level.WARNING, from, step, pressure);
      from = step;
      answer(step, response -> response.begin(pressure));
    }
    tell();
    if (top == Step.PAUSE || top == Step.DRAIN) {
      capture.accept("memory-" + top.word(), pressure.words());
    }
    // What was collected meanwhile says nothing about the effect of what was just done.
    heap.look(now);
  }

  private void descend(Step before, Step after, Pressure pressure) {
    say(Level.INFO, before, after, pressure);
    answer(before, Response::end);
    tell();
  }

  /** One that fails must not keep the others from what they can do. */
  private void answer(Step step, Consumer<Response> what) {
    Response response = responses.get(step);
    if (response != null) {
      try {
        what.accept(response);
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, () -> "the step " + step.word() + " failed, the next one counts", e);
      }
    }
  }

  private static void say(Level level, Step from, Step to, Pressure pressure) {
    LOG.log(
        level,
        () ->
            "memory: %s -> %s, %s: %s"
                .formatted(from.word(), to.word(), to.meaning(), pressure.words()));
  }

  private void tell() {
    Vitals now = vitals;
    if (now.problem().isEmpty()) {
      context.resolve(KEY);
    } else {
      boolean serious = now.step().isAbove(Step.TRIM);
      context.raise(
          new Alert(
              KEY,
              serious ? Alert.Severity.CRITICAL : Alert.Severity.WARNING,
              now.problem().get()));
    }
    moved.run();
  }

  /** Takes back whatever was done: nobody watches any more. */
  synchronized void end() {
    ended = true;
    for (Step step = ladder.step(); step != Step.CALM; step = step.lower()) {
      answer(step, Response::end);
    }
  }
}
