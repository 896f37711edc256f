package dev.holdfast.server.web;

import java.net.InetAddress;

/** The first 64 bits of an IPv6 address: what one customer of a provider has for itself. */
final class Ipv6Network {
  private Ipv6Network() {}

  /** As {@code 2001:db8:1:2::/64}; what is no address stays as it is. */
  static String of(String literal) {
    try {
      // A literal is never looked up.
      byte[] bytes = InetAddress.ofLiteral(literal).getAddress();
      StringBuilder network = new StringBuilder();
      for (int i = 0; i < 8; i += 2) {
        int group = ((bytes[i] & 0xFF) << 8) | (bytes[i + 1] & 0xFF);
        network.append(Integer.toHexString(group)).append(':');
      }
      return network.append(":/64").toString();
    } catch (IllegalArgumentException e) {
      return literal;
    }
  }
}
