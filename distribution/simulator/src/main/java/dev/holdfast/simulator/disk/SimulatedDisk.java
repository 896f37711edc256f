package dev.holdfast.simulator.disk;

import dev.holdfast.journal.log.Disk;
import dev.holdfast.simulator.DueFaults;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that obeys what POSIX promises and no more. The n-th call of a kind can fail; at
 * the n-th call that changes something the process can be killed or the power cut, in the middle of
 * it. For one thread.
 */
public final class SimulatedDisk implements Disk {
  private final Map<Path, SimulatedFolder> folders = new TreeMap<>();
  private final Set<Path> locked = new TreeSet<>();
  private final DueFaults<Fault> faults = new DueFaults<>(Fault.class);
  private SplittableRandom random = new SplittableRandom(0);
  private Crash.@Nullable Kind coming;
  private int callsUntilCrash;
  private Crash.@Nullable Kind down;
  private boolean stuck;
  private long generation;
  private long keys;

  /** What can fail; the process goes on. */
  public enum Fault {
    CREATE,
    /** Nothing of it is written. */
    WRITE,
    /** Some of it is written: the disk is full. */
    SHORT_WRITE,
    FORCE,
    /** The force fails, and nothing can be taken back: no truncate, no delete. */
    FORCE_WITHOUT_RETURN,
    TRUNCATE,
    RENAME,
    DELETE,
    FORCE_FOLDER,
    READ
  }

  /** Fails calls of a kind: so many are well first, so many fail then. */
  public void fail(Fault fault, int first, int times, SplittableRandom randomness) {
    random = randomness;
    faults.add(fault, first, times);
  }

  /** Ends the process at a call that changes something: at the next one for 0. */
  public void crashSoon(Crash.Kind kind, int calls, SplittableRandom randomness) {
    random = randomness;
    coming = kind;
    callsUntilCrash = calls;
  }

  /** Ends the process between two calls. */
  public void crashNow(Crash.Kind kind, SplittableRandom randomness) {
    random = randomness;
    crash(kind);
  }

  /** The disk as a new process finds it; faults that did not come yet can still come. */
  public void restart() {
    down = null;
    coming = null;
    stuck = false;
    generation++;
    locked.clear();
  }

  public void heal() {
    faults.clear();
    stuck = false;
    coming = null;
  }

