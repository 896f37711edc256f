package dev.holdfast.email;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A mail server that greets, answers every line with the same, or with nothing, takes its time, or
 * hangs up.
 */
final class ScriptedSmtp implements AutoCloseable {
  private static final String HANGS_UP = "";
  private static final String SILENCE = "-";

  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger guests = new AtomicInteger();
  private final Duration pause;
  private final ServerSocket listener;
  private final String greeting;
  private final UnaryOperator<String> answers;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  private ScriptedSmtp(String greeting, UnaryOperator<String> answers, Duration pause)
      throws IOException {
    this.pause = pause;
    this.listener = new ServerSocket(0, 5, InetAddress.getByName("localhost"));
    this.greeting = greeting;
    this.answers = answers;
    Thread.ofVirtual().start(this::accept);
  }

  static ScriptedSmtp open(String greeting, String answer) throws IOException {
    return new ScriptedSmtp(greeting, line -> answer.isEmpty() ? SILENCE : answer, Duration.ZERO);
  }

  /** Takes any letter, and does not answer the goodbye. */
  static ScriptedSmtp withoutLeave() throws IOException {
    return slow(Duration.ZERO);
  }

  /** Takes any letter, with a pause before each answer. */
  static ScriptedSmtp slow(Duration pause) throws IOException {
    return new ScriptedSmtp("220 hut\r\n", line -> taking(line, "250 kept\r\n"), pause);
  }

  /** Hears a whole letter, and does not say what has become of it. */
  static ScriptedSmtp silentAtTheEnd() throws IOException {
    return new ScriptedSmtp("220 hut\r\n", line -> taking(line, SILENCE), Duration.ZERO);
  }

  /** Hears a whole letter, and hangs up. */
  static ScriptedSmtp cuttingAtTheEnd() throws IOException {
    return new ScriptedSmtp("220 hut\r\n", line -> taking(line, HANGS_UP), Duration.ZERO);
  }

  private static String taking(String line, String end) {
    return switch (line.split(" ", 2)[0]) {
      case "EHLO" -> "250-hut\r\n250 AUTH PLAIN\r\n";
      case "AUTH" -> "235 2.7.0 welcome\r\n";
      case "MAIL", "RCPT" -> "250 yes\r\n";
      case "DATA" -> "354 go on\r\n";
      case "." -> end;
      default -> SILENCE;
    };
  }

  static ScriptedSmtp cutting() throws IOException {
    return new ScriptedSmtp(HANGS_UP, line -> HANGS_UP, Duration.ZERO);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many are connected. */
  int guests() {
    return guests.get();
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
    guests.incrementAndGet();
    try (guest) {
      if (answers(guest.getOutputStream(), greeting)) {
        listen(guest);
      }
    } catch (IOException e) {
      // The guest has gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      guests.decrementAndGet();
    }
  }

  private void listen(Socket guest) throws IOException, InterruptedException {
    StringBuilder line = new StringBuilder();
    for (int next; (next = guest.getInputStream().read()) >= 0; ) {
      heard.write(next);
      line.append((char) next);
      if (next == '\n') {
        if (!answers(guest.getOutputStream(), answers.apply(line.toString().strip()))) {
          return;
        }
        line.setLength(0);
      }
    }
  }

  /** Whether it goes on. */
  private boolean answers(OutputStream out, String answer)
      throws IOException, InterruptedException {
    if (answer.equals(HANGS_UP)) {
      return false;
    } else if (!answer.equals(SILENCE)) {
      if (pause.isPositive() && closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      out.write(answer.getBytes(US_ASCII));
    }
    return true;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
    } catch (IOException e) {
      // It is shut, which is what was wanted.
    }
  }
}
