package dev.holdfast.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.alerts.delivery.NotifierThreads;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A channel that is blocked in a socket hears of no interrupt, and may deliver after all. */
final class LateAnswersTest {
  private final NotifierThreads threads = new NotifierThreads();
  private final Blocked slack = new Blocked();
  private final AtomicInteger handedOver = new AtomicInteger();

  @TempDir Path directory;
  private Rig rig;

  /** Holds on to what it is given until it is let go. */
  private static final class Blocked implements Notifier {
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Notification> begun = new CopyOnWriteArrayList<>();

    @Override
    public Delivery send(Notification notification) {
      begun.add(notification);
      while (release.getCount() > 0) {
        try {
          release.await();
        } catch (InterruptedException e) {
          // As a read that blocks in the operating system.
        }
      }
      return new Delivery.Delivered("late");
    }
  }

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory);
    rig.threads =
        new FakeExecutor(task -> {
          handedOver.incrementAndGet();
          threads.executor().execute(task);
        });
    rig.others.put("slack", slack);
    rig.crash();
    rig.pass(Duration.ofSeconds(40));
    rig.databaseDown();
  }

  @AfterEach
  void close() {
    slack.release.countDown();
    threads.close();
  }

  /** Time stands still until an attempt has begun on its thread. */
  private void pass(Duration time) {
    Duration step = Duration.ofSeconds(5);
    for (Duration left = time; left.isPositive(); left = left.minus(step)) {
      rig.pass(step, step);
      if (slack.begun.size() < handedOver.get()) {
        await().until(() -> slack.begun.size() >= handedOver.get());
      }
    }
  }

  @Test
  void whatArrivesAfterItWasCutShortIsNotSentAgain() throws IOException {
    pass(Duration.ofSeconds(100));
    assertThat(slack.begun).hasSize(1);
    assertThat(rig.outcomes).containsEntry("slack retry", 1);
    pass(Duration.ofMinutes(3));
    slack.release.countDown();
    await()
        .until(() -> {
          rig.engine.step();
          return rig.waiting() == 0;
        });

    assertThat(slack.begun).hasSize(1);
    assertThat(rig.outcomes).containsEntry("slack delivered", 1);
  }

  @Test
  void aChannelThatNeverAnswersIsNotCalledWithoutEnd() throws IOException {
    pass(Duration.ofHours(2));
    assertThat(slack.begun).hasSize(rig.config.delivery().mostCut());
    pass(Duration.ofHours(2));
    assertThat(slack.begun).hasSize(rig.config.delivery().mostCut());
  }
}
