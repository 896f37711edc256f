package dev.holdfast.tools.comparison;

import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Measures peers in turn, in every round in another order: whatever else the machine does then hits
 * each of them alike.
 */
final class PeerRounds {
  private final List<MeasuredPeer> peers;
  private final PeerTable table;
  private final Random random;
  private final Terminal terminal;

  PeerRounds(List<MeasuredPeer> peers, PeerTable table, Random random, Terminal terminal) {
    this.peers = new ArrayList<>(peers);
    this.table = table;
    this.random = random;
    this.terminal = terminal;
  }

  /**
   * Measures each of them so many times. One that cannot be measured is left out from then on.
   *
   * @throws Failure the subject of the table cannot be measured, or Ctrl-C was typed
   */
  void run(int rounds) {
    for (int round = 1; round <= rounds; round++) {
      table.nextRound();
      Collections.shuffle(peers, random);
      for (MeasuredPeer peer : List.copyOf(peers)) {
        checkInterrupt();
        terminal.say("round " + round + " of " + rounds + ": " + peer.name());
        measure(peer);
      }
    }
    checkInterrupt();
  }

  private void measure(MeasuredPeer peer) {
    try {
      peer.measure(table);
    } catch (IOException | Failure e) {
      checkInterrupt();
      if (table.isSubject(peer.name())) {
        throw e instanceof Failure failure ? failure : Failures.unexpected(e);
      }
      terminal.say(peer.name() + " is left out: " + e.getMessage());
      peers.remove(peer);
    }
  }

  /** The figures of a load that was cut short are none. */
  private static void checkInterrupt() {
    if (Thread.currentThread().isInterrupted()) {
      throw Failures.loadStopped("interrupted");
    }
  }
}
