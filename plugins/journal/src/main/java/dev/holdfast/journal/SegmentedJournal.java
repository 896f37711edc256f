package dev.holdfast.journal;

import dev.holdfast.journal.commit.Committer;
import dev.holdfast.journal.commit.Refusals;
import dev.holdfast.journal.commit.Refusals.Reason;
import dev.holdfast.journal.commit.SegmentRetention;
import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.deadletters.DeadLetters;
import dev.holdfast.journal.log.Corruptions;
import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.Epoch;
import dev.holdfast.journal.log.FolderLock;
import dev.holdfast.journal.log.LogSettings;
import dev.holdfast.journal.log.RecordBatch;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.journal.log.Timelines;
import dev.holdfast.journal.readers.OpenReaders;
import dev.holdfast.journal.readers.ReaderOffsets;
import dev.holdfast.spi.journal.Durability;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.spi.journal.Position;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The journal: a {@link Committer} in front of a {@link SegmentedLog}, whose head comment is the
 * place to begin with, and the readers behind it. Producers encode and sum their events on their
 * own threads.
 */
public final class SegmentedJournal implements Journal, AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  private final Disk disk;
  private final Path folder;
  private final JournalConfig config;
  private final FolderLock folderLock;
  private final SegmentedLog log;
  private final Timelines timelines;
  private final ReaderOffsets offsets;
  private final SegmentRetention retention;
  private final DeadLetters deadLetters;
  private final Refusals refusals = new Refusals();
  private final Committer committer;
  private final OpenReaders readers;
  private final long ordinalAtStart;

  private SegmentedJournal(
      Disk disk,
      Path folder,
      JournalConfig config,
      LongSupplier ticker,
      FolderLock folderLock,
      SegmentedLog log,
      Timelines timelines,
      ReaderOffsets offsets,
      SegmentRetention retention,
      DeadLetters deadLetters) {
    this.disk = disk;
    this.folder = folder;
    this.config = config;
    this.folderLock = folderLock;
    this.log = log;
    this.timelines = timelines;
    this.offsets = offsets;
    this.retention = retention;
    this.deadLetters = deadLetters;
    this.committer = new Committer(log, timelines, retention, refusals, config);
    this.readers =
        new OpenReaders(
            log,
            offsets,
            deadLetters,
            ticker,
            config.readSize().bytes(),
            config.effectiveTailMemory(Runtime.getRuntime().maxMemory()));
    this.ordinalAtStart = log.end().get().ordinal();
  }

  /**
   * Opens the journal of a folder, whatever happened to its files.
   *
   * @param ticker nanoseconds that never go back
   * @param random for the identity of a new journal
   */
  public static SegmentedJournal open(
      Disk disk,
      Path folder,
      JournalConfig config,
      InstantSource clock,
      LongSupplier ticker,
      LongSupplier random)
      throws IOException {
    disk.createFolder(folder);
    FolderLock lock = FolderLock.take(disk, folder);
    try {
      long epoch = Epoch.of(disk, folder, random);
      ReaderOffsets offsets =
          ReaderOffsets.open(
              disk, folder.resolve("places"), epoch, config.holdingReaders(), ticker);
      offsets.forceFound();
      Long consumed = offsets.consumed();
      LogSettings settings =
          new LogSettings(folder, config.effectiveSegmentSize(), config.commitSize().toInt());
      SegmentedLog log =
          SegmentedLog.open(
              disk,
              settings,
              epoch,
              clock,
              ticker,
              new Corruptions(),
              consumed == null ? 0 : consumed,
              offsets.farthest());
      SegmentRetention retention =
          new SegmentRetention(disk, folder, log, offsets, clock, ticker, config);
      DeadLetters letters =
          DeadLetters.open(disk, folder.resolve("dead-letters"), config, clock, ticker, random);
      // Last, for what it writes is only tried.
      long behind = Math.max(log.end().get().offset(), offsets.farthest());
      Timelines timelines = Timelines.open(disk, folder, epoch, behind, random);
      return new SegmentedJournal(
          disk, folder, config, ticker, lock, log, timelines, offsets, retention, letters);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public CompletableFuture<Position> append(List<Event> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a group has at least one event");
    }
    List<byte[]> payloads = new ArrayList<>(events.size());
    for (Event event : events) {
      byte[] payload = event.encode();
      if (payload.length > config.recordSize().bytes()) {
        return committer.refused(
            Reason.RECORD, JournalProblems.tooLarge(payload.length, config.recordSize().toInt()));
      }
      payloads.add(payload);
    }
    return committer.queue(RecordBatch.of(payloads));
  }

  /** What waits for the disk, in bytes of the heap. */
  public long queuedBytes() {
    return committer.queuedBytes();
  }

  /** One round of the worker that makes events durable. */
  public void step() throws InterruptedException {
    committer.step();
  }

  /**
   * Looks whether all files are still where they were, and writes those again that can be.
   *
   * @return what was found, in words; empty when all is well
   */
  public String checkFiles() throws IOException, InterruptedException {
    StringJoiner found = new StringJoiner("; ");
    if (Epoch.restore(disk, folder, log.epoch())) {
      found.add("epoch was missing");
    }
    if (timelines.restore()) {
      found.add("timelines was missing");
    }
    if (folderLock.renew()) {
      found.add("lock was missing");
    }
    String segments = committer.checkFiles();
    if (!segments.isEmpty()) {
      found.add(segments);
    }
    offsets.restore().forEach(name -> found.add("the offset of " + name + " was missing"));
    String letters = deadLetters.checkFiles();
    return letters.isEmpty() ? found.toString() : found.add(letters).toString();
  }

  /**
   * One round of the housekeeper: what need not happen at once.
   *
   * @return why the offset of an ordinary reader could not be forced; null when all were
   * @throws IOException that of a reader of a store could not be; no segment is deleted then
   */
  public @Nullable IOException tidy() throws IOException {
    retention.endIdleLeases();
    readers.releaseQuiet();
    try {
      offsets.forceConsumed();
      IOException unforced = offsets.unforced();
      retention.deleteOld();
      return unforced;
    } finally {
      retention.keepLeases(false);
    }
  }

  @Override
  public Journal forPlugin(String plugin) {
    return new PluginJournal(this, plugin);
  }

  @Override
  public JournalReader reader(String name, Optional<Position> known) {
    return readers.open(name, "", this, known);
  }

  @Override
  public boolean forget(String name) {
    try {
      return readers.forget(name);
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.PLACE_FAILED, e);
    }
  }

  @Override
  public JournalTail tail(Position from) {
    return readers.tail(from);
  }

  @Override
  public Durability durability() {
    return Durability.FSYNCED;
  }

  /** Behind the last event that was deleted, also where a torn tail left a hole behind it. */
  @Override
  public Position start() {
    return new Position(log.epoch(), readers.start());
  }

  @Override
  public Position end() {
    return new Position(log.epoch(), log.end().get().offset());
  }

  @Override
  public long timeline(Position position) {
    return timelines.of(position.offset());
  }

  @Override
  public Optional<Position> endOf(long timeline) {
    OptionalLong end = timelines.endOf(timeline, log.end().get().offset());
    return end.isEmpty()
        ? Optional.empty()
        : Optional.of(new Position(log.epoch(), end.getAsLong()));
  }

  /** Refuses new groups, keeps those that are queued, and closes everything. */
  @Override
  public void close() throws IOException {
    if (!readers.stopOpening()) {
      return;
    }
    committer.close();
    readers.close();
    retention.keepLeases(true);
    closeFiles();
  }

  private void closeFiles() throws IOException {
    try (folderLock;
        log;
        deadLetters;
        offsets) {
      LOG.log(Level.DEBUG, "The journal is closed at {0}.", end());
    }
  }

  /** The events that readers set aside. */
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  /** The segments on disk. */
  public SegmentedLog log() {
    return log;
  }

  OpenReaders readers() {
    return readers;
  }

  ReaderOffsets offsets() {
    return offsets;
  }

  Refusals refusals() {
    return refusals;
  }

  /** Events made durable since the start. */
  long appended() {
    return log.end().get().ordinal() - ordinalAtStart;
  }

  SegmentRetention retention() {
    return retention;
  }
}
