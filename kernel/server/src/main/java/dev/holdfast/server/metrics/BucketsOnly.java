package dev.holdfast.server.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

/**
 * Takes the quantiles from meters that have buckets. Helidon asks for both unless it is told
 * otherwise, but only buckets are shown then. Each recording and each scrape kept up a histogram of
 * its own for the quantiles.
 */
final class BucketsOnly implements MeterFilter {
  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    return config.isPublishingHistogram() && config.isPublishingPercentiles()
        ? DistributionStatisticConfig.builder().percentiles().build().merge(config)
        : config;
  }
}
