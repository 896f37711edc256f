package dev.holdfast.server.websocket;

import static dev.holdfast.server.websocket.RawClient.frame;
import static dev.holdfast.server.websocket.RawClient.join;
import static dev.holdfast.server.websocket.RawClient.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketSession;
import dev.holdfast.websocket.WebSocketFigures;
import dev.holdfast.websocket.WebSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever arrives whole before a session ends is handed over, and closes wait for its answers. */
@Timeout(30)
class EndingTest {
  private static final int COUNT = 50;

  private final Gathering endpoint = new Gathering();
  private TestServer server;

  @BeforeEach
  void start() {
    ConfigDraft draft = new ConfigDraft();
    draft.settleTimeout = Duration.ofMillis(300);
    server = new TestServer(draft);
    server.add("/gather", endpoint::open);
  }

  @AfterEach
  void stop() {
    endpoint.goOn.countDown();
    server.close();
  }

  private static byte[] messages() {
    byte[][] frames = new byte[COUNT][];
    for (int i = 0; i < COUNT; i++) {
      frames[i] = text("m" + i);
    }
    return join(frames);
  }

  private RawClient connect() throws IOException {
    return RawClient.open(server.port(), "/gather");
  }

  private void assertAllPassedOn() {
    assertThat(endpoint.passedOn).hasSize(COUNT).startsWith("m0").endsWith("m49");
    assertThat(endpoint.afterTheEnd).isEmpty();
  }

  @Test
  void aCloseBehindMessagesIsAnsweredWhenTheyArePassedOn() throws IOException {
    try (RawClient client = connect()) {
      client.send(join(messages(), RawClient.close(1000)));
      assertThat(client.read()).hasToString("text got 50");
      assertThat(client.read()).hasToString("close 1000");
      assertThat(client.read()).isNull();
      assertAllPassedOn();
    }
    await().until(() -> endpoint.endings.equals(List.of("1000")));
  }

  @Test
  void messagesInFrontOfABreachOfTheProtocolArePassedOn() throws IOException {
    byte[] unmasked = {(byte) 0x81, 1, 'x'};
    byte[] reserved = frame(0x83, new byte[1]);
    byte[] notUtf8 = frame(0x81, new byte[] {(byte) 0xFF});
    byte[] tooBig = RawClient.header(0x81, 2 << 20, 0x80);
    byte[] halfAMessage = join(frame(0x01, new byte[1]), text("no continuation"));
    byte[] badClose = frame(0x88, new byte[] {0});
    Object[][] cases = {
      {unmasked, 1002},
      {reserved, 1002},
      {notUtf8, 1007},
      {tooBig, 1009},
      {halfAMessage, 1002},
      {badClose, 1002}
    };
    for (Object[] each : cases) {
      endpoint.passedOn.clear();
      try (RawClient client = connect()) {
        client.send(join(messages(), (byte[]) each[0]));
        assertThat(client.read()).hasToString("text got 50");
        assertThat(client.read()).hasToString("close " + each[1]);
        assertAllPassedOn();
      }
    }
  }

  @Test
  void messagesInFrontOfOneThatIsNotTakenArePassedOn() throws IOException {
    try (RawClient client = connect()) {
      client.send(join(messages(), frame(0x82, new byte[1]), text("ignored")));
      assertThat(client.read()).hasToString("text got 50");
      assertThat(client.read()).hasToString("close 1003");
      assertAllPassedOn();
    }
    await().until(() -> figures().messagesIgnored() == 1);
  }

  @Test
  void messagesInFrontOfTheEndOfTheStreamArePassedOn() throws IOException {
    try (RawClient client = connect()) {
      client.send(messages());
      client.finishSending();
      await().until(() -> endpoint.endings.equals(List.of("1006")));
      assertAllPassedOn();
    }
  }

  @Test
  void messagesOfAClientThatIsGoneAlreadyArePassedOn() throws Exception {
    endpoint.holdFirst = true;
    try (RawClient client = connect()) {
      client.send(text("m0"));
      endpoint.held.await();
      for (int i = 1; i < COUNT; i++) {
        client.send(text("m" + i));
      }
    }
    // An answer to somebody who has gone: the write fails, and what he sent is not read yet.
    WebSocketSession session = endpoint.sessions.getFirst();
    await().until(() -> !session.offer("are you there?".getBytes(StandardCharsets.US_ASCII)));
    endpoint.goOn.countDown();
    await().until(() -> endpoint.endings.equals(List.of("1006")));
    assertAllPassedOn();
  }

  @Test
  void messagesThatCameBeforeTheServerClosesArePassedOn() throws Exception {
    endpoint.holdFirst = true;
    try (RawClient client = connect()) {
      client.send(text("m0"));
      endpoint.held.await();
      for (int i = 1; i < COUNT; i++) {
        client.send(text("m" + i));
      }
      Thread closing =
          Thread.startVirtualThread(
              () -> server.webSockets.closeAll(1012, "the server restarts", Duration.ofSeconds(5)));
      assertThat(client.read()).hasToString("close 1012");
      endpoint.goOn.countDown();
      client.send(RawClient.close(1012));
      assertThat(client.read()).isNull();
      closing.join();
      assertAllPassedOn();
    }
  }

