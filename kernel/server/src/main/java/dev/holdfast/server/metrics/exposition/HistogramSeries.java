package dev.holdfast.server.metrics.exposition;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.HistogramSupport;
import io.prometheus.metrics.model.snapshots.Labels;

/** The buckets of a timer or a distribution, then its count and sum. */
final class HistogramSeries implements Series {
  private final byte[][] bucketPrefixes;
  private final HistogramSupport source;
  private final DistributionUnit unit;
  private final byte[] countPrefix;
  private final byte[] sumPrefix;

  /**
   * Prepares the lines.
   *
   * @param marks the first letters of {@code count} and {@code sum}: "g" for a gauge histogram
   */
  HistogramSeries(
      String name, Labels labels, HistogramSupport source, DistributionUnit unit, String marks) {
    CountAtBucket[] buckets = source.takeSnapshot().histogramCounts();
    boolean infinite = Double.isFinite(buckets[buckets.length - 1].bucket());
    this.bucketPrefixes = new byte[buckets.length + (infinite ? 1 : 0)][];
    for (int i = 0; i < bucketPrefixes.length; i++) {
      double bound = i < buckets.length ? unit.bound(buckets[i]) : Double.POSITIVE_INFINITY;
      bucketPrefixes[i] = SampleText.prefix(name + "_bucket", labels, "le", bound);
    }
    this.source = source;
    this.unit = unit;
    this.countPrefix = SampleText.prefix(name + "_" + marks + "count", labels);
    this.sumPrefix = SampleText.prefix(name + "_" + marks + "sum", labels);
  }

  @Override
  public void write(PageBuffer out, Part part) {
    HistogramSnapshot now = source.takeSnapshot();
    CountAtBucket[] buckets = now.histogramCounts();
    long count = (long) buckets[buckets.length - 1].count();
    if (buckets.length < bucketPrefixes.length) {
      // A value may have been counted between the two readings: the last bucket has them all.
      count = Math.max(count, now.count());
    }
    switch (part) {
      case ALL -> {
        buckets(out, buckets, count);
        out.line(countPrefix, count);
        out.line(sumPrefix, unit.sum(now));
      }
      case BUCKETS -> buckets(out, buckets, count);
      case COUNT -> out.line(countPrefix, count);
      case SUM -> out.line(sumPrefix, unit.sum(now));
    }
  }

  private void buckets(PageBuffer out, CountAtBucket[] buckets, long count) {
    for (int i = 0; i < bucketPrefixes.length; i++) {
      out.line(bucketPrefixes[i], i < buckets.length ? (long) buckets[i].count() : count);
    }
  }
}
