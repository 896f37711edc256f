package dev.holdfast.email;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.UnaryOperator;

/** A mail server that greets, answers every line with the same, or with nothing, or hangs up. */
final class ScriptedSmtp implements AutoCloseable {
  private final ServerSocket listener;
  private final String greeting;
  private final UnaryOperator<String> answers;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  private ScriptedSmtp(String greeting, UnaryOperator<String> answers) throws IOException {
    this.listener = new ServerSocket(0, 5, InetAddress.getByName("localhost"));
    this.greeting = greeting;
    this.answers = answers;
    Thread.ofVirtual().start(this::accept);
  }

  static ScriptedSmtp open(String greeting, String answer) throws IOException {
    return new ScriptedSmtp(greeting, line -> answer);
  }

  /** Takes any letter, and does not answer the goodbye. */
  static ScriptedSmtp withoutLeave() throws IOException {
    UnaryOperator<String> answers =
        line ->
            switch (line.split(" ", 2)[0]) {
              case "EHLO" -> "250-hut\r\n250 AUTH PLAIN\r\n";
              case "AUTH" -> "235 2.7.0 welcome\r\n";
              case "MAIL", "RCPT" -> "250 yes\r\n";
              case "DATA" -> "354 go on\r\n";
              case "." -> "250 kept\r\n";
              default -> "";
            };
    return new ScriptedSmtp("220 hut\r\n", answers);
  }

  static ScriptedSmtp cutting() throws IOException {
    return new ScriptedSmtp("", line -> "");
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
      StringBuilder line = new StringBuilder();
      for (int next; (next = guest.getInputStream().read()) >= 0; ) {
        heard.write(next);
        line.append((char) next);
        if (next == '\n') {
          out.write(answers.apply(line.toString().strip()).getBytes(US_ASCII));
          line.setLength(0);
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
