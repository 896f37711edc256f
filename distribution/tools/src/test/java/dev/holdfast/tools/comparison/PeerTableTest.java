package dev.holdfast.tools.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PeerTableTest {
  private final PeerTable table = new PeerTable("holdfast");

  private void round(double own, double other) {
    table.nextRound();
    table.add("acks", "other", other);
    table.add("acks", "holdfast", own);
  }

  @Test
  void aRatioIsMadeOfTheFiguresOfOneRound() {
    table.declare("acks", "/s");
    round(100, 200);
    round(10, 10); // Both hit by something else: the ratio is still one of the two.
    round(90, 100);

    PeerTable.Ratio ratio = table.ratio("acks", "other");

    assertThat(ratio).isEqualTo(new PeerTable.Ratio(0.9, 0.5, 1));
    assertThat(table.figure("acks", "holdfast")).hasValue(90);
    assertThat(table.text()).contains("median of 3 rounds", "0.90x", "0.50-1.00");
    assertThat(table.json()).contains("\"ratio\":0.9");
  }

  @Test
  void aPeerThatTookNoPartInARoundHasNoRatioInIt() {
    table.declare("acks", "/s");
    round(100, 200);
    table.nextRound();
    table.add("acks", "holdfast", 1000);

    assertThat(table.ratio("acks", "other")).isEqualTo(new PeerTable.Ratio(0.5, 0.5, 0.5));
    assertThat(table.ratio("acks", "nobody")).isNull();
  }

  private record Sample(String name, List<String> order) implements MeasuredPeer {
    @Override
    public void measure(PeerTable into) throws IOException {
      if (name.equals("missing")) {
        throw new IOException("no such program");
      }
      if (name.equals("broken") || name.equals("holdfast")) {
        throw Failures.loadStopped("it has gone");
      }
      if (name.equals("typed")) {
        Thread.currentThread().interrupt();
      }
      order.add(name);
      into.add("acks", name, 1);
    }
  }

  @Test
  void everyPeerHasItsTurnInEachRoundAndOneThatIsMissingIsLeftOut() {
    StringWriter said = new StringWriter();
    List<String> order = new ArrayList<>();
    List<MeasuredPeer> peers =
        List.of(new Sample("a", order), new Sample("missing", order), new Sample("b", order));
    table.declare("acks", "/s");

    new PeerRounds(peers, table, new Random(1), terminal(said)).run(8);

    for (int round = 0; round < 8; round++) {
      assertThat(order.subList(2 * round, 2 * round + 2)).containsExactlyInAnyOrder("a", "b");
    }
    assertThat(order.stream().filter("a"::equals)).hasSize(8);
    assertThat(said.toString()).containsOnlyOnce("missing is left out: no such program");
    // In eight rounds each of the two was the first one at least once.
    assertThat(List.of(0, 2, 4, 6, 8, 10, 12, 14).stream().map(order::get)).contains("a", "b");
  }

  @Test
  void aPeerWhoseLoadStopsIsLeftOutAndTheOthersGoOn() {
    StringWriter said = new StringWriter();
    List<String> order = new ArrayList<>();
    table.declare("acks", "/s");

    rounds(said, new Sample("a", order), new Sample("broken", order)).run(3);

    assertThat(order).hasSize(3);
    assertThat(said.toString()).containsOnlyOnce("broken is left out: ").contains("it has gone");
  }

  @Test
  void nothingIsComparedWithoutTheSubject() {
    PeerRounds rounds = rounds(new StringWriter(), new Sample("holdfast", new ArrayList<>()));

    assertThatThrownBy(() -> rounds.run(3))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("gone");
  }

  @Test
  void afterCtrlCNoPeerHasItsTurn() {
    List<String> order = new ArrayList<>();
    table.declare("acks", "/s");
    PeerRounds rounds = rounds(new StringWriter(), new Sample("typed", order));
    try {
      assertThatThrownBy(() -> rounds.run(3)).hasMessageContaining("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(order).containsExactly("typed");
  }

  private PeerRounds rounds(StringWriter said, MeasuredPeer... peers) {
    return new PeerRounds(List.of(peers), table, new Random(1), terminal(said));
  }

  private static Terminal terminal(StringWriter said) {
    return new Terminal(new PrintWriter(said, true), new PrintWriter(said, true));
  }
}
