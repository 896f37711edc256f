package dev.holdfast.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.server.websocket.RawClient.Received;
import dev.holdfast.spi.WebSocketSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One thread that writes to several sessions, as that of the journal does with acks. A write that
 * waits for a client would last for the write timeout, far longer than the test may.
 */
@Timeout(60)
class SlowReaderTest {
  private static final int ROUNDS = 2_000;
  private static final long SLOWEST_NANOS = Duration.ofSeconds(5).toNanos();

  private final ConfigDraft config = new ConfigDraft();
  private final Echo echo = new Echo();
  private TestServer server;

  @BeforeEach
  void start() {
    config.writeTimeout = Duration.ofMinutes(5);
    server = new TestServer(config);
    server.add("/echo", echo::open);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WebSocketSession join(RawClient client, int sessions) throws IOException {
    assertThat(client.request("GET", "/echo", server.port())).contains(" 101 ");
    await().until(() -> echo.sessions.size() == sessions);
    return echo.sessions.getLast();
  }

  private static byte[] ack(int number) {
    return ("{\"ack\":{\"upTo\":" + number + "}}").getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aClientThatReadsNothingDoesNotKeepAnotherOneWaiting() throws IOException {
    try (RawClient stuck = new RawClient(server.port(), 4096);
        RawClient reads = new RawClient(server.port())) {
      WebSocketSession slow = join(stuck, 1);
      WebSocketSession quick = join(reads, 2);
      int unread = 0;
      while (slow.offer(ack(++unread))) {
        assertThat(slow.queuedBytes()).isLessThanOrEqualTo(1 << 20);
      }
      long slowest = 0;
      for (int number = 1; number <= ROUNDS; number++) {
        long began = System.nanoTime();
        slow.offer(ack(unread));
        assertThat(quick.offer(ack(number))).isTrue();
        Received next = reads.readPastPings();
        slowest = Math.max(slowest, System.nanoTime() - began);
        assertThat(next).hasToString("text " + new String(ack(number), StandardCharsets.US_ASCII));
      }
      assertThat(slowest).isLessThan(SLOWEST_NANOS);
      assertThat(server.open("/echo")).isEqualTo(2);
    }
  }
}
