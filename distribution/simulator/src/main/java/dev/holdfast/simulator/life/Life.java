package dev.holdfast.simulator.life;

import dev.holdfast.journal.SegmentedJournal;
import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.deadletters.DeadLetters;
import dev.holdfast.journal.deadletters.DeadLetters.Choice;
import dev.holdfast.journal.log.Epoch;
import dev.holdfast.journal.log.SegmentScan;
import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Bug;
import dev.holdfast.simulator.Guarantee;
import dev.holdfast.simulator.SimulatedClock;
import dev.holdfast.simulator.disk.BuggyDisk;
import dev.holdfast.simulator.disk.Crash;
import dev.holdfast.simulator.disk.SimulatedDisk;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life: the steps of a seed on a {@link SimulatedDisk}, and with a database if it has all
 * parts. After each end of the process the journal is opened again, and everything that was
 * promised is looked for.
 */
final class Life {
  private static final Path FOLDER = Path.of("/data/journal");
  private static final Problem POISON = new Problem("HF-TEST-001", 500, "It is poison", "", "");
  private static final int MOST_OPENINGS = 40;
  private static final int MOST_HOURS = 48;
  private static final Duration IDLE_LIMIT = Duration.ofHours(1);
  private static final Duration HOLD_LIMIT = Duration.ofDays(1);

  /** By which a planted bug measures the leases. */
  private static final Duration TOO_SHORT = Duration.ofMinutes(1);

  /** A journal that is tidied less often takes it that its process stood still. */
  private static final Duration ROUND = Duration.ofMinutes(1);

  private final LifePlan plan;
  private final SimulatedDisk disk = new SimulatedDisk();
  private final BuggyDisk seen;
  private final JournalConfig config;
  private final SplittableRandom epochs;
  private final SimulatedClock clock = new SimulatedClock();
  private final PromiseLedger ledger = new PromiseLedger();
  private final EventProducer producer;
  private final SimulatedReader screen = new SimulatedReader("screen", false, ledger);

  /** In the place of the store in a life of the journal. */
  private final SimulatedReader reader = new SimulatedReader("event-store", true, ledger);

  private final @Nullable SimulatedStore store;
  private final List<String> letters = new ArrayList<>();
  private final Consumer<String> story;
  private final LifeFigures figures;
  private @Nullable SegmentedJournal journal;
  private long hitsAtOpening;
  private int nextLetter;

  private Life(long seed, LifePlan plan, Consumer<String> story, LifeFigures figures)
      throws SQLException {
    SplittableRandom random = new SplittableRandom(~seed);
    this.plan = plan;
    this.seen = new BuggyDisk(disk, plan.bug());
    this.config = config(random, plan);
    this.store =
        plan.parts() == Parts.JOURNAL
            ? null
            : new SimulatedStore(clock, ledger, disk, plan.bug(), random);
    this.epochs = random;
    this.producer =
        new EventProducer(
            ledger,
            plan,
            disk::isDown,
            () -> disk.hits() > hitsAtOpening,
            () -> store == null ? reader.place() : store.place());
    this.story = story;
    this.figures = figures;
  }

  /**
   * Lives.
   *
   * @param story told each step in words
   * @throws BrokenPromise the parts lost, doubled or made up something
   */
  static void live(
      long seed, List<LifeStep> steps, LifePlan plan, Consumer<String> story, LifeFigures figures) {
    String now = "at the beginning";
    figures.life();
    Life life = null;
    try {
      life = new Life(seed, plan, story, figures);
      life.open(null);
      for (LifeStep step : steps) {
        now = "step " + step.number();
        figures.step();
        life.step(step);
      }
      now = "at the end";
      life.end();
    } catch (BrokenPromise e) {
      story.accept(now + ": " + e.found());
      throw e;
    } catch (OutOfMemoryError | NoClassDefFoundError | Crash e) {
      // None of these is an answer of the parts: they say nothing about a promise.
      throw e;
    } catch (Exception | Error e) {
      story.accept(now + ": " + e);
      throw new BrokenPromise(Guarantee.RECOVERS, now + " it throws " + e, e);
    } finally {
      if (life != null) {
        life.close();
      }
    }
  }

