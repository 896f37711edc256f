package dev.holdfast.memorywatchdog.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real recording of this JVM. */
final class HeapProfilerTest {
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ManualClock clock = new ManualClock();
  @TempDir Path directory;

  private static Optional<String> pluginOf(String className) {
    return className.equals(HeapOwnersTest.Hoarder.class.getName())
        ? Optional.of("hoarder")
        : Optional.empty();
  }

  private HeapProfiler profiler(AllocationRecording recording) {
    return new HeapProfiler(
        recording, directory.resolve("last.jfr"), HeapProfilerTest::pluginOf, clock::nanoTime);
  }

  /** Which objects are sampled is chance, so it is looked for until one names the plugin. */
  @Test
  void aSuspectIsNamedOnlyWhileTheEvidenceIsFresh() throws Exception {
    List<HeapOwnersTest.Hoarder> hoarders = new ArrayList<>();
    try (AllocationRecording recording = new AllocationRecording(directory.resolve("recorder"))) {
      recording.begin(0);
      recording.look(0, true, false);
      HeapProfiler profiler = profiler(recording);
      assertThat(profiler.suspect(FRESH)).isEmpty();
      await()
          .atMost(LIMIT)
          .until(() -> {
            hoarders.clear();
            hoarders.add(new HeapOwnersTest.Hoarder());
            hoarders.getFirst().hoard(100);
            clock.advance(FRESH.plusSeconds(1));
            return profiler.profile(FRESH, true).suspect().isPresent();
          });
      clock.advance(FRESH);
      assertThat(profiler.suspect(FRESH)).hasValue("hoarder");
      clock.advance(Duration.ofSeconds(1));
      assertThat(profiler.suspect(FRESH)).isEmpty();
    }
  }
}
