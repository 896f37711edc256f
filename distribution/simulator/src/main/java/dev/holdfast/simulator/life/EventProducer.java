package dev.holdfast.simulator.life;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.journal.SegmentedJournal;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.RecordBatch;
import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Bug;
import dev.holdfast.simulator.Guarantee;
import dev.holdfast.simulator.SimulatedClock;
import dev.holdfast.simulator.disk.Crash;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Appends groups of events and notes what was promised. In a life with a database some are sent
 * again, some have the identity of another event, and some are poison: the database refuses them.
 */
final class EventProducer {
  private static final int[] SIZES = {10, 10, 60, 150, 150, 420, 700, 1500, 2900};
  private static final int[] SMALL_SIZES = {10, 10, 60, 150, 420};
  private static final String[] SOURCES = {"/hut", "/ridge", "/valley"};

  /** A year that no column of the table takes. */
  private static final Instant POISON = Instant.parse("+12000-01-01T00:00:00Z");

  private final PromiseLedger ledger;
  private final LifePlan plan;
  private final BooleanSupplier down;
  private final BooleanSupplier failed;
  private final LongSupplier consumed;

  /**
   * Creates a producer.
   *
   * @param down whether the process has ended
   * @param failed whether the disk has failed since the journal was opened
   * @param consumed the place of the reader that the journal keeps events for
   */
  EventProducer(
      PromiseLedger ledger,
      LifePlan plan,
      BooleanSupplier down,
      BooleanSupplier failed,
      LongSupplier consumed) {
    this.ledger = ledger;
    this.plan = plan;
    this.down = down;
    this.failed = failed;
    this.consumed = consumed;
  }

