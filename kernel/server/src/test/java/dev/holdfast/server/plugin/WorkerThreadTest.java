package dev.holdfast.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.plugin.loading.PluginThreads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkerThreadTest {
  private final AtomicLong nanos = new AtomicLong();
  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void timeInWhichTheProcessStoodStillIsNotHeldAgainstAWorker() throws Exception {
    PluginThreads threads = new PluginThreads("test", getClass().getClassLoader());
    WorkerThread worker =
        new WorkerThread(
            "test", Duration.ofSeconds(1), end::await, threads, nanos::get, (who, why) -> {});
    worker.start();
    nanos.set(Duration.ofMinutes(4).toNanos());
    assertThat(worker.isStalled(0)).isTrue();
    assertThat(worker.isStalled(nanos.get())).isFalse();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(worker.isStalled(Duration.ofMinutes(4).toNanos())).isTrue();
    assertThat(worker.stop(Duration.ofSeconds(30))).isTrue();
  }
}
