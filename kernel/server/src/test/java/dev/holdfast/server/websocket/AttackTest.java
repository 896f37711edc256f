package dev.holdfast.server.websocket;

import static dev.holdfast.server.websocket.RawClient.frame;
import static dev.holdfast.server.websocket.RawClient.header;
import static dev.holdfast.server.websocket.RawClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketSession;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttackTest {
  private final ConfigDraft config = new ConfigDraft();
  private final Echo echo = new Echo();
  private final AtomicLong shift = new AtomicLong();
  private TestServer server;

  @BeforeEach
  void start() {
    config.headTimeout = Duration.ofMillis(400);
    config.frameTimeout = Duration.ofMillis(400);
    config.writeTimeout = Duration.ofMillis(500);
    config.closeTimeout = Duration.ofMillis(400);
    config.sendBuffer = new Size(16 * 1024);
    config.maxFragments = 1000;
    restart();
  }

  private void restart() {
    if (server != null) {
      server.close();
    }
    server = new TestServer(config, () -> System.nanoTime() + shift.get());
    server.add("/echo", echo::open);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void refusesAtOnce(byte[] bytes, String expected) throws IOException {
    try (RawClient client = RawClient.open(server.port(), "/echo")) {
      client.send(bytes);
      assertThat(client.read()).hasToString(expected);
    }
  }

  @Test
  void refusesClaimedLengthsBeforeThePayload() throws IOException {
    refusesAtOnce(header(0x82, Long.MAX_VALUE, 0x80), "close 1009");
    refusesAtOnce(header(0x82, Long.MIN_VALUE, 0x80), "close 1002");
    refusesAtOnce(header(0x82, 1L << 30, 0x80), "close 1009");
    refusesAtOnce(header(0x81, (1L << 20) + 1, 0x80), "close 1009");
  }

  @Test
  void refusesAFrameWithoutAMask() throws IOException {
    refusesAtOnce(header(0x81, 5, 0), "close 1002");
  }

  @Test
  void refusesAForeignOrigin() {
    assertThatThrownBy(() -> RawClient.open(server.port(), "/echo", "Origin: https://evil.example"))
        .hasMessageContaining(" 403 ");
  }

  @Test
  void endsAMessageThatNeverEnds() throws IOException {
    try (RawClient client = RawClient.open(server.port(), "/echo")) {
      client.send(frame(0x02, new byte[60_000]));
      try {
        for (int i = 0; i < 1000; i++) {
          client.send(frame(0x00, new byte[60_000]));
        }
      } catch (SocketException refused) {
        // The server stops to read when it has said why.
      }
      await().until(() -> echo.endings.size() == 1);
      assertThat(echo.endings.getFirst()).startsWith("1009 ");
    }
  }

  @Test
  void endsAMessageOfEmptyFragments() throws IOException {
    try (RawClient client = RawClient.open(server.port(), "/echo")) {
      client.send(frame(0x01, new byte[0]));
      byte[] empty = frame(0x00, new byte[0]);
      for (int i = 0; i < 1000; i++) {
        client.send(empty);
      }
      assertThat(client.read()).hasToString("close 1008");
    }
  }

  @Test
  void cutsARequestHeadThatDribbles() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /echo HTTP/1.1\r\nHost: a".getBytes(StandardCharsets.US_ASCII));
      assertThat(client.head()).startsWith("HTTP/1.1 408 ");
      await().until(() -> server.faults("slow-head") == 1);
    }
  }

  @Test
  void refusesHalfAFrameThatStaysSilent() throws IOException {
    byte[] whole = frame(0x81, new byte[100]);
    for (int length : new int[] {1, 2, 5, 50}) {
      try (RawClient client = RawClient.open(server.port(), "/echo")) {
        client.send(Arrays.copyOf(whole, length));
        assertThat(client.read()).hasToString("close 1008");
      }
    }
    await().until(() -> server.cut("frame-timeout") == 4);
  }

  @Test
  void cutsAPingFloodWhosePongsNobodyReads() throws IOException {
    byte[] ping = frame(0x89, new byte[125]);
    byte[] pings = new byte[ping.length * 500];
    for (int i = 0; i < 500; i++) {
      System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
    }
    try (RawClient client = new RawClient(server.port(), 4096)) {
      assertThat(client.request("GET", "/echo", server.port())).contains(" 101 ");
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.send(pings);
                }
              })
          .isInstanceOf(SocketException.class);
    }
    await().until(() -> server.cut("write-timeout") == 1);
    assertThat(echo.sessions.getFirst().queuedBytes()).isZero();
  }

  @Test
  void cutsAClientThatDoesNotReadAndKeepsTheQueueBounded() throws IOException {
    try (RawClient client = new RawClient(server.port(), 4096)) {
      assertThat(client.request("GET", "/echo", server.port())).contains(" 101 ");
      await().until(() -> echo.sessions.size() == 1);
      WebSocketSession session = echo.sessions.getFirst();
      byte[] message = new byte[10_000];
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> {
            boolean taken = session.offer(message);
            assertThat(session.queuedBytes()).isLessThanOrEqualTo(1 << 20);
            return !taken && server.cut("write-timeout") == 1;
          });
      await().until(() -> echo.endings.size() == 1);
      assertThat(echo.endings.getFirst()).startsWith("1006 ");
    }
  }

  @Test
  void closeDoesNotWaitForAClientThatDoesNotRead() throws IOException {
    config.writeTimeout = Duration.ofMinutes(1);
    restart();
    try (RawClient client = new RawClient(server.port(), 4096)) {
      assertThat(client.request("GET", "/echo", server.port())).contains(" 101 ");
      await().until(() -> echo.sessions.size() == 1);
      WebSocketSession session = echo.sessions.getFirst();
      while (session.offer(new byte[100_000])) {
        Thread.onSpinWait();
      }
      long began = System.nanoTime();
      session.close(1008, "slow consumer");
      assertThat(System.nanoTime() - began).isLessThan(1_000_000_000L);
      server.webSockets.closeAll(1012, "stop", Duration.ofMillis(100));
      await().until(() -> echo.endings.size() == 1);
      assertThat(echo.endings.getFirst()).isEqualTo("1008 slow consumer");
    }
  }

  @Test
  void cutsAClientThatDoesNotAnswerPings() throws IOException {
    config.pingInterval = Duration.ofMillis(300);
    restart();
    try (RawClient dead = RawClient.open(server.port(), "/echo");
        RawClient alive = RawClient.open(server.port(), "/echo")) {
      for (int i = 0; i < 4; i++) {
        assertThat(alive.read()).hasToString("ping ");
        alive.send(frame(0x8A, new byte[0]));
      }
      await().until(() -> server.cut("no-pong") == 1);
      alive.send(text("still here"));
      assertThat(alive.readPastPings()).hasToString("text still here");
      assertThat(dead.read()).hasToString("ping ");
    }
  }

  @Test
  void doesNotCutAClientForAPauseOfItsOwn() throws IOException {
    config.pingInterval = Duration.ofSeconds(10);
    restart();
    try (RawClient client = RawClient.open(server.port(), "/echo")) {
      client.send(new byte[] {(byte) 0x81});
      client.send(Arrays.copyOfRange(text("whole"), 1, 11));
      assertThat(client.read()).hasToString("text whole");
      shift.addAndGet(Duration.ofMinutes(5).toNanos());
      await()
          .during(Duration.ofMillis(900))
          .atMost(Duration.ofSeconds(5))
          .until(() -> server.open("/echo") == 1);
      client.send(text("still here"));
      assertThat(client.readPastPings()).hasToString("text still here");
    }
  }

  @Test
  void doesNotCutAClientThatItHoldsBackItself() throws IOException {
    config.pingInterval = Duration.ofMillis(200);
    restart();
    CountDownLatch release = new CountDownLatch(1);
    server.add("/blocking", session -> new Blocking(session, release));
    try (RawClient client = RawClient.open(server.port(), "/blocking")) {
      client.send(text("a"));
      client.send(new byte[] {(byte) 0x81});
      await()
          .during(Duration.ofMillis(1200))
          .atMost(Duration.ofSeconds(5))
          .until(() -> server.open("/blocking") == 1);
      release.countDown();
      assertThat(client.readPastPings()).hasToString("text done");
    }
  }

  private record Blocking(WebSocketSession session, CountDownLatch release)
      implements WebSocketListener {
    @Override
    public void text(ByteBuffer utf8) {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      session.offer("done".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void closed(int code, String reason) {}
  }
}
