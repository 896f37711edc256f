package dev.holdfast.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Size;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long the server waits for a body: in whole, and for so many bytes. */
class BodyWaitTest {
  private static final long SECOND = 1_000_000_000L;

  private final BodyWait waiting = new BodyWait(limits(new Size(1000)));
  private long now = SECOND;

  private static EdgeLimits limits(Size rate) {
    Duration any = Duration.ofSeconds(1);
    return new EdgeLimits(
        new Size(1024), any, Duration.ofSeconds(60), rate, any, any, any, 1, 1, 1, 1, 1);
  }

  private void gets(int bytes, int seconds) {
    waiting.begins(now);
    now += seconds * SECOND;
    waiting.ends(now, bytes);
  }

  private boolean isCutAfter(int seconds) {
    waiting.begins(now);
    return waiting.isTooLong(now + seconds * SECOND);
  }

  @Test
  void aByteASecondIsTooSlow() {
    for (int i = 0; i < 5; i++) {
      gets(1, 1);
    }
    assertThat(isCutAfter(1)).isTrue();
  }

  @Test
  void aPauseOfFourSecondsIsNot() {
    assertThat(isCutAfter(4)).isFalse();
  }

  @Test
  void aFastBeginningBuysNoTimeForASlowEnd() {
    gets(1 << 20, 6);
    assertThat(isCutAfter(4)).isFalse();
    assertThat(isCutAfter(6)).isTrue();
  }

  @Test
  void whoKeepsThePaceHasTheWholeTime() {
    for (int i = 0; i < 58; i++) {
      gets(1100, 1);
    }
    assertThat(isCutAfter(1)).isFalse();
    assertThat(isCutAfter(3)).isTrue();
  }

  @Test
  void theTimeInWhichNobodyReadsIsNotTheClients() {
    gets(1, 1);
    now += 3600 * SECOND;
    assertThat(isCutAfter(1)).isFalse();
  }

  @Test
  void anotherBodyBeginsAnew() {
    for (int i = 0; i < 5; i++) {
      gets(1, 1);
    }
    waiting.reset();
    assertThat(isCutAfter(4)).isFalse();
  }
}