  private static JournalConfig config(SplittableRandom random, LifePlan plan) {

    long[] segments = {700, 2_000, 6_000};
    return new JournalConfig(
        new Size(segments[random.nextInt(segments.length)]),
        new Size(random.nextBoolean() ? 12_000 : 64_000),
        new Size(0),
        random.nextBoolean() ? Duration.ZERO : Duration.ofHours(1),
        List.of("event-store"),
        plan.bug() == Bug.DETACHES_A_READER_THAT_LIVES ? TOO_SHORT : IDLE_LIMIT,
        HOLD_LIMIT,
        Size.ofMebibytes(1),
        new Size(random.nextBoolean() ? 700 : 4_096),
        new Size(4_096),
        new Size(4_096),
        new Size(1),
        // A store waits while the dead letters are full, until somebody drops some.
        new Size(plan.parts() == Parts.JOURNAL ? 32_000 : 1 << 20),
        Duration.ZERO,
        Duration.ofMillis(10));
  }

  private void step(LifeStep step) throws Exception {
    SplittableRandom random = new SplittableRandom(step.seed());
    Crash.Kind ended = null;
    String told;
    try {
      told = act(step.action(), random);
      ended = step.action() == LifeStep.Action.RESTART ? Crash.Kind.KILL : null;
    } catch (Crash crash) {
      ended = crash.kind();
      told = "the process ends: " + ended;
      figures.end(ended);
    }
    story.accept(step.number() + " " + step.action() + ": " + told);
    if (ended != null) {
      journal = null;
      open(ended);
    }
  }

  private String act(LifeStep.Action action, SplittableRandom random) throws Exception {
    SegmentedJournal open = open();
    return switch (action) {
      case APPEND -> producer.append(open, random);
      case READ -> reader.read(open, 1 + random.nextInt(20), commitsEarly(), false);
      case COMMIT -> reader.commit(random.nextInt(1 << 20));
      case READ_SCREEN -> readScreen(open, random);
      case COMMIT_SCREEN -> screen.commit(random.nextInt(1 << 20));
      case SET_ASIDE -> setAside();
      case TIDY -> tidy(open, random);
      case RESTART -> close(open);
      case KILL -> throw crash(Crash.Kind.KILL, random);
      case CUT_POWER -> throw crash(Crash.Kind.POWER_CUT, random);
      case CUT_POWER_AND_LOSE_ALL -> throw crash(Crash.Kind.POWER_CUT_THAT_LOSES_ALL, random);
      case KILL_SOON -> crashSoon(Crash.Kind.KILL, random);
      case CUT_POWER_SOON -> crashSoon(Crash.Kind.POWER_CUT, random);
      case FAULT_SOON -> faultSoon(random);
      case STORE -> store().step(open, 1 + random.nextInt(4));
      case RESTART_STORE -> store().restart(open);
      case SET_CLOCK -> setClock(random);
      case DATABASE_FAULT_SOON -> store().faultSoon(random);
      case CRASH_IN_DATABASE_SOON -> store().crashSoon(kind -> crash(kind, random), random);
      case DATABASE_GOES_AWAY -> store().goAway(1 + random.nextInt(6));
      case COPY_DATABASE_SOON -> store().copySoon(random.nextInt(4));
      case RESTORE_DATABASE -> store().restore(random);
    };
  }

  private SegmentedJournal open() {
    SegmentedJournal open = journal;
    if (open == null) {
      throw new IllegalStateException("the journal is not open");
    }
    return open;
  }

  private SimulatedStore store() {
    SimulatedStore there = store;
    if (there == null) {
      throw new IllegalStateException("this life has no store");
    }
    return there;
  }

  private boolean commitsEarly() {
    return plan.bug() == Bug.STORES_A_PLACE_BEFORE_READING;
  }

