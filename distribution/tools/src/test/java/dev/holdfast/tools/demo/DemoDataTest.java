package dev.holdfast.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DemoDataTest {
  @Test
  void theSameSeedGivesTheSameNight() {
    DemoData one = new DemoData(5, "n");
    DemoData two = new DemoData(5, "n");
    DemoData other = new DemoData(6, "n");
    Instant time = Instant.parse("2026-01-01T22:00:00Z");
    boolean different = false;
    StringBuilder night = new StringBuilder();
    for (int i = 0; i < 700; i++) {
      String event = one.next(time.plusMillis(50L * i));
      assertThat(two.next(time.plusMillis(50L * i))).isEqualTo(event);
      different |= !other.next(time.plusMillis(50L * i)).equals(event);
      night.append(event);
      try (var json = Json.parser(event)) {
        json.nextToken();
        json.skipChildren();
        assertThat(json.nextToken()).isNull();
      }
    }
    assertThat(different).isTrue();
    assertThat(night)
        .contains("mount.slewed", "mount.position", "camera.image", "guider.correction")
        .contains("weather.reading");
  }
}
