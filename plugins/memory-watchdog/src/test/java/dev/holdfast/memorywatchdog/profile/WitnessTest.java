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
final class WitnessTest {
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ManualClock clock = new ManualClock();
  @TempDir Path directory;

  private static Optional<String> pluginOf(String className) {
    return className.equals(HoldersTest.Hoarder.class.getName())
        ? Optional.of("hoarder")
        : Optional.empty();
  }

  private Witness witness(AllocationRecording recording) {
    return new Witness(
        recording, directory.resolve("last.jfr"), WitnessTest::pluginOf, clock::nanoTime);
  }

  /** Which objects are sampled is chance, so it is looked for until one names the plugin. */
  @Test
  void aSuspectIsNamedOnlyWhileTheEvidenceIsFresh() throws Exception {
    List<HoldersTest.Hoarder> hoarders = new ArrayList<>();
    try (AllocationRecording recording = new AllocationRecording(directory.resolve("recorder"))) {
      recording.begin(0);
      recording.look(0, true, false);
      Witness witness = witness(recording);
      assertThat(witness.suspect(FRESH)).isEmpty();
      await()
          .atMost(LIMIT)
          .until(() -> {
            hoarders.clear();
            hoarders.add(new HoldersTest.Hoarder());
            hoarders.getFirst().hoard(100);
            clock.advance(FRESH.plusSeconds(1));
            return witness.testify(FRESH, true).suspect().isPresent();
          });
      clock.advance(FRESH);
      assertThat(witness.suspect(FRESH)).hasValue("hoarder");
      clock.advance(Duration.ofSeconds(1));
      assertThat(witness.suspect(FRESH)).isEmpty();
    }
  }
}
