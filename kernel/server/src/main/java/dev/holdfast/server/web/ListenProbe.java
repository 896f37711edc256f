package dev.holdfast.server.web;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/**
 * Whether somebody listens at an address of this machine, found out without a connection to them:
 * the system refuses to give the address to a second one.
 */
final class ListenProbe {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private ListenProbe() {}

  /**
   * Asks for the address.
   *
   * @return false when it is free and a connection could be accepted there
   * @throws IOException there are not the means to ask, or to accept
   */
  static boolean isTaken(InetSocketAddress address) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
      accept(probe);
      return false;
    } catch (BindException e) {
      return true;
    }
  }

  /** A listener that is opened with the last free file is lost at its first client. */
  private static void accept(ServerSocket probe) throws IOException {
    int millis = (int) LIMIT.toMillis();
    InetAddress bound = probe.getInetAddress();
    InetAddress host = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
    probe.setSoTimeout(millis);
    try (Socket client = new Socket()) {
      client.connect(new InetSocketAddress(host, probe.getLocalPort()), millis);
      probe.accept().close();
    }
  }
}
