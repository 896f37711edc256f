package dev.holdfast.server.websocket;

import static dev.holdfast.server.websocket.RawClient.frame;
import static dev.holdfast.server.websocket.RawClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that clients begin and do not finish. */
class UnfinishedMessageTest {
  private static final int MIB = 1 << 20;
  private final ConfigDraft config = new ConfigDraft();
  private final Echo echo = new Echo();
  private final List<RawClient> clients = new ArrayList<>();
  private TestServer server;

  @BeforeEach
  void start() {
    config.unfinishedInput = Size.ofMebibytes(4);
    restart();
  }

  private void restart() {
    if (server != null) {
      server.close();
    }
    server = new TestServer(config);
    server.add("/echo", echo::open);
  }

  @AfterEach
  void stop() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    server.close();
  }

  private RawClient open() throws IOException {
    RawClient client = RawClient.open(server.port(), "/echo");
    clients.add(client);
    return client;
  }

  private static RawClient.Received answer(RawClient client) throws IOException {
    return Objects.requireNonNull(client.read(), "an answer, not the end of the stream");
  }

  private void dribble(byte[] bytes, String reason) throws IOException {
    RawClient client = open();
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (byte each : bytes) {
                  if (Thread.interrupted()) {
                    return;
                  }
                  client.send(new byte[] {each});
                  LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
              } catch (IOException refused) {
                // That is what it waits for.
              }
            });
    try {
      RawClient.Received received = answer(client);
      assertThat(received.closeCode()).isEqualTo(1008);
      assertThat(received.payload()).contains(reason);
    } finally {
      sender.interrupt();
    }
    await().until(() -> server.unfinished.used() == 0);
  }

  @Test
  void togetherTheyNeverHoldMoreThanTheBudget() throws IOException {
    byte[] half = Arrays.copyOf(frame(0x82, new byte[MIB]), MIB / 2 + 20_000);
    for (int i = 0; i < 60; i++) {
      RawClient client = open();
      client.send(half);
      assertThat(server.unfinished.used()).isLessThanOrEqualTo(4 * MIB);
    }
    await().until(() -> server.unfinished.refused() > 50);
    await().until(() -> server.open("/echo") < 10);
    assertThat(server.webSockets.figures().closed().get(1013)).isGreaterThan(50);
    RawClient good = open();
    good.send(text("small ones need no memory"));
    assertThat(answer(good)).hasToString("text small ones need no memory");
  }

  @Test
  void theOneThatDoesNotFitIsToldWhyAndWhenItIsOverThereIsRoomAgain() throws IOException {
    byte[] most = Arrays.copyOf(frame(0x82, new byte[MIB]), MIB - 1);
    RawClient first = open();
    first.send(most);
    await().until(() -> server.unfinished.used() >= MIB);
    RawClient second = open();
    second.send(most);
    RawClient.Received refused = answer(second);
    assertThat(refused.closeCode()).isEqualTo(1013);
    assertThat(refused.payload()).contains("HF-WEB-030");
    first.close();
    await().until(() -> server.unfinished.used() == 0);
    RawClient third = open();
    third.send(frame(0x82, new byte[MIB]));
    assertThat(answer(third).first()).isEqualTo(0x81);
  }

  @Test
  void aMessageThatNoClientHasTheMemoryForIsTooBig() throws IOException {
    config.unfinishedInput = Size.ofMebibytes(1);
    restart();
    RawClient client = open();
    client.send(Arrays.copyOf(frame(0x82, new byte[MIB]), MIB - 1));
    RawClient.Received refused = answer(client);
    assertThat(refused.closeCode()).isEqualTo(1009);
    assertThat(refused.payload()).contains("HF-WEB-032");
    await().until(() -> server.unfinished.used() == 0);
  }

  @Test
  void aFinishedMessageHoldsNothingAlthoughItsSessionIsOpen() throws IOException {
    for (int i = 0; i < 30; i++) {
      RawClient client = open();
      byte[] letters = new byte[MIB];
      Arrays.fill(letters, (byte) 'a');
      client.send(frame(0x81, letters));
      assertThat(answer(client).payload()).hasSize(MIB);
    }
    assertThat(server.open("/echo")).isEqualTo(30);
    await().until(() -> server.unfinished.used() <= MIB);
  }

  @Test
  void whatWaitsForAllWhoDoNotReadIsBoundedTogether() throws IOException {
    config.unfinishedInput = Size.ofMebibytes(2);
    config.writeTimeout = Duration.ofMinutes(1);
    config.sendBuffer = new Size(16 * 1024);
    restart();
    int silent = 12;
    for (int i = 0; i < silent; i++) {
      RawClient client = new RawClient(server.port(), 4096);
      clients.add(client);
      assertThat(client.request("GET", "/echo", server.port())).contains(" 101 ");
    }
    await().until(() -> echo.sessions.size() == silent);
    byte[] message = new byte[10_000];
    echo.sessions.forEach(session -> {
      while (session.offer(message)) {
        Thread.onSpinWait();
      }
    });
    long waiting = echo.sessions.stream().mapToLong(WebSocketSession::queuedBytes).sum();
    assertThat(waiting).isBetween(1L, 2L * MIB + silent * 80_000L);
    assertThat(server.unfinished.used()).isBetween(1L, 2L * MIB);
    for (RawClient client : clients) {
      client.close();
    }
    await().until(() -> server.unfinished.used() == 0);
  }

  @Test
  void aMessageWithoutItsLastFragmentEndsByItself() throws IOException {
    config.messageTimeout = Duration.ofSeconds(1);
    config.messageMinRate = new Size(0);
    restart();
    RawClient client = open();
    client.send(frame(0x01, new byte[5000]));
    RawClient.Received received = answer(client);
    assertThat(received.closeCode()).isEqualTo(1008);
    assertThat(received.payload()).contains("HF-WS-021");
    await().until(() -> server.unfinished.used() == 0);
    assertThat(server.cut("message-timeout")).isEqualTo(1);
  }

  @Test
  void pingsBetweenFragmentsBuyNoTime() throws IOException {
    config.messageTimeout = Duration.ofSeconds(1);
    config.messageMinRate = new Size(0);
    restart();
    byte[] pings = new byte[0];
    for (int i = 0; i < 500; i++) {
      byte[] ping = frame(0x8A, new byte[1]);
      pings = Arrays.copyOf(pings, pings.length + ping.length);
      System.arraycopy(ping, 0, pings, pings.length - ping.length, ping.length);
    }
    byte[] start = frame(0x01, new byte[10]);
    byte[] all = Arrays.copyOf(start, start.length + pings.length);
    System.arraycopy(pings, 0, all, start.length, pings.length);
    dribble(all, "HF-WS-021");
  }

  @Test
  void aFrameThatDribblesIsTooSlow() throws IOException {
    config.frameTimeout = Duration.ofMillis(300);
    restart();
    dribble(Arrays.copyOf(frame(0x82, new byte[5000]), 1000), "HF-WS-022");
  }

  @Test
  void fragmentsThatDribbleAreTooSlow() throws IOException {
    config.frameTimeout = Duration.ofMillis(300);
    restart();
    byte[] fragments = new byte[0];
    for (int i = 0; i < 100; i++) {
      byte[] fragment = frame(i == 0 ? 0x01 : 0x00, new byte[1]);
      fragments = Arrays.copyOf(fragments, fragments.length + fragment.length);
      System.arraycopy(fragment, 0, fragments, fragments.length - fragment.length, fragment.length);
    }
    dribble(fragments, "HF-WS-022");
  }

  @Test
  void aSteadyProducerWhoseFramesAreNeverCompleteInOneReadIsNotTooSlow() throws IOException {
    config.messageTimeout = Duration.ofSeconds(1);
    config.frameTimeout = Duration.ofMillis(300);
    config.messageMinRate = new Size(10);
    restart();
    RawClient client = open();
    byte[] message = frame(0x81, "0123456789".getBytes(StandardCharsets.US_ASCII));
    client.send(Arrays.copyOf(message, 5));
    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    while (System.nanoTime() < end) {
      byte[] next = new byte[message.length];
      System.arraycopy(message, 5, next, 0, message.length - 5);
      System.arraycopy(message, 0, next, message.length - 5, 5);
      client.send(next);
      assertThat(answer(client)).hasToString("text 0123456789");
    }
  }
}
