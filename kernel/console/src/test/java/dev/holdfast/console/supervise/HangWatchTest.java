package dev.holdfast.console.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.client.ProbeResult;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HangWatchTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final HangWatch watch = new HangWatch(new SupervisorLimits(), now::get);

  private void ask(boolean alive, int secondsLater) {
    now.addAndGet(Duration.ofSeconds(secondsLater).toNanos());
    watch.asked(
        alive
            ? new ProbeResult.Answered(200)
            : new ProbeResult.Silent("a refused connection (Connection refused)"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 301, 400, 401, 404, 429, 500, 503, 505})
  void everyStatusIsASignOfLife(int status) {
    ask(true, 1);
    for (int i = 0; i < 100; i++) {
      now.addAndGet(Duration.ofSeconds(5).toNanos());
      watch.asked(new ProbeResult.Answered(status));
      assertThat(watch.verdict()).isEmpty();
    }
    assertThat(watch.lastStatus()).isEqualTo(status);
  }

  @Test
  void hangsAfterThirtySecondsOfSilence() {
    ask(true, 5);
    for (int i = 0; i < 5; i++) {
      ask(false, 5);
      assertThat(watch.verdict()).isEmpty();
    }
    ask(false, 5);
    assertThat(watch.verdict())
        .contains(
            "it lived but answered nothing for 30 s (6 questions, the last one brought a refused"
                + " connection (Connection refused)); its last answer was 200");
  }

  @Test
  void aStartMayTakeTwoMinutes() {
    ask(false, 60);
    ask(false, 59);
    assertThat(watch.verdict()).isEmpty();
    ask(false, 1);
    assertThat(watch.verdict())
        .contains(
            "it did not answer within 2.0 min after its start (3 questions, the last one brought a"
                + " refused connection (Connection refused))");
  }

  @Test
  void oneAnswerEndsTheSilence() {
    ask(true, 1);
    ask(false, 29);
    ask(true, 1);
    ask(false, 29);
    ask(false, 0);
    assertThat(watch.verdict()).isEmpty();
  }

  @Test
  void aServerThatIsBusyWithItsDumpIsGivenTime() {
    ask(true, 1);
    for (int i = 0; i < 100; i++) {
      ask(false, 5);
      watch.isBusy();
      assertThat(watch.verdict()).isEmpty();
    }
    ask(false, 15);
    ask(false, 15);
    assertThat(watch.verdict()).isPresent();
  }

  @Test
  void aSupervisorThatStoodStillItselfAsksTwice() {
    ask(true, 1);
    ask(false, 3600);
    assertThat(watch.verdict()).isEmpty();
    ask(false, 5);
    assertThat(watch.verdict()).isPresent();
  }
}
