package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The siege that is shipped. In its short form the limits in time are those of a busy machine: that
 * nothing is lost, that probes are answered and that memory holds does not depend on its speed.
 */
@Tag("alone")
final class SiegeIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path base;

  private Command.Ended siege(Object... options) throws Exception {
    Object[] all = new Object[options.length + 4];
    all[0] = "drill";
    all[1] = "siege";
    all[2] = "--base";
    all[3] = base;
    System.arraycopy(options, 0, all, 4, options.length);
    return Command.holdfast(all).run(LIMIT);
  }

  /** On a machine that does nothing else: its probes have to be answered within 5 s each. */
  @Test
  void aTenthOfItHarmsNobody() throws Exception {
    Command.Ended ended =
        siege(
            "--scale",
            "0.1",
            "--lead",
            "2s",
            "--duration",
            "6s",
            "--ack-limit",
            "3s",
            "--health-limit",
            "2s",
            "--normal-limit",
            "20s");
    assertThat(ended.code()).as(ended.output()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--one-address"})
  @Tag("long")
  void allOfItHarmsNobody(String option) throws Exception {
    Command.Ended ended = option.isEmpty() ? siege() : siege(option);
    assertThat(ended.code()).as(ended.output()).isZero();
  }
}
