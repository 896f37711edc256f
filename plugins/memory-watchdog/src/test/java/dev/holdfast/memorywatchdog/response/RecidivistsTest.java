package dev.holdfast.memorywatchdog.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.memorywatchdog.fake.FakeServer;
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
final class RecidivistsTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Map<String, Alert> board = new LinkedHashMap<>();
  private Optional<String> suspect = Optional.of("leaky");
  private final Recidivists recidivists =
      new Recidivists(
          alert -> board.put(alert.key(), alert),
          board::remove,
          new PauseConfig(
              List.of(), List.of("journal"), List.of("event-store"), 2, Duration.ofHours(1)),
          () -> ", incident one");
  @TempDir Path directory;

  @Test
  void theOneThatHoldsTheMemoryStaysPausedTheSecondTimeAndTheOthersComeBack() {
    FakeServer server = new FakeServer(directory);
    recidivists.look(0, server.plugins());
    assertThat(recidivists.judge("leaky", suspect)).isFalse();
    assertThat(recidivists.judge("innocent", suspect)).isFalse();
    recidivists.look(30 * MINUTE, server.plugins());
    assertThat(recidivists.judge("innocent", suspect)).isFalse();
    assertThat(recidivists.judge("leaky", suspect)).isTrue();
    assertThat(recidivists.isKept("leaky")).isTrue();
    assertThat(board.get("kept-paused-leaky"))
        .extracting(alert -> alert.problem().sentence())
        .asString()
        .contains("HF-MEM-005", "leaky, 2 times within 60 min, incident one")
        .endsWith("holdfast plugins restart leaky.");
  }

  @Test
  void whatIsLongAgoIsForgotten() {
    FakeServer server = new FakeServer(directory);
    recidivists.look(0, server.plugins());
    assertThat(recidivists.judge("leaky", suspect)).isFalse();
    recidivists.look(61 * MINUTE, server.plugins());
    assertThat(recidivists.judge("leaky", suspect)).isFalse();
  }

  @Test
  void whenNobodyIsSuspectedAllOfThemStay() {
    suspect = Optional.empty();
    assertThat(recidivists.judge("innocent", suspect)).isFalse();
    assertThat(recidivists.judge("innocent", suspect)).isTrue();
  }

  @Test
  void aPersonWhoStartsItTakesTheAlertAway() {
    FakeServer server = new FakeServer(directory);
    server.pause("leaky", "");
    recidivists.judge("leaky", suspect);
    recidivists.judge("leaky", suspect);
    recidivists.look(MINUTE, server.plugins());
    assertThat(board).containsKey("kept-paused-leaky");
    server.resume("leaky");
    recidivists.look(2 * MINUTE, server.plugins());
    assertThat(board).isEmpty();
    assertThat(recidivists.judge("leaky", suspect)).as("a fresh beginning").isFalse();
  }
}