  @Test
  void messagesOfASessionThatIsCutArePassedOnAsFarAsTheyWereRead() throws Exception {
    endpoint.holdFirst = true;
    endpoint.holdFirst = true;
    try (RawClient client = connect()) {
      client.send(messages());
      endpoint.held.await();
      server.webSockets.closeAll(1012, "no time", Duration.ZERO);
      endpoint.goOn.countDown();
      await().until(() -> endpoint.endings.equals(List.of("1006")));
      assertAllPassedOn();
    }
    assertThat(server.cut("shutdown")).isEqualTo(1);
  }

  @Test
  void anEndpointThatIsTakenAwayGetsWhatIsUnderWayAndTheRestIsCounted() throws Exception {
    endpoint.holdFirst = true;
    WebSockets.Registration registration = server.add("/gone", endpoint::open);
    try (RawClient client = RawClient.open(server.port(), "/gone")) {
      client.send(text("m0"));
      endpoint.held.await();
      for (int i = 1; i < COUNT; i++) {
        client.send(text("m" + i));
      }
      client.send(RawClient.close(1000));
      registration.close();
      endpoint.goOn.countDown();
      RawClient.Received last = client.read();
      while (last != null && !last.isClose()) {
        last = client.read();
      }
      assertThat(last).hasToString("close 1012");
    }
    await().until(() -> !endpoint.endings.isEmpty());
    assertThat(endpoint.passedOn).isNotEmpty();
    long ignored =
        requireNonNull(server.webSockets.figures().paths().get("/gone")).messagesIgnored();
    assertThat(endpoint.passedOn.size() + ignored).isEqualTo(COUNT);
  }

  @Test
  void noCloseFrameGoesOutBeforeTheListenerHasSettled() throws IOException {
    endpoint.settled = new CompletableFuture<>();
    server.close();
    server = new TestServer(new ConfigDraft());
    server.add("/gather", endpoint::open);
    try (RawClient client = connect()) {
      client.send(join(messages(), RawClient.close(1000)));
      assertThat(client.read()).hasToString("text got 50");
      await().until(() -> endpoint.asked.size() == 1);
      RawClient other = connect();
      // The handshake is answered before the listener is opened.
      await().until(() -> endpoint.sessions.size() == 2);
      endpoint.sessions.getLast().close(4000, "enough");
      await().until(() -> endpoint.asked.size() == 2);
      endpoint.sessions.forEach(each -> each.offer("last".getBytes(StandardCharsets.US_ASCII)));
      endpoint.settled.complete(null);
      assertThat(client.read()).hasToString("text last");
      assertThat(client.read()).hasToString("close 1000");
      assertThat(other.read()).hasToString("text last");
      assertThat(other.read()).hasToString("close 4000");
      other.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientIsNotToldThatAllIsWellWhenItIsNot(boolean late) throws IOException {
    endpoint.settled =
        late
            ? new CompletableFuture<>()
            : CompletableFuture.failedFuture(new IllegalStateException("not kept"));
    try (RawClient client = connect()) {
      client.send(join(messages(), RawClient.close(1000)));
      assertThat(client.read()).hasToString("text got 50");
      assertThat(client.read()).hasToString("close 1013");
      assertThat(client.read()).isNull();
    }
    await().until(() -> endpoint.endings.equals(List.of("1013")));
  }

  private WebSocketFigures.Path figures() {
    return requireNonNull(server.webSockets.figures().paths().get("/gather"));
  }

  /** Passes messages on in the groups in which they come, as the door for events does. */
  private static final class Gathering {
    final List<String> passedOn = new CopyOnWriteArrayList<>();
    final List<String> afterTheEnd = new CopyOnWriteArrayList<>();
    final List<String> endings = new CopyOnWriteArrayList<>();
    final List<WebSocketSession> sessions = new CopyOnWriteArrayList<>();
    final List<Boolean> asked = new CopyOnWriteArrayList<>();
    final CountDownLatch held = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    volatile boolean holdFirst;
    volatile CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);

    WebSocketListener open(WebSocketSession session) {
      sessions.add(session);
      return new Listener(session);
    }

    private final class Listener implements WebSocketListener {
      private final WebSocketSession session;
      private final List<String> group = new ArrayList<>();
      private boolean over;
      private int count;

      Listener(WebSocketSession session) {
        this.session = session;
      }

      @Override
      public void text(ByteBuffer utf8) {
        group.add(StandardCharsets.UTF_8.decode(utf8).toString());
        if (holdFirst && count++ == 0) {
          held.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
      }

      @Override
      public void drained() {
        (over ? afterTheEnd : passedOn).addAll(group);
        group.clear();
        session.offer(("got " + passedOn.size()).getBytes(StandardCharsets.US_ASCII));
      }

      @Override
      public CompletionStage<?> settled() {
        asked.add(true);
        return settled;
      }

      @Override
      public void closed(int code, String reason) {
        over = true;
        endings.add(String.valueOf(code));
      }
    }
  }
}
