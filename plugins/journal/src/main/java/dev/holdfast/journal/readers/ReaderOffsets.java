package dev.holdfast.journal.readers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.Disk.DiskFile;
import dev.holdfast.spi.ProblemException;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The committed offsets of all registered readers, and their leases. A reader that the
 * configuration names is of the class "store": all that it has not consumed is kept. Any other
 * reader is ordinary: it holds what it has not consumed as long as its {@link ReaderLease} does.
 *
 * <p>The file {@code <name>.owner} beside each offset names the plugin that opened the reader
 * first. The file {@code <name>.forgotten} marks a reader of a store that an operator gave up:
 * nothing is held for it until it comes back. {@link ReaderLeases} has a file of its own.
 */
public final class ReaderOffsets implements Closeable {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final int MOST_CHARACTERS = 100;
  private static final String OWNER = ".owner";
  private static final String FORGOTTEN = ".forgotten";

  private final Disk disk;
  private final Path folder;
  private final long epoch;
  private final Set<String> holding;
  private final ReaderLeases leases;
  private final Map<String, ReaderOffset> offsets = new TreeMap<>();
  private final Map<String, String> owners = new TreeMap<>();
  private final Set<String> forgotten = new HashSet<>();
  private @Nullable IOException unforced;

  private ReaderOffsets(
      Disk disk, Path folder, long epoch, Set<String> holding, ReaderLeases leases) {
    this.disk = disk;
    this.folder = folder;
    this.epoch = epoch;
    this.holding = holding;
    this.leases = leases;
  }

  /**
   * Reads the offsets of a folder.
   *
   * @param holding the readers for which everything is kept until they have consumed it
   * @param ticker nanoseconds that never go back
   */
  public static ReaderOffsets open(
      Disk disk, Path folder, long epoch, Collection<String> holding, LongSupplier ticker)
      throws IOException {
    disk.createFolder(folder);
    ReaderLeases leases = new ReaderLeases(disk, folder, ticker);
    ReaderOffsets offsets = new ReaderOffsets(disk, folder, epoch, Set.copyOf(holding), leases);
    for (String name : disk.list(folder)) {
      if (name.endsWith(OWNER)) {
        offsets.owners.put(
            name.substring(0, name.length() - OWNER.length()), text(disk, folder.resolve(name)));
      } else if (name.endsWith(FORGOTTEN)) {
        offsets.forgotten.add(name.substring(0, name.length() - FORGOTTEN.length()));
      }
      if (isName(name)) {
        ReaderOffset stored = ReaderOffset.open(disk, folder, name, epoch);
        if (!stored.isKnown()) {
          LOG.log(
              Level.WARNING,
              "The offset of reader {0} cannot be read; it begins at the oldest event again.",
              name);
        }
        offsets.offsets.put(name, stored);
        leases.load(name);
      }
    }
    return offsets;
  }

