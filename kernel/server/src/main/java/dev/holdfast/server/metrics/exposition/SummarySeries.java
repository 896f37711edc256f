package dev.holdfast.server.metrics.exposition;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Count and sum of a timer or a distribution. */
final class SummarySeries implements Series {
  private final byte[] countPrefix;
  private final byte[] sumPrefix;
  private final LongSupplier count;
  private final DoubleSupplier sum;

  SummarySeries(String name, Labels labels, LongSupplier count, DoubleSupplier sum) {
    this.countPrefix = SampleText.prefix(name + "_count", labels);
    this.sumPrefix = SampleText.prefix(name + "_sum", labels);
    this.count = count;
    this.sum = sum;
  }

  @Override
  public void write(PageBuffer out, Part part) {
    out.line(countPrefix, count.getAsLong());
    double total = sum.getAsDouble();
    if (!Double.isNaN(total)) {
      out.line(sumPrefix, total);
    }
  }
}
