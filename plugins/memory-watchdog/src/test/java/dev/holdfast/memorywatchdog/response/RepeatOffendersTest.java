package dev.holdfast.memorywatchdog.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.memorywatchdog.fake.FakeServerControl;
import dev.holdfast.spi.Alert;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that fills the heap each time it runs does not take the server up and down for ever. */
final class RepeatOffendersTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Map<String, Alert> board = new LinkedHashMap<>();
  private Optional<String> suspect = Optional.of("leaky");
  private final RepeatOffenders offenders =
      new RepeatOffenders(
          alert -> board.put(alert.key(), alert),
          board::remove,
          new PauseConfig(
              List.of(), List.of("journal"), List.of("event-store"), 2, Duration.ofHours(1)),
          () -> ", bundle one");
  @TempDir Path directory;

  @Test
  void theOneThatHoldsTheMemoryStaysPausedTheSecondTimeAndTheOthersComeBack() {
    FakeServerControl server = new FakeServerControl(directory);
    offenders.look(0, server.plugins());
    assertThat(offenders.countPause("leaky", suspect)).isFalse();
    assertThat(offenders.countPause("innocent", suspect)).isFalse();
    offenders.look(30 * MINUTE, server.plugins());
    assertThat(offenders.countPause("innocent", suspect)).isFalse();
    assertThat(offenders.countPause("leaky", suspect)).isTrue();
    assertThat(offenders.isKeptPaused("leaky")).isTrue();
    assertThat(board.get("kept-paused-leaky"))
        .extracting(alert -> alert.problem().sentence())
        .asString()
        .contains("HF-MEM-005", "leaky, 2 times within 60 min, bundle one")
        .endsWith("holdfast plugins restart leaky.");
  }

  @Test
  void whatIsLongAgoIsForgotten() {
    FakeServerControl server = new FakeServerControl(directory);
    offenders.look(0, server.plugins());
    assertThat(offenders.countPause("leaky", suspect)).isFalse();
    offenders.look(61 * MINUTE, server.plugins());
    assertThat(offenders.countPause("leaky", suspect)).isFalse();
  }

  @Test
  void whenNobodyIsSuspectedAllOfThemStay() {
    suspect = Optional.empty();
    assertThat(offenders.countPause("innocent", suspect)).isFalse();
    assertThat(offenders.countPause("innocent", suspect)).isTrue();
  }

  @Test
  void aPersonWhoStartsItTakesTheAlertAway() {
    FakeServerControl server = new FakeServerControl(directory);
    server.pause("leaky", "");
    offenders.countPause("leaky", suspect);
    offenders.countPause("leaky", suspect);
    offenders.look(MINUTE, server.plugins());
    assertThat(board).containsKey("kept-paused-leaky");
    server.resume("leaky");
    offenders.look(2 * MINUTE, server.plugins());
    assertThat(board).isEmpty();
    assertThat(offenders.countPause("leaky", suspect)).as("a fresh beginning").isFalse();
  }
}
