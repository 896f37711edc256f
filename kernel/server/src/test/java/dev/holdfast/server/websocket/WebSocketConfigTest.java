package dev.holdfast.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.websocket.WebSocketConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class WebSocketConfigTest {
  private final Config shipped =
      ConfigFactory.parseResources("reference.conf").getConfig("holdfast.web.websocket");

  @Test
  void hasADefaultForEachKeyAndNoOther() {
    String[] keys =
        Arrays.stream(WebSocketConfig.class.getRecordComponents())
            .map(part -> part.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
            .toArray(String[]::new);
    assertThat(shipped.root().keySet()).containsExactlyInAnyOrder(keys);
  }

  @Test
  void shipsTheLimitsThatWereMeasured() {
    assertThat(shipped.getDuration("frame-timeout")).isEqualTo(Duration.ofSeconds(10));
    assertThat(shipped.getDuration("linger-timeout")).isEqualTo(Duration.ofMillis(400));
    assertThat(shipped.getMemorySize("outbound-queue").toBytes()).isEqualTo(1 << 20);
    assertThat(shipped.getStringList("allowed-origins")).isEmpty();
  }
}
