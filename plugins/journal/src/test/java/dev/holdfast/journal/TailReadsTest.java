package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.ForwardingDisk;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.UnknownPosition;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.MemoryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tails share 4 MiB while they read, which is for three of them; here the disk lets them wait. */
final class TailReadsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int TURNS = 3;

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private final SlowDisk disk = new SlowDisk();
  private final List<Thread> threads = new ArrayList<>();
  private RunningJournal running;
  private Journal journal;
  private Position start;

  @BeforeEach
  void open() throws IOException {
    running = RunningJournal.open(disk, folder, JournalConfigs.config(1 << 20, 64 << 20));
    journal = running.journal();
    start = journal.start();
  }

  @AfterEach
  void close() throws Exception {
    disk.goOn();
    for (Thread thread : threads) {
      thread.join();
    }
    running.close();
  }

  @Test
  void onlyAsManyReadAtATimeAsTheirMemoryIsFor() throws Exception {
    disk.hold(1);
    List<FutureTask<List<Entry>>> reads = new ArrayList<>();
    for (int i = 0; i < 3 * TURNS; i++) {
      reads.add(read(journal.tail(start)));
    }
    append(100);
    awaitAllWaiting();
    assertThat(disk.held).hasSize(TURNS);
    disk.goOn();
    for (FutureTask<List<Entry>> read : reads) {
      assertThat(read.get(20, TimeUnit.SECONDS)).hasSize(1);
    }
  }

  /** It finds out first that the event is large, and then takes all turns: it needs 1.25 + 1.8. */
  @Test
  void aTailReadsALargeEventAlone() throws Exception {
    List<JournalTail> tails = new ArrayList<>();
    for (int i = 0; i < 3 * TURNS; i++) {
      tails.add(journal.tail(start));
    }
    append(900_000);
    disk.hold(2);
    List<FutureTask<List<Entry>>> reads = tails.stream().map(this::read).toList();
    awaitAllWaiting();
    assertThat(disk.held).hasSize(1);
    disk.goOn();
    for (FutureTask<List<Entry>> read : reads) {
      assertThat(read.get(20, TimeUnit.SECONDS)).hasSize(1);
    }
  }

  @Test
  void aTailThatIsClosedWhileItWaitsForItsTurnReadsNothing() throws Exception {
    takeAllTurns();
    JournalTail tail = journal.tail(start);
    Position before = tail.position();
    FutureTask<List<Entry>> read = read(tail);
    awaitAllWaiting();
    tail.close();
    disk.goOn();
    assertThat(read.get(20, TimeUnit.SECONDS)).isEmpty();
    assertThat(tail.position()).isEqualTo(before);
  }

  @Test
  void anInterruptEndsTheWaitForATurn() throws Exception {
    takeAllTurns();
    FutureTask<List<Entry>> read = read(journal.tail(start));
    awaitAllWaiting();
    threads.getLast().interrupt();
    assertThat(catchThrowable(() -> read.get(20, TimeUnit.SECONDS)))
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void madeUpPositionsKeepNobodyWaitingWhoReads() throws Exception {
    append(100);
    List<JournalTail> tails = new ArrayList<>();
    for (int i = 0; i < 2 * TURNS; i++) {
      tails.add(journal.tail(start));
    }
    disk.hold(1);
    Position inside = new Position(start.epoch(), start.offset() + 1);
    List<FutureTask<JournalTail>> bad = new ArrayList<>();
    for (int i = 0; i < 2 * TURNS; i++) {
      bad.add(run(new FutureTask<>(() -> journal.tail(inside))));
    }
    Awaitility.await().until(() -> !disk.held.isEmpty());
    disk.holdNoMore();
    for (JournalTail tail : tails) {
      assertThat(read(tail).get(20, TimeUnit.SECONDS)).hasSize(1);
    }
    assertThat(bad).noneMatch(FutureTask::isDone);
    disk.goOn();
    for (FutureTask<JournalTail> look : bad) {
      assertThatThrownBy(() -> look.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UnknownPosition.class);
    }
  }

  private void takeAllTurns() throws Exception {
    JournalTail[] tails = new JournalTail[TURNS];
    for (int i = 0; i < TURNS; i++) {
      tails[i] = journal.tail(start);
    }
    append(100);
    disk.hold(1);
    for (JournalTail tail : tails) {
      FutureTask<List<Entry>> _ = read(tail);
    }
    Awaitility.await().until(() -> disk.held.size() == TURNS);
  }

  private void append(int bytes) throws Exception {
    Position _ = journal.append(List.of(Events.sized("a", "1", bytes))).get(20, TimeUnit.SECONDS);
  }

  private FutureTask<List<Entry>> read(JournalTail tail) {
    return run(new FutureTask<>(() -> tail.read(9, LONG)));
  }

  private <T> FutureTask<T> run(FutureTask<T> task) {
    threads.add(Thread.startVirtualThread(task));
    return task;
  }

  /** On the disk, or for a turn. */
  private void awaitAllWaiting() {
    Awaitility.await()
        .until(() -> threads.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
  }

  /** Holds those who open a file, and counts them. */
  private static final class SlowDisk extends ForwardingDisk {
    private final Set<Thread> held = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch passing = new CountDownLatch(0);
    private final Map<Thread, Integer> opens = new ConcurrentHashMap<>();
    private volatile boolean holding;
    private volatile int nth;

    SlowDisk() {
      super(new LocalDisk());
    }

    /** Holds each thread from its n-th time on. */
    void hold(int n) {
      nth = n;
      opens.clear();
      passing = new CountDownLatch(1);
      holding = true;
    }

    /** Those that are held stay so. */
    void holdNoMore() {
      holding = false;
    }

    void goOn() {
      holding = false;
      passing.countDown();
    }

    @Override
    public DiskFile open(Path file) throws IOException {
      if (holding && opens.merge(Thread.currentThread(), 1, Integer::sum) >= nth) {
        held.add(Thread.currentThread());
        try {
          passing.await();
        } catch (InterruptedException e) {
          throw new IOException("injected: interrupted", e);
        }
      }
      return super.open(file);
    }
  }
}
