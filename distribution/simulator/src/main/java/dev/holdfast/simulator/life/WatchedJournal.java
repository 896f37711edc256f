package dev.holdfast.simulator.life;

import dev.holdfast.journal.SegmentedJournal;
import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Bug;
import dev.holdfast.simulator.Guarantee;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Durability;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.spi.journal.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The journal as the event store has it: what it reads is looked at on the way. */
final class WatchedJournal implements Journal {
  private final SegmentedJournal journal;
  private final PromiseLedger ledger;
  private final Bug bug;
  private @Nullable WatchedReader reader;
  private boolean rewound;

  WatchedJournal(SegmentedJournal journal, PromiseLedger ledger, Bug bug) {
    this.journal = journal;
    this.ledger = ledger;
    this.bug = bug;
  }

  /** The committed place of the reader that is open. */
  long place() {
    WatchedReader open = reader;
    if (open == null) {
      throw new IllegalStateException("no reader is open");
    }
    return open.place().offset();
  }

  /** Whether the reader was told to go back. */
  boolean isRewound() {
    return rewound;
  }

  @Override
  public CompletableFuture<Position> append(List<Event> events) {
    return journal.append(events);
  }

  @Override
  public JournalReader reader(String name, Optional<Position> known) {
    WatchedReader opened = new WatchedReader(journal.reader(name, known));
    reader = opened;
    return opened;
  }

  @Override
  public boolean forget(String name) {
    return journal.forget(name);
  }

  @Override
  public JournalTail tail(Position from) {
    return journal.tail(from);
  }

  @Override
  public Durability durability() {
    return journal.durability();
  }

  @Override
  public Position start() {
    return journal.start();
  }

  @Override
  public Position end() {
    return journal.end();
  }

  @Override
  public long timeline(Position position) {
    return journal.timeline(position);
  }

  @Override
  public Optional<Position> endOf(long timeline) {
    return journal.endOf(timeline);
  }

  private final class WatchedReader implements JournalReader {
    private final JournalReader real;
    private long cursor;

    WatchedReader(JournalReader real) {
      this.real = real;
      this.cursor = real.place().offset();
    }

    @Override
    public List<Entry> read(int maxEvents, Duration wait) throws InterruptedException {
      List<Entry> entries = real.read(maxEvents, wait);
      boolean gap = real.gap().isPresent();
      for (Entry entry : entries) {
        long at = entry.position().offset();
        int number = ledger.see(entry.event(), at);
        int skipped = ledger.skipped(gap ? at : cursor, number);
        if (skipped >= 0) {
          throw new BrokenPromise(
              Guarantee.KEPT,
              "the store reads event " + number + " and has skipped event " + skipped);
        }
        gap = false;
        cursor = entry.next().offset();
      }
      return entries;
    }

    @Override
    public Optional<Gap> gap() {
      return real.gap();
    }

    @Override
    public void seek(Position position) {
      real.seek(position);
      cursor = position.offset();
    }

    @Override
    public void rewind(Position position) {
      rewound = true;
      real.rewind(position);
      cursor = position.offset();
    }

    @Override
    public void commit(Position consumed) {
      real.commit(consumed);
    }

    @Override
    public void deadLetter(Event event, Problem reason) {
      if (bug != Bug.LOSES_DEAD_LETTERS) {
        real.deadLetter(event, reason);
      }
    }

    @Override
    public Position place() {
      return real.place();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
