package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.distribution.Command.Ended;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The comparison with peers, on the server that is shipped; its figures are no matter here. */
final class BenchIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Test
  void aRoundHasEachRowWhetherNodeIsInstalledOrNot() throws Exception {
    Ended ended =
        Command.holdfast(
                "bench",
                "--peers",
                "--rounds",
                "1",
                "--seconds",
                "0.2",
                "--connections",
                "2",
                "--rate",
                "500")
            .run(LIMIT);

    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(ended.output())
        .containsPattern("Node: append, fsync, answer( is left out: | +[0-9.,]+ +[0-9.]+x)")
        .containsPattern("(?<!Node: )append, fsync, answer +[0-9.,]+ +[0-9.]+x")
        .containsPattern("1 connection, one in flight +acks/s +[0-9.,]+ ")
        .containsPattern("2 connections +acks/s +[0-9.,]+ ")
        .containsPattern("ack p99 at 500/s +ms +[0-9.,]+ ")
        .containsPattern("backlog into the database +rows/s .* insert 500 rows and commit")
        .containsPattern("/metrics +ms +[0-9.,]+")
        .containsPattern("start +ms +[0-9.,]+ +java -version")
        .containsPattern("memory at the end \\(RSS\\) +MB +[0-9.,]+");
  }
}