  /** Appends some groups and has them committed; what became of them, in words. */
  String append(SegmentedJournal journal, SplittableRandom random) throws InterruptedException {
    List<List<SentEvent>> groups = new ArrayList<>();
    List<CompletableFuture<Position>> answers = new ArrayList<>();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      List<SentEvent> group = new ArrayList<>();
      for (int more = 1 + random.nextInt(3); more > 0; more--) {
        group.add(plan.parts() == Parts.JOURNAL ? plain(random) : next(random));
      }
      groups.add(group);
      answers.add(journal.append(group.stream().map(SentEvent::event).toList()));
    }
    int first = groups.getFirst().getFirst().number();
    StringBuilder told =
        new StringBuilder("appends events " + first + " to " + (ledger.next() - 1));
    try {
      while (journal.queuedBytes() > 0) {
        journal.step();
      }
    } catch (Crash crash) {
      note(journal, groups, answers);
      throw crash;
    }
    note(journal, groups, answers).forEach(answer -> told.append(", ").append(answer));
    return told.toString();
  }

  /** What became of the groups, in words. */
  private List<String> note(
      SegmentedJournal journal,
      List<List<SentEvent>> groups,
      List<CompletableFuture<Position>> answers) {
    List<String> told = new ArrayList<>();
    long end = journal.end().offset();
    for (int i = 0; i < groups.size(); i++) {
      List<SentEvent> group = groups.get(i);
      if (isHasty(answers.get(i))) {
        end += group.stream().mapToLong(EventProducer::bytes).sum();
        acknowledge(group, end);
      }
      told.add(answer(journal, group, answers.get(i)));
    }
    return told;
  }

  /** A planted bug: what was being written when the process ended is promised already. */
  private boolean isHasty(CompletableFuture<Position> answer) {
    return plan.bug() == Bug.ACKNOWLEDGES_BEFORE_THE_FORCE
        && down.getAsBoolean()
        && answer.state() == CompletableFuture.State.FAILED
        && JournalProblems.closed().problem().code().equals(code(answer.exceptionNow()));
  }

  private static String code(Throwable refusal) {
    return refusal instanceof ProblemException known ? known.problem().code() : "";
  }

  private static long bytes(SentEvent event) {
    return RecordBatch.of(List.of(event.encoded())).bytes();
  }

  /** The end is the offset behind the last event of the group. */
  private void acknowledge(List<SentEvent> group, long end) {
    long behind = end;
    for (SentEvent event : group.reversed()) {
      ledger.acknowledge(event, behind);
      behind -= bytes(event);
    }
  }

  private SentEvent plain(SplittableRandom random) {
    int number = ledger.next();
    int size = SIZES[random.nextInt(SIZES.length)];
    return ledger.send(measured("s", String.valueOf(number), size), number, false);
  }

  /** An event whose data is a text of so many letters. */
  static Event measured(String source, String id, int letters) {
    byte[] data = ("\"" + "x".repeat(letters) + "\"").getBytes(UTF_8);
    Instant noon = SimulatedClock.START;
    return new Event(source, id, "test.measured", null, noon, noon, new byte[0], data);
  }

  private SentEvent next(SplittableRandom random) {
    int choice = random.nextInt(100);
    int number = ledger.next();
    if (choice >= 30 || number == 0) {
      return fresh(SOURCES[random.nextInt(SOURCES.length)], "e" + number, number, random, false);
    }
    if (choice < 8) {
      return fresh(SOURCES[random.nextInt(SOURCES.length)], "e" + number, number, random, true);
    }
    SentEvent earlier = ledger.sent(Math.max(0, number - 1 - random.nextInt(30)));
    return choice < 19
        ? again(earlier, random.nextBoolean())
        : fresh(earlier.event().source(), earlier.event().id(), number, random, false);
  }

  private SentEvent fresh(
      String source, String id, int content, SplittableRandom random, boolean poison) {
    int size = SMALL_SIZES[random.nextInt(SMALL_SIZES.length)];
    String data = "{\"n\": " + content + ", \"text\": \"☂ " + "x".repeat(size) + "\"}";
    Instant time = poison ? POISON : random.nextInt(3) == 0 ? null : SimulatedClock.START;
    return ledger.send(
        new Event(
            source,
            id,
            "wind",
            random.nextBoolean() ? "north" : null,
            time,
            received(),
            random.nextBoolean() ? "{\"x\": 1}".getBytes(UTF_8) : new byte[0],
            data.getBytes(UTF_8)),
        content,
        poison);
  }

  /** The same event once more; its JSON may be written in another way. */
  private SentEvent again(SentEvent earlier, boolean rewritten) {
    Event event = earlier.event();
    byte[] data = event.data();
    if (rewritten) {
      data = new String(data, UTF_8).replace("\": ", "\" : ").getBytes(UTF_8);
    }
    return ledger.send(
        new Event(
            event.source(),
            event.id(),
            event.type(),
            event.subject(),
            event.time(),
            received(),
            event.attributes(),
            data),
        earlier.content(),
        earlier.poison());
  }

  /** Tells events apart that say the same; the table keeps microseconds. */
  private Instant received() {
    return SimulatedClock.START.plusNanos(1000L * ledger.next());
  }

  private String answer(
      SegmentedJournal journal, List<SentEvent> group, CompletableFuture<Position> answer) {
    if (answer.state() == CompletableFuture.State.SUCCESS) {
      acknowledge(group, answer.resultNow().offset());
      return "acknowledged at " + Long.toHexString(answer.resultNow().offset());
    }
    if (down.getAsBoolean()) {
      return "not answered";
    }
    if (answer.state() != CompletableFuture.State.FAILED) {
      throw new BrokenPromise(
          Guarantee.RECOVERS,
          "event " + group.getFirst().number() + " is not answered, and nothing is queued");
    }
    Throwable refusal = answer.exceptionNow();
    if (!(refusal instanceof ProblemException)) {
      throw new BrokenPromise(Guarantee.RECOVERS, "an append fails by " + refusal, refusal);
    }
    if (!failed.getAsBoolean() && !isFull(journal, code(refusal))) {
      throw new BrokenPromise(Guarantee.NO_FALSE_ALARM, "refused: " + refusal.getMessage());
    }
    return "refused " + code(refusal);
  }

  /**
   * Whether this is the refusal of a journal that is full, and it is: something waits for the
   * reader, or only the newest segment is left, which is never deleted.
   */
  private boolean isFull(SegmentedJournal journal, String code) {
    return JournalProblems.FULL.code().equals(code)
        && (consumed.getAsLong() < journal.end().offset() || journal.log().segments().size() == 1);
  }
}
