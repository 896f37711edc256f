package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RequestsTest {
  private final AtomicLong ticker = new AtomicLong();
  private final Requests requests =
      new Requests(Duration.ofMillis(10), () -> Instant.EPOCH, ticker::get);
  private final Logger log = (Logger) LoggerFactory.getLogger("dev.holdfast.web.slow");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(lines);
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
    assertThat(lines.list).hasSize(Requests.LINES_A_MINUTE);
    ticker.addAndGet(Duration.ofMinutes(1).toNanos());
    slow(0, 1);
    assertThat(lines.list).hasSize(Requests.LINES_A_MINUTE + 1);
    assertThat(lines.list.getLast().getFormattedMessage()).contains("GET \"/0\" took 11 ms");
  }
}
