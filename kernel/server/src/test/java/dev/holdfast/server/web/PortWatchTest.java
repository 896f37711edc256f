package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PortWatchTest {
  private static final Duration ROUND = Duration.ofSeconds(2);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> news = new ArrayList<>();
  private final FakeDoor door = new FakeDoor();
  private final PortWatch watch =
      new PortWatch(door, Duration.ofSeconds(20), 3, new Heard(), nanos::get);

  private static final class FakeDoor implements PortWatch.Door {
    boolean open = true;
    boolean files = true;

    @Override
    public boolean isOpen() throws IOException {
      if (!files) {
        throw new IOException("Too many open files");
      }
      return open;
    }

    @Override
    public void reopen() {
      open = true;
    }
  }

  private final class Heard implements PortWatch.News {
    @Override
    public void gone(Problem problem) {
      news.add("gone: " + problem.why());
    }

    @Override
    public void back(Duration after, int reopened) {
      news.add("back after " + after.toSeconds() + " s, " + reopened);
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
  void aPortWhoseListenerHasEndedIsOpenedAtOnce() {
    door.open = false;
    look(1);

    assertThat(news).containsExactly("gone: its listener has ended", "back after 0 s, 1");
    assertThat(watch.isGone()).isFalse();
  }

  @Test
  void aPortIsOpenedWhenThereAreFilesForItAgain() {
    door.open = false;
    door.files = false;
    look(5);
    assertThat(watch.isGone()).isTrue();
    door.files = true;
    look(3);

    assertThat(news)
        .containsExactly("gone: java.io.IOException: Too many open files", "back after 10 s, 1");
  }

  @Test
  void aPortThatStaysGoneForTwentySecondsIsLost() {
    door.files = false;
    look(10);
    assertThat(news).hasSize(1);
    look(1);

    assertThat(news.getLast())
        .isEqualTo("lost: java.io.IOException: Too many open files, for 20 s");
  }

  @Test
  void aPortThatGoesAgainAndAgainIsLost() {
    for (int i = 0; i < 3; i++) {
      door.open = false;
      look(1);
    }
    assertThat(news).hasSize(6);
    door.open = false;
    look(1);

    assertThat(news.getLast()).isEqualTo("lost: it was opened again 3 times before");
  }
}
