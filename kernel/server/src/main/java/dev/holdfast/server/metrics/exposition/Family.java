package dev.holdfast.server.metrics.exposition;

import dev.holdfast.server.metrics.exposition.Series.Part;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All series of one name, ordered by their labels. Whoever owns it guards it with a lock. */
final class Family {
  /** The lines in front of the series, and what of the series follows. */
  record Section(byte[] header, Part part) {}

  /** What a scrape needs; it never changes. */
  record Prepared(Section[] text, Section[] openMetrics, Series[] series) {
    Section[] sections(ExpositionFormat format) {
      return format == ExpositionFormat.TEXT ? text : openMetrics;
    }
  }

  private final String meter;
  private final FamilyKind kind;
  private final Section[] text;
  private final Section[] openMetrics;
  private final NavigableMap<Labels, Series> series = new TreeMap<>();
  private @Nullable Prepared prepared;

  /**
   * Prepares the header.
   *
   * @param meter the name of the meters that have their series here
   * @param help an empty one is not shown
   */
  Family(String name, FamilyKind kind, String meter, String help) {
    this.meter = meter;
    this.kind = kind;
    this.openMetrics = new Section[] {openMetrics(name, kind, help)};
    this.text =
        kind == FamilyKind.GAUGE_HISTOGRAM
            ? new Section[] {
              text(name, kind.textType(), help, Part.BUCKETS),
              text(name + "_gcount", "gauge", help, Part.COUNT),
              text(name + "_gsum", "gauge", help, Part.SUM)
            }
            : new Section[] {text(name + kind.textSuffix(), kind.textType(), help, Part.ALL)};
  }

  private static Section text(String name, String type, String help, Part part) {
    String line = help.isEmpty() ? "" : "# HELP " + name + " " + SampleText.escaped(help) + "\n";
    return new Section(SampleText.bytes(line + "# TYPE " + name + " " + type + "\n"), part);
  }

  private static Section openMetrics(String name, FamilyKind kind, String help) {
    String line = help.isEmpty() ? "" : "# HELP " + name + " " + SampleText.quoted(help) + "\n";
    return new Section(
        SampleText.bytes("# TYPE " + name + " " + kind.openMetricsType() + "\n" + line), Part.ALL);
  }

  /**
   * Adds a series.
   *
   * @return false when the family belongs to meters of another name, has another kind, or shows
   *     these labels already
   */
  boolean add(String ofMeter, FamilyKind ofKind, Labels labels, Series fresh) {
    if (!meter.equals(ofMeter) || kind != ofKind || series.putIfAbsent(labels, fresh) != null) {
      return false;
    }
    prepared = null;
    return true;
  }

  /** Removes that series, and no other one that has these labels. */
  void remove(Labels labels, Series gone) {
    if (series.remove(labels, gone)) {
      prepared = null;
    }
  }

  boolean isEmpty() {
    return series.isEmpty();
  }

  Prepared prepared() {
    Prepared ready = prepared;
    if (ready == null) {
      ready = new Prepared(text, openMetrics, series.values().toArray(Series[]::new));
      prepared = ready;
    }
    return ready;
  }
}