  /** The offset of a reader; a new reader is registered at {@code start}. */
  synchronized ReaderOffset of(String name, LongSupplier start) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a reader's name: " + name);
    }
    ReaderOffset stored = offsets.computeIfAbsent(name, key -> register(key, start.getAsLong()));
    if (forgotten.remove(name)) {
      deleteQuietly(name + FORGOTTEN);
    }
    return stored;
  }

  /** Whether everything is kept until this reader has consumed it: it is of the class "store". */
  public boolean holds(String name) {
    return holding.contains(name);
  }

  /** How long a reader has been alive, and whether it holds anything if it is ordinary. */
  public ReaderLease lease(String name) {
    return leases.of(name);
  }

  /**
   * The ordinary readers whose leases keep events before an offset. Only an offset that survives a
   * power cut counts as consumed.
   */
  public synchronized List<String> needing(long offset) {
    List<String> needing = new ArrayList<>();
    for (Map.Entry<String, ReaderOffset> entry : offsets.entrySet()) {
      String name = entry.getKey();
      ReaderOffset stored = entry.getValue();
      if (!holds(name)
          && Math.min(stored.committed(), stored.forced()) < offset
          && leases.of(name).holdsBefore(offset)) {
        needing.add(name);
      }
    }
    return needing;
  }

  /** The names of the ordinary readers. */
  public synchronized List<String> ordinary() {
    return offsets.keySet().stream().filter(name -> !holds(name)).toList();
  }

  /** The process stood still: every reader has the whole idle limit again. */
  public void restartIdle() {
    leases.restartIdle();
  }

  /** Whether the name belongs to a reader or to a plugin. */
  public synchronized boolean isKnown(String name) {
    return offsets.containsKey(name) || owners.containsKey(name);
  }

  /**
   * Writes the leases that have changed.
   *
   * @param last whether it is the last time
   */
  public void keepLeases(Instant now, boolean last) {
    leases.keep(now, last);
  }

  /** The plugin that a reader belongs to; empty when nobody has said. */
  public synchronized String owner(String name) {
    return owners.getOrDefault(name, "");
  }

  /** A reader and whose it is, in words. */
  public String inWords(String name) {
    String owner = owner(name);
    return name + (owner.isEmpty() ? "" : " of the plugin " + owner);
  }

  /** The readers of a plugin; the reader of a store is its plugin's, whoever opened it. */
  public synchronized List<String> ownedBy(String plugin) {
    Set<String> names = new TreeSet<>(offsets.keySet());
    names.addAll(owners.keySet());
    names.removeIf(name -> !plugin.equals(holds(name) ? name : owner(name)));
    return List.copyOf(names);
  }

  /**
   * Sees that a reader is the plugin's, or nobody's.
   *
   * @throws ProblemException it is another plugin's
   */
  public synchronized void checkOwner(String name, String plugin) {
    String owner = holds(name) ? name : owner(name);
    if (!owner.isEmpty() && !owner.equals(plugin)) {
      throw new ProblemException(
          JournalProblems.READER_TAKEN.because(
              name + " is wanted by " + plugin + ", but is of " + owner));
    }
  }

  /**
   * Gives a reader to the plugin that opens it, if it is nobody's.
   *
   * @throws ProblemException it is another plugin's
   */
  synchronized void own(String name, String plugin) {
    checkOwner(name, plugin);
    if (!isName(name) || plugin.equals(owners.put(name, plugin))) {
      return;
    }
    try {
      disk.delete(folder.resolve(name + OWNER));
      try (DiskFile file = disk.create(folder.resolve(name + OWNER))) {
        file.write(ByteBuffer.wrap(plugin.getBytes(UTF_8)), 0);
        file.force();
      }
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "Who owns the reader " + name + " is not on disk; it is known only until a restart.",
          e);
    }
  }

  /**
   * Forgets a reader; false when it is not known.
   *
   * @throws IOException it may be forgotten in part; a second time the rest is
   */
  synchronized boolean forget(String name) throws IOException {
    ReaderOffset stored = offsets.get(name);
    if (stored == null && !owners.containsKey(name)) {
      return false;
    }
    if (holds(name)) {
      // First: else everything would be held for a reader that has no offset.
      forgotten.add(name);
      disk.delete(folder.resolve(name + FORGOTTEN));
      disk.create(folder.resolve(name + FORGOTTEN)).close();
    }
    // Before the offset: else, after a crash, the next reader of the name would begin detached.
    leases.delete(name);
    // The offset stays in use until its file is gone, and is closed only when nobody finds it.
    disk.delete(folder.resolve(name));
    try (ReaderOffset _ = offsets.remove(name)) {
      leases.forget(name);
      disk.delete(folder.resolve(name + OWNER));
      owners.remove(name);
      disk.forceFolder(folder);
    }
    return true;
  }

  /** By name. */
  public synchronized Map<String, ReaderOffset> all() {
    return new TreeMap<>(offsets);
  }

  /**
   * Everything before this is consumed by all that hold; null when one of them never came: it may
   * come yet.
   */
  public synchronized @Nullable Long consumed() {
    long least = Long.MAX_VALUE;
    for (String name : holding) {
      ReaderOffset stored = offsets.get(name);
      if (stored != null) {
        least = Math.min(least, stored.committed());
      } else if (!forgotten.contains(name)) {
        return null;
      }
    }
    return least;
  }

  /** The reader of a store for which most is held; null when nothing is held for any. */
  public synchronized @Nullable String holder() {
    String slowest = null;
    long least = Long.MAX_VALUE;
    for (String name : holding) {
      ReaderOffset stored = offsets.get(name);
      long committed =
          stored != null ? stored.committed() : forgotten.contains(name) ? Long.MAX_VALUE : -1;
      if (committed < least) {
        least = committed;
        slowest = name;
      }
    }
    return slowest;
  }

  /**
   * As {@link #consumed}, and it survives a power cut. An ordinary reader whose offset cannot be
   * forced stops nobody: see {@link #unforced}.
   *
   * @throws IOException the offset of a reader of a store could not be forced
   */
  public synchronized long forceConsumed() throws IOException {
    long least = Long.MAX_VALUE;
    unforced = null;
    for (Map.Entry<String, ReaderOffset> entry : offsets.entrySet()) {
      ReaderOffset stored = entry.getValue();
      boolean store = holds(entry.getKey());
      try {
        stored.force();
      } catch (IOException e) {
        if (store) {
          throw e;
        }
        unforced = e;
      }
      if (store) {
        least = Math.min(least, stored.forced());
      }
    }
    return consumed() == null ? 0 : least;
  }

  /** Why the last {@link #forceConsumed} left an ordinary reader out; null when it did not. */
  public synchronized @Nullable IOException unforced() {
    return unforced;
  }

  /** Makes what the opening found survive a power cut; nothing may be committed before. */
  public synchronized void forceFound() throws IOException {
    for (ReaderOffset stored : offsets.values()) {
      stored.forceFound();
    }
  }

  /** The largest committed offset. */
  public synchronized long farthest() {
    long most = 0;
    for (ReaderOffset stored : offsets.values()) {
      most = Math.max(most, stored.committed());
    }
    return most;
  }

  /** Writes the files that are missing or were replaced; returns the names of their readers. */
  public synchronized List<String> restore() throws IOException {
    List<String> restored = new ArrayList<>();
    for (Map.Entry<String, ReaderOffset> entry : offsets.entrySet()) {
      if (entry.getValue().restore()) {
        restored.add(entry.getKey());
      }
    }
    return restored;
  }

  /** Closes all, each after a last force. */
  @Override
  public synchronized void close() throws IOException {
    try {
      forceConsumed();
    } finally {
      for (ReaderOffset stored : offsets.values()) {
        stored.close();
      }
    }
  }

  private ReaderOffset register(String name, long start) {
    ReaderOffset stored = ReaderOffset.create(disk, folder, name, epoch, start);
    leases.begin(name);
    try {
      leases.delete(name);
      stored.force();
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "The offset of the new reader " + name + " is not on disk yet; it is tried again.",
          e);
    }
    return stored;
  }

  private void deleteQuietly(String file) {
    try {
      disk.delete(folder.resolve(file));
    } catch (IOException e) {
      LOG.log(Level.WARNING, file + " could not be deleted; it is tried at the next start.", e);
    }
  }

  private static String text(Disk disk, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_CHARACTERS);
    try (DiskFile open = disk.open(file)) {
      open.read(bytes, 0);
    }
    return UTF_8.decode(bytes.flip()).toString();
  }

  private static boolean isName(String name) {
    return name.length() <= MOST_CHARACTERS && NAME.matcher(name).matches();
  }
}
