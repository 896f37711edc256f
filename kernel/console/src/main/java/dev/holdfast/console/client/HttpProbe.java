package dev.holdfast.console.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.console.terminal.SpokenTime;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

/**
 * Asks one path and reads no more than the status. A socket without any client around it: the
 * supervisor has a small heap, and wants one hard limit for the whole.
 */
public record HttpProbe(Duration limit) {
  static final int NO_ANSWER = -1;

  /** Over TLS any certificate will do: the probe only wants to know whether something answers. */
  private static Socket socket(String url) throws IOException {
    return url.startsWith("https:")
        ? PinnedCertificate.any().getSocketFactory().createSocket()
        : new Socket();
  }

  /** The status of the answer, or {@link #NO_ANSWER}. */
  public int status(String url, String path) {
    return ask(url, path) instanceof ProbeResult.Answered(int status) ? status : NO_ANSWER;
  }

  /** Asks once; each of connecting and reading may take the whole limit. */
  public ProbeResult ask(String url, String path) {
    try (Socket socket = socket(url)) {
      URI server = URI.create(url);
      int millis = Math.max(1, (int) limit.toMillis());
      try {
        InetAddress host = InetAddress.getByName(server.getHost());
        socket.connect(
            new InetSocketAddress(
                host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host,
                server.getPort()),
            millis);
      } catch (ConnectException e) {
        return new ProbeResult.Silent("a refused connection (" + e.getMessage() + ")");
      } catch (SocketTimeoutException e) {
        return new ProbeResult.Silent("no connection within " + SpokenTime.of(limit));
      }
      socket.setSoTimeout(millis);
      return answer(socket, server, path);
    } catch (SocketTimeoutException e) {
      return new ProbeResult.Silent("a connection without an answer in " + SpokenTime.of(limit));
    } catch (IOException e) {
      return new ProbeResult.Silent("a connection that broke (" + e.getMessage() + ")");
    } catch (IllegalArgumentException e) {
      return new ProbeResult.Silent("an address that cannot be asked (" + url + ")");
    }
  }

  private static ProbeResult answer(Socket socket, URI server, String path) throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + server.getAuthority()
            + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    String head = new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), US_ASCII);
    if (head.matches("HTTP/1\\.. \\d{3}")) {
      return new ProbeResult.Answered(Integer.parseInt(head.substring(head.length() - 3)));
    }
    return new ProbeResult.Silent(
        head.isEmpty()
            ? "a connection that was closed without an answer"
            : "an answer that is not HTTP");
  }
}
