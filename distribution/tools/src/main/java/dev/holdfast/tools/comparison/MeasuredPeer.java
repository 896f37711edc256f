package dev.holdfast.tools.comparison;

import java.io.IOException;

/** Something that is measured in turn with others. */
interface MeasuredPeer {
  /** As the table names it. */
  String name();

  /**
   * Measures it once, alone on the machine; whatever it starts has ended when this returns.
   *
   * @param table takes the figures of this round
   * @throws IOException it cannot be measured here
   */
  void measure(PeerTable table) throws IOException;
}
