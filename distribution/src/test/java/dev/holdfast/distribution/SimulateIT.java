package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.distribution.Command.Ended;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The simulation that is shipped, on the jars that are shipped. */
final class SimulateIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void twoProcessesLiveTheSameLives() throws Exception {
    String trace = trace(simulate("--seed", "42", "--lives", "20", "--json"));
    assertThat(trace(simulate("--seed", "42", "--lives", "20", "--json"))).isEqualTo(trace);
  }

  @Test
  void aPlantedBugIsFound() throws Exception {
    Ended ended = simulate("--seed", "0", "--lives", "500", "--bug", "loses-dead-letters");

    assertThat(ended.code()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output()).contains("Promised:", "Found:", "Replay:");
  }

  private static Ended simulate(String... options) throws Exception {
    Object[] all = new Object[options.length + 1];
    all[0] = "simulate";
    System.arraycopy(options, 0, all, 1, options.length);
    return Command.holdfast(all).run(LIMIT);
  }

  private static String trace(Ended ended) {
    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("\"holds\":true", "\"lives\":20,");
    return ended.output().replaceFirst("(?s).*\"trace\":\"([0-9a-f]{64})\".*", "$1");
  }
}
