package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.Command.Ended;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unzipped server that is asked to end: in time, and without a loss. */
final class OrderlyEndIT {
  private static final Duration LIMIT = KeptInstance.LIMIT;

  @TempDir Path base;

  @Test
  void nothingIsLostWhenItIsAskedToEndUnderLoad() throws Exception {
    verifyTerm(1);
  }

  @Test
  @Tag("long")
  void nothingIsLostInTwentyOrderlyEnds() throws Exception {
    verifyTerm(20);
  }

  private void verifyTerm(int rounds) throws Exception {
    Ended ended =
        Command.holdfast("verify", "--rounds", rounds, "--signal", "TERM", "--base", base)
            .run(Duration.ofMinutes(20));
    assertThat(ended.code()).as(ended.output()).isZero();
  }

  @Test
  @Tag("alone")
  void theFirstSignalIsObeyedWithinTheLimitAndTheSecondAtOnce() throws Exception {
    try (KeptInstance instance = new KeptInstance(base)) {
      instance.dropRogue();
      instance.tellRogue("slow-stop", "");
      try (UnzippedServer server =
          UnzippedServer.start(base, "data.shutdown-limit=3s", "supervision.stop-limit=1m")) {
        long asked = System.nanoTime();
        assertThat(server.terminate()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(6));
      }
      try (UnzippedServer server =
          UnzippedServer.start(base, "data.shutdown-limit=1m", "supervision.stop-limit=1m")) {
        server.signal("TERM");
        await().atMost(LIMIT).until(() -> server.output().contains("SIGTERM: ending in order"));
        long asked = System.nanoTime();
        // Not SIGINT, which a test run in the background and its servers ignore.
        server.signal("TERM");
        assertThat(server.awaitEnd()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(3));
      }
    }
  }
}
