package dev.holdfast.server.metrics.exposition;

import static dev.holdfast.server.metrics.exposition.DistributionUnit.AS_RECORDED;
import static dev.holdfast.server.metrics.exposition.DistributionUnit.TIME;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.HistogramSupport;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The series of one meter, in the families that Micrometer's own Prometheus registry shows it in: a
 * timer is a summary or a histogram, and a gauge of its maximum.
 */
final class MeterSeries {
  /**
   * One of them.
   *
   * @param family its name without the endings that the formats append
   */
  record Member(String family, FamilyKind kind, Labels labels, Series series) {}

  private final String name;
  private final List<String> keys;
  private final List<String> values;
  private final Labels labels;
  private final List<Member> members = new ArrayList<>();

  private MeterSeries(String name, Meter.Id id, List<String> keys) {
    this.name = name;
    this.keys = keys;
    this.values = id.getTags().stream().map(Tag::getValue).toList();
    this.labels = Labels.of(keys, values);
  }

  /**
   * Prepares them.
   *
   * @param name of the meter, by the naming convention
   * @param keys of its labels, by the naming convention, in the order of its tags
   * @throws IllegalArgumentException two labels have one name, or a reserved one
   */
  static List<Member> of(Meter meter, String name, List<String> keys) {
    MeterSeries made = new MeterSeries(name, meter.getId(), keys);
    meter.use(
        gauge -> made.gauge(meter.getId(), gauge::value),
        counter -> made.counter(counter::count),
        timer -> {
          made.distribution(timer, timer::count, () -> timer.totalTime(SECONDS), TIME);
          made.maximum(() -> timer.max(SECONDS));
        },
        summary -> {
          made.distribution(summary, summary::count, summary::totalAmount, AS_RECORDED);
          made.maximum(summary::max);
        },
        tasks -> {
          made.distribution(tasks, tasks::activeTasks, () -> tasks.duration(SECONDS), TIME);
          made.maximum(() -> tasks.max(SECONDS));
        },
        gauge -> made.gauge(meter.getId(), gauge::value),
        counter -> made.counter(counter::count),
        made::functionTimer,
        made::custom);
    return made.members;
  }

  private void gauge(Meter.Id id, DoubleSupplier value) {
    if (id.getName().endsWith(".info")) {
      byte[] prefix = SampleText.prefix(name + "_info", labels);
      add(name, FamilyKind.INFO, (out, _) -> out.line(prefix, 1L));
    } else {
      number(name, FamilyKind.GAUGE, labels, value);
    }
  }

  private void counter(DoubleSupplier count) {
    number(name, FamilyKind.COUNTER, labels, count);
  }

  private void maximum(DoubleSupplier value) {
    number(name + "_max", FamilyKind.GAUGE, labels, value);
  }

  private void distribution(
      HistogramSupport meter, LongSupplier count, DoubleSupplier sum, DistributionUnit unit) {
    HistogramSnapshot snapshot = meter.takeSnapshot();
    boolean tasks = meter instanceof io.micrometer.core.instrument.LongTaskTimer;
    if (snapshot.histogramCounts().length > 0) {
      refuseLabel("le");
      add(
          name,
          tasks ? FamilyKind.GAUGE_HISTOGRAM : FamilyKind.HISTOGRAM,
          new HistogramSeries(name, labels, meter, unit, tasks ? "g" : ""));
    } else {
      refuseLabel("quantile");
      add(
          name,
          FamilyKind.SUMMARY,
          snapshot.percentileValues().length > 0
              ? new QuantileSeries(name, labels, meter, unit)
              : new SummarySeries(name, labels, count, sum));
    }
  }

  private void functionTimer(FunctionTimer timer) {
    refuseLabel("quantile");
    add(
        name,
        FamilyKind.SUMMARY,
        new SummarySeries(
            name, labels, () -> (long) timer.count(), () -> timer.totalTime(SECONDS)));
  }

  private void custom(Meter meter) {
    for (Measurement each : meter.measure()) {
      List<String> withStatistic = new ArrayList<>(keys);
      withStatistic.add("statistic");
      List<String> valuesToo = new ArrayList<>(values);
      valuesToo.add(each.getStatistic().toString());
      Labels all = Labels.of(withStatistic, valuesToo);
      switch (each.getStatistic()) {
        case COUNT -> number(name, FamilyKind.COUNTER, all, each::getValue);
        case TOTAL, TOTAL_TIME -> number(name + "_sum", FamilyKind.COUNTER, all, each::getValue);
        case MAX -> number(name + "_max", FamilyKind.GAUGE, all, each::getValue);
        case VALUE, UNKNOWN -> number(name + "_value", FamilyKind.GAUGE, all, each::getValue);
        case ACTIVE_TASKS -> number(name + "_active_count", FamilyKind.GAUGE, all, each::getValue);
        case DURATION -> number(name + "_duration_sum", FamilyKind.GAUGE, all, each::getValue);
      }
    }
  }

  private void number(String family, FamilyKind kind, Labels all, DoubleSupplier value) {
    byte[] prefix = SampleText.prefix(kind == FamilyKind.COUNTER ? family + "_total" : family, all);
    members.add(new Member(family, kind, all, (out, _) -> out.line(prefix, value.getAsDouble())));
  }

  private void add(String family, FamilyKind kind, Series series) {
    members.add(new Member(family, kind, labels, series));
  }

  private void refuseLabel(String reserved) {
    if (labels.contains(reserved)) {
      throw new IllegalArgumentException("the label " + reserved + " is reserved");
    }
  }
}
