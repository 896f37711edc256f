package dev.holdfast.server.metrics.exposition;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;

/**
 * How the numbers of a distribution are shown: times, which are kept in nanoseconds, in seconds.
 */
enum DistributionUnit {
  TIME {
    @Override
    double sum(HistogramSnapshot snapshot) {
      return snapshot.total(SECONDS);
    }

    @Override
    double bound(CountAtBucket bucket) {
      return bucket.bucket(SECONDS);
    }

    @Override
    double value(ValueAtPercentile quantile) {
      return quantile.value(SECONDS);
    }
  },
  AS_RECORDED {
    @Override
    double sum(HistogramSnapshot snapshot) {
      return snapshot.total();
    }

    @Override
    double bound(CountAtBucket bucket) {
      return bucket.bucket();
    }

    @Override
    double value(ValueAtPercentile quantile) {
      return quantile.value();
    }
  };

  abstract double sum(HistogramSnapshot snapshot);

  abstract double bound(CountAtBucket bucket);

  abstract double value(ValueAtPercentile quantile);
}
