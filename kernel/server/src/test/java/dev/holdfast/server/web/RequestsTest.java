package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.logging.LogLines;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestsTest {
  private final AtomicLong ticker = new AtomicLong();
  private final Requests requests =
      new Requests(Duration.ofMillis(10), () -> Instant.EPOCH, ticker::get);
  private final LogLines lines = LogLines.of("dev.holdfast.web.slow");

  @AfterEach
  void stopListening() {
    lines.close();
  }

  private void slow(int from, int to) {
    for (int i = from; i < to; i++) {
      requests.keep(
          new Requests.Slow(Instant.EPOCH, "GET", "/" + i, 200, Duration.ofMillis(11 + i)));
    }
  }

  @Test
  void ofManySlowOnesTheNewestAreKeptAllAreCountedAndFewAreLogged() {
    slow(0, Requests.KEPT + 50);
    assertThat(requests.count()).isEqualTo(Requests.KEPT + 50);
    assertThat(requests.newest()).hasSize(Requests.KEPT);
    assertThat(requests.newest().getFirst().path()).isEqualTo("/" + (Requests.KEPT + 49));
    assertThat(lines.all()).hasSize(Requests.LINES_A_MINUTE);
    ticker.addAndGet(Duration.ofMinutes(1).toNanos());
    slow(0, 1);
    assertThat(lines.all()).hasSize(Requests.LINES_A_MINUTE + 1);
    assertThat(lines.all().getLast()).contains("GET \"/0\" took 11 ms");
  }
}
