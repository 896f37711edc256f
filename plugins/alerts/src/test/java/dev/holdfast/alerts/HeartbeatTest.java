package dev.holdfast.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.TestTime;
import dev.holdfast.spi.support.HttpDelivery;
import dev.holdfast.testkit.HttpReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Features A14: who watches the watcher. */
final class HeartbeatTest {
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final TestTime clock = new TestTime();
  private HttpReceiver receiver;
  private HttpDelivery http;
  private Heartbeat heartbeat;

  @BeforeEach
  void open() throws IOException {
    receiver = HttpReceiver.open();
    var target = receiver.uri("/ping/a-secret-place");
    http =
        new HttpDelivery(
            LIMIT, LIMIT, AlertsProblems.OF_HEARTBEAT, HttpDelivery.secretsOf(target), clock);
    heartbeat = new Heartbeat(target, INTERVAL, http, clock::now, FakeExecutor.sameThread());
  }

  @AfterEach
  void close() {
    http.close();
    receiver.close();
  }

  @Test
  void theAddressIsAskedOnceAnInterval() {
    for (int second = 0; second < 180; second++) {
      heartbeat.beat(true);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(receiver.requests())
        .extracting(HttpReceiver.Request::method)
        .hasSize(3)
        .containsOnly("GET");
    assertThat(heartbeat.health().details()).doesNotContainKey("degraded");
  }

  @Test
  void whileNobodyCanBeToldItIsWithheldSoThatTheOtherSideTellsPeople() {
    heartbeat.beat(false);
    assertThat(receiver.requests()).isEmpty();
    assertThat(heartbeat.health().details()).containsEntry("code", "HF-ALERT-013");
    clock.advance(INTERVAL);
    heartbeat.beat(true);
    assertThat(receiver.requests()).hasSize(1);
    assertThat(heartbeat.health().details()).doesNotContainKey("degraded");
  }

  @Test
  void whatDoesNotArriveIsOnHealthWithoutItsAddress() {
    receiver.answer(404, "no a-secret-place here");
    heartbeat.beat(true);
    assertThat(heartbeat.health().details().toString())
        .contains("degraded=true", "404", "not yet")
        .doesNotContain("a-secret-place");
  }

  @Test
  void aClockThatIsSetChangesNothing() {
    for (Duration step :
        List.of(Duration.ofHours(-1), Duration.ofHours(1), Duration.ofDays(-3653))) {
      int before = receiver.requests().size();
      heartbeat.beat(true);
      clock.advance(INTERVAL.dividedBy(2));
      clock.setClock(step);
      heartbeat.beat(true);
      assertThat(receiver.requests()).hasSize(before + 1);
      clock.advance(INTERVAL.dividedBy(2));
    }
  }
}
