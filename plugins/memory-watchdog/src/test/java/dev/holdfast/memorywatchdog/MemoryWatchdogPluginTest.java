package dev.holdfast.memorywatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.memorywatchdog.bundle.DiagnosticBundleConfig;
import dev.holdfast.memorywatchdog.fake.FakeServerControl;
import dev.holdfast.memorywatchdog.ladder.LadderConfig;
import dev.holdfast.memorywatchdog.ladder.LadderConfig.Rung;
import dev.holdfast.memorywatchdog.ladder.Ladders;
import dev.holdfast.memorywatchdog.response.PauseConfig;
import dev.holdfast.memorywatchdog.response.RestartConfig;
import dev.holdfast.memorywatchdog.sensor.ResourceConfig;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.server.MemoryRelief;
import dev.holdfast.spi.server.ServerControl;
import dev.holdfast.spi.server.ServerView;
import dev.holdfast.testkit.PluginContract;
import dev.holdfast.testkit.PluginHarness;
import io.helidon.health.HealthCheckResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemoryWatchdogPluginTest implements PluginContract {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The heap is filled in some thirty steps, each of which is awaited. */
  private static final Duration OFTEN = Duration.ofMillis(10);

  @TempDir static Path directory;

  private final FakeServerControl server = new FakeServerControl(directory);

  private static WatchdogConfig config(LadderConfig ladder) {
    return new WatchdogConfig(
        Duration.ofMillis(100),
        ladder,
        Duration.ofHours(1),
        100,
        Duration.ofSeconds(2),
        new PauseConfig(
            List.of(), List.of("journal"), List.of("event-store"), 2, Duration.ofHours(1)),
        new RestartConfig(RestartConfig.When.ALWAYS, 2, Duration.ofHours(1)),
        new ResourceConfig(
            Duration.ofMillis(100),
            30,
            85,
            90,
            80,
            10_000,
            Duration.ofMillis(100),
            new Size(1024),
            Duration.ZERO,
            Duration.ofSeconds(5)),
        new DiagnosticBundleConfig(
            3,
            Size.ofMebibytes(50),
            Size.ofMebibytes(1),
            new Size(4096),
            Duration.ofMinutes(10),
            true));
  }

  @Override
  public Plugin plugin() {
    return new MemoryWatchdogPlugin();
  }

  @Override
  public void prepare(PluginHarness harness) {
    prepare(harness, Ladders.dwelling(Duration.ofSeconds(10)));
  }

  private void prepare(PluginHarness harness, LadderConfig ladder) {
    harness
        .config(config(ladder))
        .offering(ServerView.class, server)
        .offering(ServerControl.class, server);
  }

  private static HttpResponse<String> send(String method, URI uri) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void healthShowsEveryFigureInBytesAndReadable() throws Exception {
    PluginHarness harness = PluginHarness.of(plugin());
    prepare(harness);
    try (harness) {
      harness.start();
      await().until(() -> harness.meter("holdfast_memory_resident_bytes") > 0);
      HealthCheckResponse memory = harness.health("memory");
      assertThat(memory.status()).isEqualTo(HealthCheckResponse.Status.UP);
      assertThat(memory.details())
          .containsEntry("step", "calm")
          .containsKeys("rss", "rssBytes", "heapTotal", "heapUsed", "heapUsedBytes", "external")
          .containsKeys("heapMaxBytes", "direct", "metaspace", "heapLive", "watchdogCpu");
      assertThat(harness.health("resources").details())
          .containsEntry("deadlock", "none")
          .containsKeys("descriptors", "threads", "diskBytes", "clockJumps", "collecting");
    }
  }

  @Test
  void bundlesAreCapturedListedAndShownOverHttp() throws Exception {
    PluginHarness harness = PluginHarness.of(plugin());
    prepare(harness);
    try (harness) {
      harness.start();
      HttpResponse<String> captured = send("POST", harness.uri("/admin/incidents"));
      assertThat(captured.statusCode()).isEqualTo(201);
      String id = captured.body().replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1");
      assertThat(send("GET", harness.uri("/admin/incidents")).body())
          .contains(id, "\"complete\":true", "an operator asked for it");
      assertThat(send("GET", harness.uri("/admin/incidents/" + id)).body())
          .contains("\"summary\":[\"Bundle " + id);
      assertThat(send("GET", harness.uri("/admin/incidents/" + id + "/threads.txt")).body())
          .contains("watch");
      assertThat(send("GET", harness.uri("/admin/incidents/20200101T000000Z-x")).body())
          .contains("HF-MEM-017");
      assertThat(harness.meter("holdfast_incidents")).isEqualTo(1);
    }
  }

  @Test
  void aStalledPluginLeavesABundle() throws Exception {
    PluginHarness harness = PluginHarness.of(plugin());
    prepare(harness);
    try (harness) {
      harness.start();
      server.change("leaky", "Stalled", "worker x does not tick");
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(send("GET", harness.uri("/admin/incidents")).body())
                  .contains("stall-leaky", "worker x does not tick"));
    }
  }

  @Test
  void aClockThatIsSetBackAnHourIsOnTheBoardAndOnHealth() throws Exception {
    AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);
    PluginHarness harness = PluginHarness.of(plugin());
    prepare(harness);
    harness.clock(() -> InstantSource.system().instant().plus(set.get()));
    try (harness) {
      harness.start();
      await()
          .atMost(LIMIT)
          .until(() -> harness.health("resources").details().containsKey("clockLastJump"));
      await().atMost(LIMIT).until(() -> harness.meter("holdfast_memory_resident_bytes") > 0);
      set.set(Duration.ofHours(-1));
      await().atMost(LIMIT).until(() -> harness.alerts().containsKey("clock"));
      assertThat(harness.alerts().get("clock"))
          .extracting(alert -> alert.problem().sentence())
          .asString()
          .contains("HF-MEM-015", "60 min back, it shows ");
      assertThat(harness.meter("holdfast_clock_jumps")).isEqualTo(1);
      Map<String, Object> health = harness.health("resources").details();
      assertThat(health).containsEntry("degraded", true).containsEntry("code", "HF-MEM-015");
      assertThat(health.get("clockLastJump")).asString().startsWith("60 min back");
    }
  }

  /**
   * The whole way up and down, with a heap that really fills: thresholds just above what is used.
   */
  @Test
  void aHeapThatFillsUpIsMetStepByStepAndTakenBackWhenItEmpties() throws Exception {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    int base = (int) (100 * used / runtime.maxMemory());
    Rung[] rungs = new Rung[6];
    for (int i = 0; i < rungs.length; i++) {
      rungs[i] = new Rung(base + 8 + 4 * i, base + 6 + i, Duration.ofMillis(100));
    }
    LadderConfig ladder =
        new LadderConfig(Duration.ZERO, rungs[0], rungs[1], rungs[2], rungs[3], rungs[4], rungs[5]);
    PluginHarness harness = PluginHarness.of(plugin());
    prepare(harness, ladder);
    AtomicReference<String> released = new AtomicReference<>("no");
    harness.contributing(
        MemoryRelief.class,
        () -> {
          released.set("yes");
          return 0;
        });
    List<byte[]> hoard = new ArrayList<>();
    try (harness) {
      harness.start();
      while (harness.meter("holdfast_memory_step") < 6) {
        hoard.add(new byte[(int) (runtime.maxMemory() / 100)]);
        System.gc();
        double step = harness.meter("holdfast_memory_live_bytes");
        await()
            .atMost(LIMIT)
            .pollInterval(OFTEN)
            .until(() -> harness.meter("holdfast_memory_live_bytes") != step);
      }
      assertThat(released).hasValue("yes");
      assertThat(harness.health("memory").details())
          .containsEntry("step", "restart")
          .containsEntry("code", "HF-MEM-002");
      assertThat(harness.alerts())
          .hasEntrySatisfying(
              "memory", alert -> assertThat(alert.severity()).isEqualTo(Alert.Severity.CRITICAL));
      assertThat(hoard).isNotEmpty();
      await()
          .atMost(LIMIT)
          .pollInterval(OFTEN)
          .until(() -> server.orders().getLast().startsWith("restart: HF-MEM-006"));
      assertThat(server.orders().getLast()).contains("bundle ", "-memory-pause");
      assertThat(server.orders()).startsWith("refuse", "pause event-store", "pause leaky");

      hoard.clear();
      System.gc();
      await()
          .atMost(LIMIT)
          .pollInterval(OFTEN)
          .until(() -> harness.meter("holdfast_memory_step") == 0);
      assertThat(server.orders()).contains("admit", "resume event-store", "resume leaky");
      assertThat(harness.alerts()).doesNotContainKey("memory");
      assertThat(harness.meter("holdfast_memory_steps", "step", "pause")).isEqualTo(1);
    }
  }

  @Test
  void whoeverStopsTheWatchdogGetsHisClientsAndPluginsBack() throws Exception {
    Rung low = new Rung(1, 1, Duration.ofSeconds(10));
    Rung never = new Rung(100, 99, Duration.ofSeconds(10));
    PluginHarness harness = PluginHarness.of(plugin());
    prepare(harness, new LadderConfig(Duration.ZERO, low, low, low, low, never, never));
    try (harness) {
      harness.start();
      System.gc();
      await().atMost(LIMIT).until(() -> server.orders().contains("pause leaky"));
    }
    assertThat(server.orders())
        .containsSubsequence("refuse", "pause leaky", "resume leaky", "admit");
  }
}