  /** The calls that failed so far. */
  public long hits() {
    return faults.hits().values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same by kind; what never failed is left out. */
  public Map<Fault, Long> hitsByFault() {
    return Map.copyOf(faults.hits());
  }

  /** Whether the process has ended and no new one has begun. */
  public boolean isDown() {
    return down != null;
  }

  private Crash crash(Crash.Kind kind) {
    down = kind;
    switch (kind) {
      case KILL -> {}
      case POWER_CUT -> folders.values().forEach(folder -> folder.cutPower(random));
      case POWER_CUT_THAT_LOSES_ALL -> folders.values().forEach(SimulatedFolder::loseAllPending);
    }
    return new Crash(kind);
  }

  private void checkPower() {
    if (down != null) {
      throw new Crash(down);
    }
  }

  /** Whether the process ends in the call that asks. */
  private Crash.@Nullable Kind crashing() {
    checkPower();
    return coming != null && callsUntilCrash-- == 0 ? coming : null;
  }

  private void change(Change change) throws IOException {
    Crash.Kind crashing = crashing();
    if (crashing == null) {
      change.run();
      return;
    }
    if (random.nextBoolean()) {
      change.run();
    }
    throw crash(crashing);
  }

  /** A call that changes something. */
  private interface Change {
    void run() throws IOException;
  }

  private void check(Fault fault) throws IOException {
    if (faults.comes(fault)) {
      throw new IOException("simulated: " + fault);
    }
  }

  private void checkReturn() throws IOException {
    if (stuck) {
      faults.hit(Fault.FORCE_WITHOUT_RETURN);
      throw new IOException("simulated: no way back");
    }
  }

  private SimulatedFolder folder(Path path) throws NoSuchFileException {
    SimulatedFolder folder = folders.get(path);
    if (folder == null) {
      throw new NoSuchFileException(path.toString());
    }
    return folder;
  }

  private SimulatedFolder above(Path file) throws NoSuchFileException {
    return folder(Objects.requireNonNull(file.getParent()));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    checkPower();
    check(Fault.CREATE);
    change(() -> above(file).create(name(file), ++keys));
    return new Handle(above(file).get(name(file)));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    checkPower();
    return new Handle(above(file).get(name(file)));
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    checkPower();
    Stream<String> below =
        folders.keySet().stream().filter(path -> folder.equals(path.getParent())).map(p -> name(p));
    return Stream.concat(folder(folder).names().stream(), below).sorted().toList();
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    if (!folders.containsKey(folder)) {
      change(() -> folders.put(folder, new SimulatedFolder()));
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    checkPower();
    check(Fault.RENAME);
    change(() -> above(from).rename(name(from), name(to)));
  }

  @Override
  public void delete(Path file) throws IOException {
    checkPower();
    if (above(file).find(name(file)) == null) {
      return;
    }
    check(Fault.DELETE);
    checkReturn();
    change(() -> above(file).delete(name(file)));
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    checkPower();
    check(Fault.FORCE_FOLDER);
    change(() -> folder(folder).force());
  }

  @Override
  public long usableBytes(Path folder) {
    checkPower();
    return 1L << 40;
  }

  @Override
  public @Nullable Object fileKey(Path file) throws IOException {
    checkPower();
    SimulatedFile found = above(file).find(name(file));
    return found == null ? null : found.key();
  }

  @Override
  public @Nullable Closeable lock(Path file) throws IOException {
    checkPower();
    if (above(file).find(name(file)) == null) {
      above(file).create(name(file), ++keys);
    }
    long mine = generation;
    return locked.add(file)
        ? () -> {
          if (mine == generation) {
            locked.remove(file);
          }
        }
        : null;
  }

  private final class Handle implements DiskFile {
    private final SimulatedFile file;
    private final long opened = generation;

    Handle(SimulatedFile file) {
      this.file = file;
    }

    private void checkOpen() {
      checkPower();
      if (opened != generation) {
        throw new IllegalStateException("a file of a process that is dead");
      }
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      checkOpen();
      check(Fault.READ);
      byte[] bytes = new byte[into.remaining()];
      into.put(bytes, 0, file.read(bytes, Math.toIntExact(position)));
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      checkOpen();
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      int at = Math.toIntExact(position);
      check(Fault.WRITE);
      if (bytes.length > 0 && faults.comes(Fault.SHORT_WRITE)) {
        // A full disk refuses new blocks; a write to those that the file has succeeds or does
        // nothing.
        file.write(bytes, at < file.size() ? 0 : random.nextInt(bytes.length), at);
        throw new IOException("simulated: No space left on device");
      }
      Crash.Kind crashing = crashing();
      file.write(bytes, crashing == null ? bytes.length : someSectors(bytes.length, at), at);
      if (crashing != null) {
        throw crash(crashing);
      }
    }

    /** A process that ends in a write has written whole sectors of it. */
    private int someSectors(int length, int at) {
      int some = random.nextInt(length + 1);
      return some == length
          ? length
          : Math.max(0, (at + some) / SimulatedFile.SECTOR * SimulatedFile.SECTOR - at);
    }

    @Override
    public void force() throws IOException {
      checkOpen();
      boolean without = faults.comes(Fault.FORCE_WITHOUT_RETURN);
      stuck |= without;
      if (without || faults.comes(Fault.FORCE)) {
        file.failToForce(random);
        throw new IOException("simulated: Input/output error");
      }
      change(file::force);
    }

    @Override
    public void truncate(long size) throws IOException {
      checkOpen();
      check(Fault.TRUNCATE);
      checkReturn();
      change(() -> file.truncate(Math.toIntExact(size)));
    }

    @Override
    public long size() {
      checkOpen();
      return file.size();
    }

    @Override
    public void close() {}
  }
}