  private Crash crash(Crash.Kind kind, SplittableRandom random) {
    disk.crashNow(kind, random);
    return new Crash(kind);
  }

  private String crashSoon(Crash.Kind kind, SplittableRandom random) {
    int calls = random.nextInt(12);
    disk.crashSoon(kind, calls, random);
    return kind + " comes at call " + calls + " from now";
  }

  private String faultSoon(SplittableRandom random) {
    SimulatedDisk.Fault[] all = SimulatedDisk.Fault.values();
    SimulatedDisk.Fault fault = all[random.nextInt(all.length)];
    int first = random.nextInt(4);
    int times = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1;
    disk.fail(fault, first, times, random);
    return fault + " fails " + times + " times, after " + first + " good calls";
  }

  private String setClock(SplittableRandom random) {
    int hours = random.nextInt(2 * MOST_HOURS) - MOST_HOURS;
    boolean stands = random.nextInt(4) == 0;
    clock.set(Duration.ofHours(hours));
    clock.freeze(stands);
    return "somebody sets the clock by " + hours + " h" + (stands ? ", and it stands still" : "");
  }

  private String setAside() {
    JournalReader open = reader.reader();
    if (open == null) {
      return "the reader is not open";
    }
    int id = nextLetter++;
    Event event = EventProducer.measured("d", String.valueOf(id), 0);
    try {
      open.deadLetter(event, POISON);
    } catch (ProblemException e) {
      return "cannot set aside: " + e.problem().code();
    }
    letters.add(event.id());
    return "sets dead letter " + id + " aside";
  }

  /** Now and then it goes away, as a plugin that is removed, or it comes back. */
  private String readScreen(SegmentedJournal open, SplittableRandom random)
      throws InterruptedException {
    int most = 1 + random.nextInt(20);
    return random.nextInt(6) == 0 ? screen.leaveOrReturn(open) : readScreen(open, most);
  }

  private String readScreen(SegmentedJournal open, int most) throws InterruptedException {
    return screen.read(
        open, most, commitsEarly(), plan.bug() == Bug.TELLS_A_DETACHED_READER_NO_GAP);
  }

  private String tidy(SegmentedJournal open, SplittableRandom random) throws InterruptedException {
    Duration passes = Duration.ofMinutes(random.nextInt(90));
    boolean reads = random.nextBoolean();
    if (reads) {
      story.accept("    " + readScreen(open, 1));
    }
    boolean lives = reads && screen.reader() != null && passes.compareTo(IDLE_LIMIT) <= 0;
    long start = open.log().start();
    try {
      for (Duration left = passes; left.isPositive(); left = left.minus(ROUND)) {
        clock.advance(ROUND);
        open.tidy();
      }
      open.tidy();
      checkHold(open, start, lives);
      String found = open.checkFiles();
      if (!found.isEmpty() && disk.hits() == hitsAtOpening) {
        throw new BrokenPromise(Guarantee.NO_FALSE_ALARM, "removed files are told: " + found);
      }
    } catch (IOException e) {
      return "cannot tidy: " + e.getMessage();
    }
    reader.force();
    screen.force();
    return "forces places, keeps from " + Long.toHexString(open.log().start());
  }

  /** Nobody needs the room now, so age alone may cost a reader that lives its events. */
  private void checkHold(SegmentedJournal open, long start, boolean lives) {
    boolean tooOld = clock.wasSet() || clock.nanos() > HOLD_LIMIT.toNanos();
    if (lives && !tooOld && open.log().start() > Math.max(start, screen.attempted())) {
      throw new BrokenPromise(
          Guarantee.KEPT, "events were deleted that the screen, which lives, had not read");
    }
  }

  private String close(SegmentedJournal open) throws Exception {
    if (store != null) {
      store.close();
    }
    try {
      open.close();
      return "closes";
    } catch (IOException e) {
      return "closes badly: " + e.getMessage();
    }
  }

