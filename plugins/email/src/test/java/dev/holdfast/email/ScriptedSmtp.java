package dev.holdfast.email;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A mail server that greets, answers every line with the same, or with nothing, or hangs up. */
final class ScriptedSmtp implements AutoCloseable {
  private final ServerSocket listener;
  private final String greeting;
  private final String answer;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  private ScriptedSmtp(String greeting, String answer) throws IOException {
    this.listener = new ServerSocket(0, 5, InetAddress.getByName("localhost"));
    this.greeting = greeting;
    this.answer = answer;
    Thread.ofVirtual().start(this::accept);
  }

  static ScriptedSmtp open(String greeting, String answer) throws IOException {
    return new ScriptedSmtp(greeting, answer);
  }

  static ScriptedSmtp cutting() throws IOException {
    return new ScriptedSmtp("", "");
  }

  int port() {
    return listener.getLocalPort();
  }

  byte[] heard() {
    return heard.toByteArray();
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
      if (greeting.isEmpty()) {
        return;
      }
      OutputStream out = guest.getOutputStream();
      out.write(greeting.getBytes(US_ASCII));
      for (int next; (next = guest.getInputStream().read()) >= 0; ) {
        heard.write(next);
        if (next == '\n' && !answer.isEmpty()) {
          out.write(answer.getBytes(US_ASCII));
        }
      }
    } catch (IOException e) {
      // The guest has gone.
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
