package dev.holdfast.journal.simulation;

import dev.holdfast.journal.SteppedJournal;
import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.deadletters.Letters;
import dev.holdfast.journal.log.Epoch;
import dev.holdfast.journal.log.RecordBatch;
import dev.holdfast.journal.log.SegmentScan;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a journal: the steps of a seed on a {@link SimulatedDisk}. After each end of the
 * process the journal is opened again, and everything that was promised is looked for.
 */
final class Life {
  private static final Path FOLDER = Path.of("/data/journal");
  private static final Problem POISON = new Problem("HF-TEST-001", 500, "It is poison", "", "");
  private static final int[] SIZES = {10, 10, 60, 150, 150, 420, 700, 1500, 2900};
  private static final int MOST_OPENINGS = 40;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final BuggyDisk seen;
  private final Bug bug;
  private final JournalConfig config;
  private final SplittableRandom epochs;
  private final ManualClock clock = new ManualClock();
  private final Ledger ledger = new Ledger();
  private final SimulatedReader store = new SimulatedReader("event-store", true, ledger);
  private final SimulatedReader screen = new SimulatedReader("screen", false, ledger);
  private final List<String> letters = new ArrayList<>();
  private final Consumer<String> story;
  private @Nullable SteppedJournal journal;
  private long hitsAtOpening;
  private int crashes;
  private int nextLetter;

  private Life(long seed, Bug bug, Consumer<String> story) {
    SplittableRandom random = new SplittableRandom(~seed);
    this.bug = bug;
    this.seen = new BuggyDisk(disk, bug);
    this.config = config(random);
    this.epochs = random;
    this.story = story;
  }

  /**
   * Lives.
   *
   * @param story told each step in words
   * @return how many times the process ended
   * @throws BrokenPromise the journal lost, doubled or made up something
   */
  static int live(long seed, List<Step> steps, Bug bug, Consumer<String> story) {
    Life life = new Life(seed, bug, story);
    Step now = new Step(0, Step.Action.RESTART, 0);
    try {
      life.open(null);
      for (Step step : steps) {
        now = step;
        life.step(step);
      }
      return life.crashes;
    } catch (BrokenPromise e) {
      story.accept("step " + now.number() + ": " + e.getMessage());
      throw e;
    } catch (IOException | InterruptedException | RuntimeException e) {
      story.accept("step " + now.number() + ": " + e);
      throw new BrokenPromise(e.toString(), e);
    }
  }

  private static JournalConfig config(SplittableRandom random) {
    long[] segments = {700, 2_000, 6_000};
    return new JournalConfig(
        new Size(segments[random.nextInt(segments.length)]),
        new Size(random.nextBoolean() ? 12_000 : 64_000),
        new Size(0),
        random.nextBoolean() ? Duration.ZERO : Duration.ofHours(1),
        List.of("event-store"),
        Size.ofMebibytes(1),
        new Size(random.nextBoolean() ? 700 : 4_096),
        new Size(4_096),
        new Size(4_096),
        new Size(1),
        new Size(32_000),
        Duration.ZERO,
        Duration.ofMillis(10));
  }

