package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.distribution.Command.Ended;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof that is shipped, as a user runs it: kill -9 under load, then every id is counted. */
final class NoLossIT {
  @TempDir Path base;

  @Test
  void nothingAcknowledgedIsLostInThreeRounds() throws Exception {
    verify(3, Duration.ofMinutes(5));
  }

  @Test
  @Tag("long")
  void nothingAcknowledgedIsLostInFiftyRounds() throws Exception {
    verify(50, Duration.ofMinutes(60));
  }

  private void verify(int rounds, Duration limit) throws Exception {
    Ended ended = Command.holdfast("verify", "--rounds", rounds, "--base", base).run(limit);

    assertThat(ended.code()).as(ended.output()).isZero();
  }
}
