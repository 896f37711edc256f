package dev.holdfast.testkit.network;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/**
 * Offers STARTTLS in front of a mail server that has none: it speaks the first words itself, and
 * what comes after the handshake is the other one's.
 */
public final class StartTlsFront implements AutoCloseable {
  private final ServerSocket listener;
  private final int behind;

  /**
   * Opens one on a free port.
   *
   * @param behind the port of the mail server
   */
  public StartTlsFront(int behind) throws IOException {
    this.listener = new ServerSocket(0, 5, InetAddress.getByName("localhost"));
    this.behind = behind;
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens, on localhost. */
  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket guest = listener.accept();
        Thread.ofVirtual().start(() -> serve(guest));
      } catch (IOException e) {
        // Closed by the end of the test.
      }
    }
  }

  private void serve(Socket guest) {
    try (guest) {
      OutputStream out = guest.getOutputStream();
      out.write("220 front\r\n".getBytes(US_ASCII));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(guest.getInputStream(), US_ASCII), 1);
      for (String line; (line = in.readLine()) != null; ) {
        if (line.equals("STARTTLS")) {
          out.write("220 go on\r\n".getBytes(US_ASCII));
          encrypted(guest);
          return;
        }
        out.write("250-front\r\n250 STARTTLS\r\n".getBytes(US_ASCII));
      }
    } catch (IOException e) {
      // The guest has gone.
    }
  }

  private void encrypted(Socket guest) throws IOException {
    try (SSLSocket safe =
            (SSLSocket) TestCertificate.server().createSocket(guest, null, guest.getPort(), true);
        Socket server = new Socket("localhost", behind)) {
      safe.setUseClientMode(false);
      safe.startHandshake();
      InputStream answers = server.getInputStream();
      // Its greeting: the guest has heard ours.
      while (answers.read() != '\n') {}
      Thread.ofVirtual().start(() -> pass(answers, safe));
      safe.getInputStream().transferTo(server.getOutputStream());
    }
  }

  private static void pass(InputStream answers, SSLSocket safe) {
    try {
      answers.transferTo(safe.getOutputStream());
    } catch (IOException e) {
      // One of them has gone.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // It is shut, which is what was wanted.
    }
  }
}
