package dev.holdfast.memorywatchdog.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.memorywatchdog.MemoryWatchdogPlugin;
import dev.holdfast.memorywatchdog.fake.FakeServerControl;
import dev.holdfast.memorywatchdog.ladder.GcTrigger;
import dev.holdfast.memorywatchdog.ladder.HeapWatch;
import dev.holdfast.memorywatchdog.ladder.LadderConfig;
import dev.holdfast.memorywatchdog.ladder.Ladders;
import dev.holdfast.memorywatchdog.ladder.Step;
import dev.holdfast.memorywatchdog.profile.AllocationRecording;
import dev.holdfast.memorywatchdog.profile.HeapProfiler;
import dev.holdfast.memorywatchdog.sensor.LiveHeap;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.PluginHarness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the heap of this JVM, against a limit that is chosen so that it is nearly full. */
final class HeapWatchWithResponsesTest {
  /** Beside it what the JVM keeps or drops between two readings is too little to change a step. */
  private final byte[] ballast = new byte[64 << 20];

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock();
  private final LadderConfig ladder = Ladders.dwelling(Duration.ofSeconds(10));
  private final PluginHarness harness = PluginHarness.of(new MemoryWatchdogPlugin());
  private final PluginContext context = harness.context();
  private FakeServerControl server;

  @BeforeEach
  void start() {
    server = new FakeServerControl(directory);
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  /** Bytes that are in use for good. */
  private long live() {
    assertThat(ballast).isNotEmpty();
    System.gc();
    LiveHeap heap = LiveHeap.ofThisProcess();
    heap.look(0);
    return heap.live().orElseThrow();
  }

  private HeapWatch watch(long limit) {
    HeapProfiler profiler =
        new HeapProfiler(
            new AllocationRecording(directory.resolve("recorder")),
            directory.resolve("last.jfr"),
            server::pluginOf,
            clock::nanoTime);
    GcTrigger gcTrigger =
        new GcTrigger(ladder, Duration.ofHours(1), 100, () -> {}, clock.nanoTime());
    return new HeapWatch(
        context, ladder, LiveHeap.ofThisProcess(limit), gcTrigger, profiler, clock.nanoTime());
  }

  private RestartServer restart(AtomicBoolean supervised, Supplier<String> evidence) {
    return new RestartServer(
        context,
        new ServerActions(server),
        new RestartConfig(RestartConfig.When.SUPERVISED, 2, Duration.ofHours(1)),
        supervised::get,
        new RestartBudget(directory.resolve("restarts"), 2, Duration.ofHours(1)),
        evidence);
  }

  @Test
  void nobodyIsStoppedForWhatTurnsOutToBeGarbage() {
    long before = live();
    List<byte[]> hoard = new ArrayList<>();
    for (long held = 0; held < before + (32L << 20); held += 1 << 20) {
      hoard.add(new byte[1 << 20]);
    }
    HeapWatch watch = watch((long) (live() / 0.95));
    watch
        .on(Step.TRIM, new RefuseClients(new ServerActions(server)))
        .on(Step.REFUSE, new RefuseClients(new ServerActions(server)));
    clock.advance(Duration.ofSeconds(1));
    assertThat(hoard).isNotEmpty();
    hoard.clear();
    watch.look(clock.nanoTime());
    assertThat(watch.status().step()).isEqualTo(Step.CALM);
    assertThat(server.orders()).isEmpty();
  }

  @Test
  void aRestartThatWasRefusedIsAskedForAgainOnceAMinute() {
    AtomicBoolean supervised = new AtomicBoolean();
    HeapWatch watch = watch((long) (live() / 0.95));
    watch.captureWith((kind, why) -> Optional.of("one"));
    watch.on(Step.RESTART, restart(supervised, watch::evidence));
    clock.advance(Duration.ofSeconds(1));
    watch.look(clock.nanoTime());
    assertThat(watch.status().step()).isEqualTo(Step.RESTART);
    assertThat(harness.alerts())
        .hasEntrySatisfying(
            "no-restart", alert -> assertThat(alert.problem().remedy()).contains("holdfast start"));

    supervised.set(true);
    clock.advance(Duration.ofSeconds(59));
    watch.look(clock.nanoTime());
    assertThat(server.orders()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    watch.look(clock.nanoTime());
    assertThat(server.orders()).singleElement().asString().contains("HF-MEM-006", ", bundle one");
    assertThat(harness.alerts()).doesNotContainKey("no-restart");
    clock.advance(Duration.ofMinutes(5));
    watch.look(clock.nanoTime());
    assertThat(server.orders()).hasSize(1);
  }

  @Test
  void aBundleThatFailsKeepsNoRestartFromHappening() {
    HeapWatch watch = watch((long) (live() / 0.95));
    watch.captureWith((kind, why) -> {
      throw new IllegalStateException("planned");
    });
    watch.on(Step.RESTART, restart(new AtomicBoolean(true), watch::evidence));
    clock.advance(Duration.ofSeconds(1));
    watch.look(clock.nanoTime());
    assertThat(server.orders()).singleElement().asString().contains("HF-MEM-006", "planned");
  }

  @Test
  void whatWasDoneAndWhereTheEvidenceIsStandsInHealthAndAlert() {
    HeapWatch watch = watch((long) (live() / 0.855));
    ServerActions actions = new ServerActions(server);
    watch.captureWith((kind, why) -> Optional.of("20260621T120000Z-" + kind));
    watch
        .on(Step.REFUSE, new RefuseClients(actions))
        .on(
            Step.PAUSE,
            new PausePlugins(actions, () -> List.of("leaky"), "short", (plugin, suspect) -> false));
    clock.advance(Duration.ofSeconds(1));
    watch.look(clock.nanoTime());
    String done = "new clients are told to come back later; paused leaky";
    assertThat(watch.status().step()).isEqualTo(Step.PAUSE);
    assertThat(watch.status().done()).isEqualTo(done);
    assertThat(harness.alerts().get("memory"))
        .extracting(alert -> alert.problem().why())
        .asString()
        .startsWith("pause, whatever can be done without is paused: ")
        .contains(", bundle 20260621T120000Z-memory-pause", done);
  }

  /** A capture may hang on a disk for longer than a stop may take. */
  @Test
  void aLookThatIsOverdueWhenTheWatchEndsDoesAndTellsNothingAnyMore() {
    HeapWatch watch = watch((long) (live() / 0.95));
    ServerActions actions = new ServerActions(server);
    watch.on(Step.REFUSE, new RefuseClients(actions));
    watch.on(Step.RESTART, restart(new AtomicBoolean(true), watch::evidence));
    watch.captureWith((kind, why) -> {
      watch.end();
      actions.close();
      context.resolve("memory");
      return Optional.of("late");
    });
    clock.advance(Duration.ofSeconds(1));
    watch.look(clock.nanoTime());
    assertThat(server.orders()).containsExactly("refuse", "admit");
    assertThat(harness.alerts()).isEmpty();
  }
}
