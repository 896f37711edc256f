package dev.holdfast.journal;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The places of all readers that were ever registered and not forgotten. */
final class Places implements Closeable {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final int MOST_CHARACTERS = 100;

  private final Disk disk;
  private final Path folder;
  private final long epoch;
  private final Map<String, ReaderPlace> places = new TreeMap<>();

  private Places(Disk disk, Path folder, long epoch) {
    this.disk = disk;
    this.folder = folder;
    this.epoch = epoch;
  }

  static Places open(Disk disk, Path folder, long epoch) throws IOException {
    disk.createFolder(folder);
    Places places = new Places(disk, folder, epoch);
    for (String name : disk.list(folder)) {
      if (isName(name)) {
        ReaderPlace place = ReaderPlace.open(disk, folder, name, epoch);
        if (!place.isKnown()) {
          LOG.log(
              Level.WARNING,
              "The place of reader {0} cannot be read; it begins at the oldest event again.",
              name);
        }
        places.places.put(name, place);
      }
    }
    return places;
  }

  /** The place of a name; a new one is registered at an offset. */
  synchronized ReaderPlace of(String name, long start) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a reader's name: " + name);
    }
    return places.computeIfAbsent(name, key -> register(key, start));
  }

  /** Forgets a reader; false when it is not known. */
  synchronized boolean forget(String name) throws IOException {
    ReaderPlace place = places.get(name);
    if (place == null) {
      return false;
    }
    place.close();
    disk.delete(folder.resolve(name));
    disk.forceFolder(folder);
    places.remove(name);
    return true;
  }

  /** By name. */
  synchronized Map<String, ReaderPlace> all() {
    return new TreeMap<>(places);
  }

  /** Everything before this is consumed by all; null when nobody has registered. */
  synchronized @Nullable Long consumed() {
    Long least = null;
    for (ReaderPlace place : places.values()) {
      least = least == null ? place.offset() : Math.min(least, place.offset());
    }
    return least;
  }

  /** As {@link #consumed}, and it survives a power cut. */
  synchronized long forceConsumed() throws IOException {
    long least = Long.MAX_VALUE;
    for (ReaderPlace place : places.values()) {
      place.force();
      least = Math.min(least, place.forced());
    }
    return places.isEmpty() ? 0 : least;
  }

  /** The farthest place. */
  synchronized long farthest() {
    long most = 0;
    for (ReaderPlace place : places.values()) {
      most = Math.max(most, place.offset());
    }
    return most;
  }

  /** Closes all, each after a last force. */
  @Override
  public synchronized void close() throws IOException {
    try {
      forceConsumed();
    } finally {
      for (ReaderPlace place : places.values()) {
        place.close();
      }
    }
  }

  private ReaderPlace register(String name, long start) {
    ReaderPlace place = ReaderPlace.create(disk, folder, name, epoch, start);
    try {
      place.force();
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "The place of the new reader " + name + " is not on disk yet; it is tried again.",
          e);
    }
    return place;
  }

  private static boolean isName(String name) {
    return name.length() <= MOST_CHARACTERS && NAME.matcher(name).matches();
  }
}
