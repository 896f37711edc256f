package dev.holdfast.server.examination;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/** Whether a server could listen where it should. */
public final class PortCheck {
  private PortCheck() {}

  /**
   * Opens the port for a moment, unless our own server has it.
   *
   * @param port 0 for any
   * @param ours where the running server of this data directory listens
   */
  public static void run(String host, int port, Optional<URI> ours, Report report) {
    String address = host + ":" + port;
    if (ours.isPresent() && (port == 0 || ours.get().getPort() == port)) {
      report.ok("web port", "held by the running server, " + ours.get());
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      // As the server does: a port whose last connections are still in TIME_WAIT is free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      report.ok("web port", port == 0 ? "any free one of " + host : address + " is free");
    } catch (UnknownHostException e) {
      report.fail("web port", ExaminationProblems.HOST_UNKNOWN.because("web.host is " + host));
    } catch (IOException e) {
      boolean elsewhere = String.valueOf(e.getMessage()).contains("assign requested address");
      report.fail(
          "web port",
          elsewhere
              ? ExaminationProblems.HOST_UNKNOWN.because(address + ": " + e.getMessage())
              : ExaminationProblems.PORT_TAKEN.because(address + ": " + e.getMessage()));
    }
  }
}
