package dev.holdfast.journal.readers;

import dev.holdfast.journal.deadletters.DeadLetters;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.journal.Position;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The readers that are open now: at most one of each name. A reader is opened at its committed
 * offset and taken off the list when it is closed. Safe for use by any number of threads.
 */
public final class OpenReaders {
  private final SegmentedLog log;
  private final ReaderOffsets offsets;
  private final DeadLetters deadLetters;
  private final LongSupplier ticker;
  private final long readBytes;
  private final Map<String, NamedReader> open = new HashMap<>();
  private boolean closed;

  /**
   * Creates an empty list.
   *
   * @param readBytes the most that one read returns, but for a single larger event
   */
  public OpenReaders(
      SegmentedLog log,
      ReaderOffsets offsets,
      DeadLetters deadLetters,
      LongSupplier ticker,
      long readBytes) {
    this.log = log;
    this.offsets = offsets;
    this.deadLetters = deadLetters;
    this.ticker = ticker;
    this.readBytes = readBytes;
  }

  /**
   * Opens a reader.
   *
   * @param plugin that it is opened by; empty for nobody
   * @throws IllegalStateException it is open, or the journal is closed
   */
  public NamedReader open(String name, String plugin) {
    synchronized (open) {
      if (closed) {
        throw new IllegalStateException("the journal is closed");
      }
      if (open.containsKey(name)) {
        throw new IllegalStateException("a reader of the name " + name + " is open");
      }
      if (!plugin.isEmpty()) {
        offsets.own(name, plugin);
      }
      ReaderOffset stored = offsets.of(name, log.start());
      NamedReader reader = new NamedReader(name, this, log, stored, readBytes);
      open.put(name, reader);
      return reader;
    }
  }

  /**
   * Forgets a reader for good: what only it has not consumed may be deleted.
   *
   * @return false when it is not known
   * @throws IllegalStateException it is open
   */
  public boolean forget(String name) throws IOException {
    synchronized (open) {
      if (open.containsKey(name)) {
        throw new IllegalStateException("the reader " + name + " is open");
      }
      return offsets.forget(name);
    }
  }

  public boolean isOpen(String name) {
    synchronized (open) {
      return open.containsKey(name);
    }
  }

  /** Opens no reader from now on; false when that was so before. */
  public boolean stopOpening() {
    synchronized (open) {
      boolean first = !closed;
      closed = true;
      return first;
    }
  }

  /** Closes all that are open. */
  public void close() {
    List<NamedReader> readers;
    synchronized (open) {
      readers = List.copyOf(open.values());
    }
    readers.forEach(NamedReader::close);
  }

  void closed(String name, NamedReader reader) {
    synchronized (open) {
      open.remove(name, reader);
    }
  }

  DeadLetters deadLetters() {
    return deadLetters;
  }

  long nanos() {
    return ticker.getAsLong();
  }

  /** The offset of a position that this journal gave out. */
  long offset(Position position) {
    if (position.epoch() != log.epoch()) {
      throw new IllegalArgumentException("the position " + position + " is of another journal");
    }
    // A reader's offset may lie behind an end that was lost with a file.
    if (position.offset() > Math.max(log.end().get().offset(), offsets.farthest())
        || position.offset() < 0) {
      throw new IllegalArgumentException("the position " + position + " is behind the end");
    }
    return position.offset();
  }
}
