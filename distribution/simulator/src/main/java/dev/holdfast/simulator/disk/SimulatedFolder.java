package dev.holdfast.simulator.disk;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names in a folder: as the process sees them, and as a power cut leaves them. */
final class SimulatedFolder {
  private final TreeMap<String, SimulatedFile> cached = new TreeMap<>();
  private final TreeMap<String, SimulatedFile> durable = new TreeMap<>();
  private final List<Change> pending = new ArrayList<>();

  List<String> names() {
    return List.copyOf(cached.keySet());
  }

  @Nullable SimulatedFile find(String name) {
    return cached.get(name);
  }

  SimulatedFile get(String name) throws NoSuchFileException {
    SimulatedFile file = cached.get(name);
    if (file == null) {
      throw new NoSuchFileException(name);
    }
    return file;
  }

  SimulatedFile create(String name, long key) throws FileAlreadyExistsException {
    if (cached.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    SimulatedFile file = new SimulatedFile(key);
    cached.put(name, file);
    pending.add(new Change(name, file, ""));
    return file;
  }

  void delete(String name) {
    if (cached.remove(name) != null) {
      pending.add(new Change(name, null, ""));
    }
  }

  void rename(String from, String to) throws NoSuchFileException {
    SimulatedFile file = get(from);
    cached.remove(from);
    cached.put(to, file);
    pending.add(new Change(to, file, from));
  }

  void force() {
    pending.forEach(change -> change.apply(durable));
    pending.clear();
  }

  void loseAllPending() {
    pending.clear();
    cached.clear();
    cached.putAll(durable);
    cached.values().forEach(SimulatedFile::loseAllPending);
  }

  void cutPower(SplittableRandom random) {
    double share = Shares.draw(random);
    boolean inOrder = random.nextBoolean();
    for (Change change : pending) {
      if (random.nextDouble() < share) {
        change.apply(durable);
      } else if (inOrder) {
        break;
      }
    }
    pending.clear();
    cached.clear();
    cached.putAll(durable);
    cached.values().forEach(file -> file.cutPower(random));
  }

  /** A name that was given to a file, taken from another name, or deleted. */
  private record Change(String name, @Nullable SimulatedFile file, String from) {
    void apply(TreeMap<String, SimulatedFile> names) {
      if (file == null) {
        names.remove(name);
      } else if (from.isEmpty()) {
        names.put(name, file);
      } else if (names.remove(from, file)) {
        names.put(name, file);
      }
    }
  }
}
