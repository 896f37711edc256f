package dev.holdfast.memorywatchdog.profile;

import dev.holdfast.memorywatchdog.problem.FigureFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The owners of the heap at one moment, taken while the plugin that fills it still runs.
 *
 * @param takenAt by the ticker, in nanoseconds
 * @param recording what the flight recorder had; empty when nothing is recorded
 * @param failures what could not be found out, and why
 */
public record HeapProfile(
    long takenAt,
    HeapOwners owners,
    ClassHistogram classes,
    Optional<Path> recording,
    List<String> failures) {

  /** Live bytes at that moment; 0 if objects were not counted. */
  long live() {
    return classes.total();
  }

  Optional<String> suspect() {
    return owners.suspect().map(SampleCounts.Line::plugin);
  }

  /** The plugin that holds a large part of the heap, with its share and site, for people. */
  public Optional<String> suspectInWords() {
    return owners
        .suspect()
        .map(line ->
            String.format(
                Locale.ROOT,
                "plugin %s holds %s of the heap: %s",
                line.plugin(),
                FigureFormat.percent(line.share()),
                line.site()));
  }

  /** As text: who holds the heap, and who allocates. */
  public List<String> ownerLines() {
    return owners.lines(live());
  }

  /** As text: how many objects of which class are alive. */
  public List<String> classLines() {
    return classes.lines();
  }
}
