package dev.holdfast.memorywatchdog;

import dev.holdfast.memorywatchdog.ladder.HeapStatus;
import dev.holdfast.memorywatchdog.ladder.HeapWatch;
import dev.holdfast.memorywatchdog.problem.FigureFormat;
import dev.holdfast.memorywatchdog.sensor.Sensors;
import dev.holdfast.memorywatchdog.sensor.WatchdogCpu;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Size;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** {@code /health/memory}: every figure readable and in bytes. */
final class MemoryHealth implements HealthCheck {
  private final HeapWatch heap;
  private final Sensors sensors;
  private final WatchdogCpu cpu;

  MemoryHealth(HeapWatch heap, Sensors sensors, WatchdogCpu cpu) {
    this.heap = heap;
    this.sensors = sensors;
    this.cpu = cpu;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public HealthCheckResponse call() {
    HeapStatus status = heap.status();
    HealthCheckResponse.Builder answer =
        status.problem().map(Health::degraded).orElseGet(Health::up);
    details().forEach(answer::detail);
    return answer.build();
  }

  Map<String, Object> details() {
    HeapStatus status = heap.status();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("step", status.step().word());
    if (!status.done().isEmpty()) {
      details.put("done", status.done());
    }
    sensors.describeResident(details);
    MemoryUsage usage = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    put(details, "heapTotal", usage.getCommitted());
    put(details, "heapUsed", usage.getUsed());
    OptionalLong live = status.live();
    if (live.isPresent()) {
      put(details, "heapLive", live.getAsLong());
      details.put(
          "heapLiveShare", FigureFormat.percent((double) live.getAsLong() / status.limit()));
    } else {
      details.put("heapLive", "not measured yet");
    }
    status.bound().ifPresent(bytes -> put(details, "heapAtMost", bytes));
    details.put("heapKnown", live.isPresent() ? "measured" : known(status));
    put(details, "heapMax", status.limit());
    status.full().ifPresent(time -> details.put("heapFullIn", FigureFormat.time(time)));
    sensors.describeOffHeap(details);
    details.put("watchdogCpu", String.format(Locale.ROOT, "%.2f %%", cpu.share() * 100));
    return details;
  }

  private static String known(HeapStatus status) {
    return status.bound().isPresent() ? "only a bound: no collection of all of it yet" : "nothing";
  }

  private static void put(Map<String, Object> details, String name, long bytes) {
    details.put(name, new Size(bytes).toString());
    details.put(name + "Bytes", bytes);
  }
}
