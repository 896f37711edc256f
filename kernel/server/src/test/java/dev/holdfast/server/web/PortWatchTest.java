package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PortWatchTest {
  private static final Duration ROUND = Duration.ofSeconds(2);
  private static final Optional<Throwable> OUT_OF_FILES =
      Optional.of(new IOException("Too many open files"));

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> news = new ArrayList<>();
  private Optional<Throwable> trouble = Optional.empty();
  private final PortWatch watch =
      new PortWatch(() -> trouble, Duration.ofSeconds(20), new Heard(), nanos::get);

  private final class Heard implements PortWatch.News {
    @Override
    public void gone(Problem problem) {
      news.add("gone: " + problem.why());
    }

    @Override
    public void back(Duration after, int times) {
      news.add("back after " + after.toSeconds() + " s, " + times);
    }

    @Override
    public void lost(Problem problem) {
      news.add("lost: " + problem.why());
    }
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      nanos.addAndGet(ROUND.toNanos());
      watch.look();
    }
  }

  @Test
  void aPortThatListensIsNoNews() {
    look(100);

    assertThat(news).isEmpty();
    assertThat(watch.isGone()).isFalse();
  }

  @Test
  void aPortThatTakesNobodyIsToldOnceAndSoIsItsEnd() {
    for (int times = 1; times <= 2; times++) {
      trouble = OUT_OF_FILES;
      look(5);
      assertThat(watch.isGone()).isTrue();
      trouble = Optional.empty();
      look(3);

      assertThat(watch.isGone()).isFalse();
      assertThat(news)
          .containsExactly(
              "gone: java.io.IOException: Too many open files", "back after 10 s, " + times);
      news.clear();
    }
  }

  @Test
  void aPortThatStaysGoneForTwentySecondsIsLost() {
    trouble = OUT_OF_FILES;
    look(10);
    assertThat(news).hasSize(1);
    look(1);

    assertThat(news.getLast())
        .isEqualTo("lost: java.io.IOException: Too many open files, for 20 s");
  }
}
