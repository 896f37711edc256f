package dev.holdfast.server.metrics.exposition;

import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.HistogramSupport;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;

/** The quantiles of a timer or a distribution, then its count and sum. */
final class QuantileSeries implements Series {
  private record Quantile(double quantile, byte[] prefix) {}

  private final Quantile[] quantiles;
  private final HistogramSupport source;
  private final DistributionUnit unit;
  private final byte[] countPrefix;
  private final byte[] sumPrefix;

  QuantileSeries(String name, Labels labels, HistogramSupport source, DistributionUnit unit) {
    this.quantiles =
        Arrays.stream(source.takeSnapshot().percentileValues())
            .mapToDouble(ValueAtPercentile::percentile)
            .sorted()
            .mapToObj(q -> new Quantile(q, SampleText.prefix(name, labels, "quantile", q)))
            .toArray(Quantile[]::new);
    this.source = source;
    this.unit = unit;
    this.countPrefix = SampleText.prefix(name + "_count", labels);
    this.sumPrefix = SampleText.prefix(name + "_sum", labels);
  }

  @Override
  public void write(PageBuffer out, Part part) {
    HistogramSnapshot now = source.takeSnapshot();
    for (Quantile each : quantiles) {
      // A long task timer gives them in an order that depends on its tasks.
      for (ValueAtPercentile value : now.percentileValues()) {
        if (value.percentile() == each.quantile) {
          out.line(each.prefix, unit.value(value));
          break;
        }
      }
    }
    out.line(countPrefix, now.count());
    out.line(sumPrefix, unit.sum(now));
  }
}
