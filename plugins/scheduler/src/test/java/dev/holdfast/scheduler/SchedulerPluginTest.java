package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.job.Scheduler;
import dev.holdfast.spi.server.ServerView;
import dev.holdfast.testkit.PluginContract;
import dev.holdfast.testkit.PluginHarness;
import io.helidon.health.HealthCheckResponse;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SchedulerPluginTest implements PluginContract {
  @Override
  public Plugin plugin() {
    return new SchedulerPlugin();
  }

  @Override
  public void prepare(PluginHarness harness) {
    harness
        .config(
            new SchedulerConfig(
                2,
                20,
                10,
                "",
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                RunningScheduler.everything(),
                Map.of()))
        .offering(ServerView.class, FakeServer.nowhere());
  }

  /** Counts, and fails when it is told to. */
  private static final class Counting implements Job {
    final AtomicInteger runs = new AtomicInteger();
    volatile boolean fails;

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public String schedule() {
      return "* * * * * ?";
    }

    @Override
    public Report run() {
      if (fails) {
        throw new IllegalStateException("told to");
      }
      return new Report("counted", Map.of("runs", (long) runs.incrementAndGet()));
    }
  }

  @Test
  void runsWhatOthersContributeAndSaysHowItWent() throws Exception {
    Counting job = new Counting();
    PluginHarness harness = PluginHarness.of(plugin());
    prepare(harness);
    try (harness) {
      harness.start();
      harness.contributing(Job.class, job);
      await().until(() -> job.runs.get() >= 2);
      assertThat(harness.health("jobs").status()).isEqualTo(HealthCheckResponse.Status.UP);
      assertThat(harness.health("jobs").details()).doesNotContainKey("degraded");
      assertThat(send(harness, "GET", "")).contains("\"name\":\"other/counting\"", "\"next\":");

      send(harness, "POST", "/other/counting/pause");
      int paused = job.runs.get();
      assertThat(send(harness, "POST", "/other/counting/run"))
          .contains("\"number\":", "\"paused\":true");
      await().until(() -> job.runs.get() > paused);
      job.fails = true;
      await().until(() -> !send(harness, "POST", "/other/counting/run").contains("HF-JOB-008"));
      await()
          .untilAsserted(() ->
              assertThat(harness.health("jobs").details())
                  .containsEntry("degraded", true)
                  .containsEntry("code", "HF-JOB-012")
                  .hasEntrySatisfying(
                      "other/counting",
                      why -> assertThat(why.toString()).startsWith("HF-JOB-001 ")));
      await()
          .untilAsserted(() ->
              assertThat(harness.alerts())
                  .hasEntrySatisfying(
                      "other/counting",
                      alert -> assertThat(alert.problem().code()).isEqualTo("HF-JOB-001")));
      assertThat(send(harness, "GET", "/other/counting"))
          .contains(
              "\"outcome\":\"failed\"",
              "\"report\":\"IllegalStateException: told to\"",
              "\"cause\":\"hand\"",
              "\"figures\":{\"runs\":");

      job.fails = false;
      send(harness, "POST", "/other/counting/resume");
      await().until(() -> !harness.health("jobs").details().containsKey("degraded"));
      await().until(() -> harness.alerts().isEmpty());
      assertThat(
              harness.meter(
                  "holdfast_job_runs_total", "job", "other/counting", "outcome", "failed"))
          .isOne();
      assertThat(
              harness.meter("holdfast_job_last_success_timestamp_seconds", "job", "other/counting"))
          .isPositive();
      assertThat(harness.offered(Scheduler.class).jobs()).hasSize(1);
    }
  }

  @Test
  void itsStopInterruptsWhatRuns() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    PluginHarness harness = PluginHarness.of(plugin());
    prepare(harness);
    try (harness) {
      harness.start();
      harness.contributing(
          Job.class,
          new Job() {
            @Override
            public String name() {
              return "endless";
            }

            @Override
            public String schedule() {
              return "* * * * * ?";
            }

            @Override
            public Report run() throws InterruptedException {
              assertThat(Thread.currentThread().getName()).isEqualTo("job other/endless");
              begun.countDown();
              try {
                new CountDownLatch(1).await();
                return Report.of("never");
              } finally {
                ended.countDown();
              }
            }
          });
      begun.await();
    }
    assertThat(ended.getCount()).isZero();
  }

  private static String send(PluginHarness harness, String method, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(harness.uri("/admin/jobs" + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
