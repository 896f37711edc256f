package dev.holdfast.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SampledGaugesTest {
  private final MeterRegistry shown = new SimpleMeterRegistry();

  private static List<String> described(MeterRegistry registry) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .map(id -> id + " " + id.getType() + " " + id.getBaseUnit() + " " + id.getDescription())
        .toList();
  }

  @Test
  void theMetersAreThoseOfTheirBinders() {
    List<MeterBinder> binders =
        List.of(new JvmThreadMetrics(), new ProcessorMetrics(), new FileDescriptorMetrics());
    MeterRegistry expected = new SimpleMeterRegistry();
    binders.forEach(binder -> binder.bindTo(expected));
    var _ = new SampledGauges(binders, shown);
    assertThat(described(shown))
        .hasSizeGreaterThan(10)
        .containsExactlyInAnyOrderElementsOf(described(expected));
  }

  @Test
  void aGaugeIsReadOncePerSample() {
    AtomicInteger readings = new AtomicInteger();
    SampledGauges sampled =
        new SampledGauges(
            List.of(to -> Gauge.builder("slow", readings::incrementAndGet).register(to)), shown);
    Gauge gauge = shown.get("slow").gauge();
    assertThat(gauge.value()).as("of now, while there is no sample").isEqualTo(1);
    assertThat(gauge.value()).isEqualTo(2);
    sampled.sample();
    assertThat(gauge.value()).isEqualTo(3);
    assertThat(gauge.value()).isEqualTo(3);
    sampled.sample();
    assertThat(gauge.value()).isEqualTo(4);
  }

  @Test
  void aCounterIsThatOfNow() {
    AtomicInteger count = new AtomicInteger(7);
    SampledGauges sampled =
        new SampledGauges(
            List.of(to -> FunctionCounter.builder("count", count, AtomicInteger::get).register(to)),
            shown);
    sampled.sample();
    count.set(8);
    assertThat(shown.get("count").functionCounter().count()).isEqualTo(8);
  }
}
