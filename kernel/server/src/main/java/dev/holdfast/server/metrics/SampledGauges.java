package dev.holdfast.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * Standard gauges that are slow to read: the loads of the processors read a dozen files, the open
 * files are counted one by one, and each state of a thread looks at all threads. Together they took
 * longer than a page of all other figures. So one thread reads them every few seconds, and the page
 * and the conditions of alerts see the last reading.
 */
final class SampledGauges {
  /** Held here, because the registry that is shown refers to its counters weakly. */
  private final MeterRegistry source = new SimpleMeterRegistry();

  private final List<Sampled> all = new ArrayList<>();

  private static final class Sampled {
    private final Gauge source;
    private volatile double last = Double.NaN;

    Sampled(Gauge source) {
      this.source = source;
    }

    /** The last reading; one of now while there is none. */
    double value() {
      double sampled = last;
      return Double.isNaN(sampled) ? source.value() : sampled;
    }
  }

  /** Registers the meters of the binders, under the names that they have. */
  SampledGauges(List<MeterBinder> binders, MeterRegistry shown) {
    binders.forEach(binder -> binder.bindTo(source));
    for (Meter meter : source.getMeters()) {
      Meter.Id id = meter.getId();
      if (meter instanceof Gauge gauge) {
        Sampled sampled = new Sampled(gauge);
        all.add(sampled);
        Gauge.builder(id.getName(), sampled::value)
            .description(id.getDescription())
            .baseUnit(id.getBaseUnit())
            .tags(id.getTags())
            .register(shown);
      } else if (meter instanceof FunctionCounter counter) {
        FunctionCounter.builder(id.getName(), counter, FunctionCounter::count)
            .description(id.getDescription())
            .baseUnit(id.getBaseUnit())
            .tags(id.getTags())
            .register(shown);
      }
    }
  }

  /** Reads all of them. One thread at a time does so. */
  void sample() {
    for (Sampled each : all) {
      each.last = each.source.value();
    }
  }
}