  private void step(Step step) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(step.seed());
    Crash.Kind ended = null;
    String told;
    try {
      told = act(step.action(), random);
      ended = step.action() == Step.Action.RESTART ? Crash.Kind.KILL : null;
    } catch (Crash crash) {
      ended = Crash.Kind.valueOf(String.valueOf(crash.getMessage()));
      told = "the process ends: " + ended;
      crashes++;
    }
    story.accept(step.number() + " " + step.action() + ": " + told);
    if (ended != null) {
      journal = null;
      open(ended);
    }
  }

  private String act(Step.Action action, SplittableRandom random)
      throws IOException, InterruptedException {
    SteppedJournal open = open();
    return switch (action) {
      case APPEND -> append(open, random);
      case READ -> store.read(1 + random.nextInt(20), commitsEarly(), end(open));
      case COMMIT -> store.commit(random.nextInt(1 << 20));
      case READ_SCREEN -> screen.read(1 + random.nextInt(20), commitsEarly(), end(open));
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
    };
  }

  private SteppedJournal open() {
    SteppedJournal open = journal;
    if (open == null) {
      throw new IllegalStateException("the journal is not open");
    }
    return open;
  }

  private static Position end(SteppedJournal open) {
    return new Position(open.log().epoch(), open.log().end().get().offset());
  }

  private boolean commitsEarly() {
    return bug == Bug.STORES_A_PLACE_BEFORE_READING;
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

  private String append(SteppedJournal open, SplittableRandom random) throws InterruptedException {
    List<List<Integer>> groups = new ArrayList<>();
    List<CompletableFuture<Position>> answers = new ArrayList<>();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      List<Integer> ids = new ArrayList<>();
      List<Event> events = new ArrayList<>();
      for (int more = 1 + random.nextInt(3); more > 0; more--) {
        int size = SIZES[random.nextInt(SIZES.length)];
        Event event = Events.sized("s", String.valueOf(ledger.next()), size);
        ids.add(ledger.send(event));
        events.add(event);
      }
      groups.add(ids);
      answers.add(open.queue(events));
    }
    int first = groups.getFirst().getFirst();
    String told = "appends events " + first + " to " + (ledger.next() - 1);
    try {
      open.commit();
    } finally {
      for (int i = 0; i < groups.size(); i++) {
        told += ", " + answer(groups.get(i), answers.get(i));
      }
      if (journal != null && answers.stream().anyMatch(answer -> !answer.isDone())) {
        told += " (unanswered)";
      }
    }
    return told;
  }

  private String answer(List<Integer> ids, CompletableFuture<Position> answer) {
    if (answer.state() == CompletableFuture.State.SUCCESS) {
      long end = answer.resultNow().offset();
      for (int id : ids.reversed()) {
        ledger.acknowledge(id, end);
        end -= RecordBatch.of(List.of(new byte[ledger.bytes(id)])).bytes();
      }
      return "acknowledged at " + Long.toHexString(answer.resultNow().offset());
    }
    if (bug == Bug.ACKNOWLEDGES_BEFORE_THE_FORCE) {
      ids.forEach(id -> ledger.acknowledge(id, Long.MAX_VALUE));
      return "acknowledged in haste";
    }
    if (answer.state() == CompletableFuture.State.FAILED
        && answer.exceptionNow() instanceof ProblemException problem) {
      String code = problem.problem().code();
      boolean excused = disk.isDown() || disk.hits() > hitsAtOpening;
      if (!excused && !JournalProblems.FULL.code().equals(code)) {
        throw new BrokenPromise("refused without a fault: " + problem.getMessage());
      }
      return "refused " + problem.problem().code();
    }
    return "not answered";
  }

  private String setAside() {
    JournalReader reader = store.reader();
    if (reader == null) {
      return "the reader is not open";
    }
    String id = String.valueOf(nextLetter++);
    try {
      reader.deadLetter(Events.event("d", id), POISON);
    } catch (ProblemException e) {
      return "cannot set aside: " + e.problem().code();
    }
    letters.add(id);
    return "sets dead letter " + id + " aside";
  }

  private String tidy(SteppedJournal open, SplittableRandom random) throws InterruptedException {
    clock.advance(Duration.ofMinutes(random.nextInt(90)));
    try {
      String found = open.tidy();
      if (!found.isEmpty() && disk.hits() == hitsAtOpening) {
        throw new BrokenPromise("false alarm: " + found);
      }
    } catch (IOException e) {
      return "cannot tidy: " + e.getMessage();
    }
    store.force();
    screen.force();
    return "forces places, keeps from " + Long.toHexString(open.log().start());
  }

  private String close(SteppedJournal open) {
    try {
      open.close();
      return "closes";
    } catch (IOException e) {
      return "closes badly: " + e.getMessage();
    }
  }

  /** A process begins; it may end again while it opens the journal. */
  private void open(Crash.@Nullable Kind after) throws IOException, InterruptedException {
    // What was not forced may be lost by a force that failed, as by a power cut.
    Crash.Kind ended =
        disk.hits() > hitsAtOpening && after != null ? worse(after, Crash.Kind.POWER_CUT) : after;
    store.lose();
    screen.lose();
    for (int attempt = 0; journal == null; attempt++) {
      disk.restart();
      if (attempt == MOST_OPENINGS / 2) {
        disk.heal();
      }
      try {
        hitsAtOpening = disk.hits();
        seen.opening(true);
        journal =
            SteppedJournal.open(seen, FOLDER, config, clock, clock::nanoTime, epochs::nextLong);
      } catch (IOException e) {
        if (attempt > MOST_OPENINGS || disk.hits() == hitsAtOpening) {
          throw new BrokenPromise("does not open without a fault: " + e);
        }
        ended = worse(ended, Crash.Kind.POWER_CUT);
        story.accept("    does not open: " + e.getMessage());
      } catch (Crash crash) {
        ended = worse(ended, Crash.Kind.valueOf(String.valueOf(crash.getMessage())));
        story.accept("    the process ends while it opens the journal: " + ended);
        crashes++;
      } finally {
        seen.opening(false);
      }
    }
    check(ended);
  }

  private static Crash.Kind worse(Crash.@Nullable Kind one, Crash.Kind two) {
    return one != null && one.compareTo(two) > 0 ? one : two;
  }

  /** With a disk that is well for so long; what else was to come is forgotten. */
  private void check(Crash.@Nullable Kind after) throws IOException, InterruptedException {
    disk.heal();
    SteppedJournal open = open();
    store.open(open, after);
    screen.open(open, after);
    ledger.check(open, store.place());
    List<String> kept =
        Letters.newest(open.deadLetters(), Integer.MAX_VALUE).stream()
            .map(letter -> letter.event().id())
            .toList();
    if (!kept.containsAll(letters) || kept.size() != kept.stream().distinct().count()) {
      throw new BrokenPromise("dead letters " + letters + " were promised, " + kept + " are there");
    }
    examine(FOLDER);
    examine(FOLDER.resolve("dead-letters"));
    story.accept(
        "    opens: from "
            + Long.toHexString(open.log().start())
            + " to "
            + Long.toHexString(open.log().end().get().offset())
            + ", event-store at "
            + Long.toHexString(store.place()));
  }

  /** As {@code holdfast doctor} does. */
  private void examine(Path folder) throws IOException {
    Optional<Long> epoch = Epoch.find(disk, folder);
    if (epoch.isEmpty()) {
      throw new BrokenPromise("no epoch in " + folder);
    }
    SegmentScan scan = new SegmentScan(disk, folder, epoch.get());
    for (SegmentScan.Part part : scan.parts()) {
      if (scan.content(part).holes() > 0) {
        throw new BrokenPromise("false alarm of the doctor: a hole in " + part.file());
      }
    }
  }
}
