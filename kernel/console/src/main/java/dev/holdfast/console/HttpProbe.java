package dev.holdfast.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/**
 * Asks one path and reads no more than the status. A socket without any client around it: the
 * supervisor has a small heap, and wants one hard limit for the whole.
 */
record HttpProbe(Duration limit) {
  static final int NO_ANSWER = -1;

  /** The status of the answer, or {@link #NO_ANSWER}. */
  int status(String url, String path) {
    try (Socket socket = new Socket()) {
      URI server = URI.create(url);
      InetAddress host = InetAddress.getByName(server.getHost());
      int millis = Math.max(1, (int) limit.toMillis());
      socket.connect(
          new InetSocketAddress(
              host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host, server.getPort()),
          millis);
      socket.setSoTimeout(millis);
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: "
              + server.getAuthority()
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String head =
          new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), US_ASCII);
      return head.matches("HTTP/1\\.. \\d{3}")
          ? Integer.parseInt(head.substring(head.length() - 3))
          : NO_ANSWER;
    } catch (IOException | IllegalArgumentException e) {
      return NO_ANSWER;
    }
  }
}
