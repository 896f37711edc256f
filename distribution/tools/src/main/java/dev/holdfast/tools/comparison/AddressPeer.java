package dev.holdfast.tools.comparison;

import java.net.URI;

/** A server that somebody else has started, and that acknowledges as holdfast.v1 does. */
record AddressPeer(PeerLoad load, URI address) implements MeasuredPeer {
  @Override
  public String name() {
    return address.getHost() + ":" + address.getPort();
  }

  @Override
  public void measure(PeerTable table) {
    load.run(name(), address, table, events -> {});
  }
}