  /** A process begins; it may end again while it opens the journal. */
  private void open(Crash.@Nullable Kind after) throws Exception {
    // What was not forced may be lost by a force that failed, as by a power cut.
    Crash.Kind ended =
        disk.hits() > hitsAtOpening && after != null ? worse(after, Crash.Kind.POWER_CUT) : after;
    reader.lose();
    screen.lose();
    if (store != null) {
      store.lose();
    }
    SegmentedJournal opened = null;
    for (int attempt = 0; opened == null; attempt++) {
      disk.restart();
      if (attempt == MOST_OPENINGS / 2) {
        disk.heal();
      }
      try {
        hitsAtOpening = disk.hits();
        seen.opening(true);
        opened = SegmentedJournal.open(seen, FOLDER, config, clock, clock::nanos, epochs::nextLong);
      } catch (IOException e) {
        if (attempt > MOST_OPENINGS || disk.hits() == hitsAtOpening) {
          throw new BrokenPromise(Guarantee.RECOVERS, "does not open without a fault: " + e, e);
        }
        ended = worse(ended, Crash.Kind.POWER_CUT);
        story.accept("    does not open: " + e.getMessage());
      } catch (Crash crash) {
        ended = worse(ended, crash.kind());
        story.accept("    the process ends while it opens the journal: " + ended);
        figures.end(crash.kind());
      } finally {
        seen.opening(false);
      }
    }
    journal = opened;
    check(opened, ended);
  }

  private static Crash.Kind worse(Crash.@Nullable Kind one, Crash.Kind two) {
    return one != null && one.compareTo(two) > 0 ? one : two;
  }

  /** With a disk that is well for so long; what else was to come is forgotten. */
  private void check(SegmentedJournal open, Crash.@Nullable Kind after) throws Exception {
    disk.heal();
    screen.open(open, after);
    long place;
    if (store == null) {
      reader.open(open, after);
      place = reader.place();
      checkLetters(open.deadLetters());
    } else {
      store.open(open);
      place = store.place();
      store.check(open);
    }
    ledger.check(open, place);
    examine(FOLDER);
    examine(FOLDER.resolve("dead-letters"));
    story.accept(
        "    opens: from "
            + Long.toHexString(open.log().start())
            + " to "
            + Long.toHexString(open.end().offset())
            + ", event-store at "
            + Long.toHexString(place));
  }

  private void checkLetters(DeadLetters kept) throws IOException {
    List<String> there = new ArrayList<>();
    kept.read(
        kept.newest(Choice.ALL, Integer.MAX_VALUE, Long.MAX_VALUE),
        (at, letter) -> there.add(letter.event().id()));
    if (!there.containsAll(letters) || there.size() != there.stream().distinct().count()) {
      throw new BrokenPromise(
          Guarantee.DEAD_LETTERS,
          "dead letters " + letters + " were promised, " + there + " are there");
    }
  }

  /** As {@code holdfast doctor} does. */
  private void examine(Path folder) throws IOException {
    Optional<Long> epoch = Epoch.find(disk, folder);
    if (epoch.isEmpty()) {
      throw new BrokenPromise(Guarantee.DURABLE, "no epoch in " + folder);
    }
    SegmentScan scan = new SegmentScan(disk, folder, epoch.get());
    for (SegmentScan.Part part : scan.parts()) {
      if (scan.content(part).holes() > 0) {
        throw new BrokenPromise(
            Guarantee.NO_FALSE_ALARM, "the doctor tells of a hole in " + part.file());
      }
    }
  }

  /** All faults are over: what waits is stored, and everything is compared. */
  private void end() throws Exception {
    long rows = 0;
    if (store != null) {
      disk.heal();
      story.accept("    all faults are over");
      story.accept("    " + store.drain(open()));
      rows = store.rows();
    }
    figures.events(ledger.promised().size(), rows);
  }

  private void close() {
    figures.faults("", disk.hitsByFault());
    if (store != null) {
      store.discard(figures);
    }
  }
}
