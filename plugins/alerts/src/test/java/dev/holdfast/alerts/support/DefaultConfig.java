package dev.holdfast.alerts.support;

import dev.holdfast.spi.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The defaults of {@code reference.conf}, as the server would bind them. */
public final class DefaultConfig {
  private DefaultConfig() {}

  public static AlertsConfig defaults() {
    return new AlertsConfig(
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofHours(4),
        Duration.ofDays(1),
        200,
        100,
        Duration.ofDays(30),
        "",
        "hut",
        new AlertsConfig.Flapping(4, Duration.ofMinutes(10), Duration.ofMinutes(5)),
        Map.of("event-store", List.of("database", "journal"), "ingest", List.of("journal")),
        new AlertsConfig.Routes(List.of(), List.of()),
        Duration.ofSeconds(5),
        Map.of(),
        delivery(),
        heartbeat());
  }

  public static AlertsConfig.HeartbeatSettings heartbeat() {
    return new AlertsConfig.HeartbeatSettings(
        Optional.empty(), Duration.ofMinutes(1), Duration.ofSeconds(10));
  }

  public static AlertsConfig.DeliveryLimits delivery() {
    return delivery(Duration.ofMinutes(1), 500);
  }

  public static AlertsConfig.DeliveryLimits delivery(Duration pace, int maxWaiting) {
    return new AlertsConfig.DeliveryLimits(
        5,
        pace,
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        3,
        Duration.ofMinutes(2),
        Duration.ofMinutes(1),
        Duration.ofDays(2),
        maxWaiting,
        Size.ofMebibytes(1));
  }
}
