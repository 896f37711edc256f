package dev.holdfast.memorywatchdog.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the plugins that hold the heap, and keeps the result for a while: a profile takes some
 * tenths of a second.
 */
public final class HeapProfiler {
  private final AllocationRecording recording;
  private final Path file;
  private final Function<String, Optional<String>> pluginOf;
  private final LongSupplier ticker;
  private @Nullable HeapProfile last;

  /**
   * Knows nothing yet.
   *
   * @param file where the recording is put
   * @param pluginOf a class name to its plugin
   */
  public HeapProfiler(
      AllocationRecording recording,
      Path file,
      Function<String, Optional<String>> pluginOf,
      LongSupplier ticker) {
    this.recording = recording;
    this.file = file;
    this.pluginOf = pluginOf;
    this.ticker = ticker;
  }

  /**
   * The last profile, or a new one if that is older than {@code mostAge}.
   *
   * @param count whether objects are to be counted too, which collects the whole heap
   */
  public synchronized HeapProfile profile(Duration mostAge, boolean count) {
    long now = ticker.getAsLong();
    HeapProfile known = last;
    if (known == null
        || now - known.takenAt() > mostAge.toNanos()
        || (count && known.live() == 0)) {
      known = look(now, count);
      last = known;
    }
    return known;
  }

  /** The suspect of the last profile, unless that is older than {@code mostAge}. */
  public synchronized Optional<String> suspect(Duration mostAge) {
    HeapProfile known = last;
    return known == null || ticker.getAsLong() - known.takenAt() > mostAge.toNanos()
        ? Optional.empty()
        : known.suspect();
  }

  /**
   * The count comes first, for it collects the heap: the recorder tells what has survived the last
   * collection, also when that was long ago and the object is garbage by now.
   */
  private HeapProfile look(long now, boolean count) {
    List<String> failures = new ArrayList<>(0);
    ClassHistogram classes = ClassHistogram.none();
    try {
      classes = count ? ClassHistogram.take(pluginOf) : classes;
    } catch (JMException | RuntimeException e) {
      failures.add("the histogram: " + e);
    }
    HeapOwners owners = HeapOwners.none();
    Optional<Path> recorded = Optional.empty();
    try {
      if (recording.dump(file)) {
        recorded = Optional.of(file);
        owners = HeapOwners.in(file, pluginOf);
      }
    } catch (IOException | RuntimeException e) {
      failures.add("the recording: " + e);
    }
    return new HeapProfile(now, owners, classes, recorded, failures);
  }
}
