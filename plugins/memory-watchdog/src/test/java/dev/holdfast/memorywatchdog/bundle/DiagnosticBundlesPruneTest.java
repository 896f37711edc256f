package dev.holdfast.memorywatchdog.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.memorywatchdog.fake.FakeServerControl;
import dev.holdfast.memorywatchdog.profile.AllocationRecording;
import dev.holdfast.memorywatchdog.profile.HeapProfiler;
import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three stay. */
final class DiagnosticBundlesPruneTest {
  private final ManualClock clock = new ManualClock();
  @TempDir Path directory;
  private DiagnosticBundles bundles;

  @BeforeEach
  void open() {
    FakeServerControl server = new FakeServerControl(directory);
    HeapProfiler profiler =
        new HeapProfiler(
            new AllocationRecording(directory.resolve("recorder")),
            directory.resolve("last.jfr"),
            server::pluginOf,
            clock::nanoTime);
    bundles =
        new DiagnosticBundles(
            directory.resolve("incidents"),
            DiagnosticBundlesTest.THREE,
            clock,
            clock::nanoTime,
            new DiagnosticBundleParts(server, profiler, Map::of, 4096));
  }

  private String capture() throws IOException {
    clock.advance(Duration.ofSeconds(1));
    return bundles.captureNow("stall-x", "").orElseThrow();
  }

  @Test
  void theOneJustWrittenStaysAlsoWhenTheClockWasSetBack() throws Exception {
    for (int i = 0; i < 3; i++) {
      capture();
    }
    clock.advance(Duration.ofHours(-1));
    assertThat(bundles.find(capture())).isPresent();
    assertThat(bundles.list()).hasSize(3);
  }

  @Test
  void oneThatCannotBeRemovedKeepsNoOtherFromIt() throws Exception {
    Path first = directory.resolve("incidents").resolve(capture());
    String second = capture();
    for (int i = 0; i < 3; i++) {
      Files.createDirectories(
          directory.resolve("incidents/20260621T120001Z-stall-y/somebody/elses"));
      assertThat(capture()).isNotEmpty();
    }
    assertThat(first).doesNotExist();
    assertThat(bundles.find(second)).isEmpty();
    assertThat(bundles.list()).hasSize(4);
  }
}
