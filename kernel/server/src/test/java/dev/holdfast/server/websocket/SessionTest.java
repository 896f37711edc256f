package dev.holdfast.server.websocket;

import static dev.holdfast.server.websocket.RawClient.frame;
import static dev.holdfast.server.websocket.RawClient.join;
import static dev.holdfast.server.websocket.RawClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketSession;
import dev.holdfast.websocket.WebSocketFigures;
import dev.holdfast.websocket.WebSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final Echo echo = new Echo();
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(new ConfigDraft());
    server.add("/echo", echo::open);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WebSocketSession session() {
    await().until(() -> !echo.sessions.isEmpty());
    return echo.sessions.getFirst();
  }

  @Test
  void keepsMessagesOfManyThreadsIntact() throws Exception {
    int threads = 8;
    int each = 2000;
    try (RawClient client = RawClient.open(server.port(), "/echo");
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      WebSocketSession session = session();
      List<Future<?>> offers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int id = thread;
        offers.add(pool.submit(() -> offerAll(session, id, each)));
      }
      int[] next = new int[threads];
      for (int i = 0; i < threads * each; i++) {
        String[] parts = String.valueOf(client.read()).split(" ");
        int thread = Integer.parseInt(parts[1]);
        assertThat(Integer.parseInt(parts[2])).isEqualTo(next[thread]++);
        assertThat(parts[3]).isEqualTo("x".repeat(thread * 9));
      }
      for (Future<?> offer : offers) {
        offer.get();
      }
    }
  }

  private static void offerAll(WebSocketSession session, int thread, int count) {
    for (int i = 0; i < count; i++) {
      String message = thread + " " + i + " " + "x".repeat(thread * 9) + " end";
      while (!session.offer(message.getBytes(StandardCharsets.US_ASCII))) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void losesNothingWhenTwentyClientsVanish() throws IOException {
    for (int i = 0; i < 20; i++) {
      RawClient client = RawClient.open(server.port(), "/echo");
      client.send(text("hello"));
      assertThat(client.read()).hasToString("text hello");
      if (i % 2 == 0) {
        client.reset();
      } else {
        client.close();
      }
    }
    await().until(() -> server.open("/echo") == 0);
    assertThat(echo.endings).hasSize(20).allMatch(ending -> ending.startsWith("1006 "));
    assertThat(server.webSockets.figures().closed()).containsEntry(1006, 20L);
  }

  @Test
  void tellsTheListenerWhatTheClientSaid() throws IOException {
    try (RawClient client = RawClient.open(server.port(), "/echo")) {
      client.send(
          frame(
              0x88, join(new byte[] {0x0F, (byte) 0xA1}, "bye".getBytes(StandardCharsets.UTF_8))));
      assertThat(client.read()).hasToString("close 4001");
      assertThat(client.read()).isNull();
    }
    await().until(() -> echo.endings.equals(List.of("4001 bye")));
  }

  @Test
  void sendsWhatIsQueuedBeforeItCloses() throws IOException {
    try (RawClient client = RawClient.open(server.port(), "/echo")) {
      WebSocketSession session = session();
      for (int i = 0; i < 100; i++) {
        assertThat(session.offer(("m" + i).getBytes(StandardCharsets.US_ASCII))).isTrue();
      }
      session.close(4000, "é".repeat(100));
      session.close(4001, "too late");
      assertThat(session.offer(new byte[1])).isFalse();
      for (int i = 0; i < 100; i++) {
        assertThat(client.read()).hasToString("text m" + i);
      }
      RawClient.Received close = Objects.requireNonNull(client.read());
      assertThat(close).hasToString("close 4000");
      assertThat(close.payload()).hasSize(2 + 122);
      client.send(RawClient.close(4000));
      assertThat(client.read()).isNull();
    }
    await().until(() -> echo.endings.equals(List.of("4000 " + "é".repeat(100))));
  }

  @Test
  void answersOfManyPingsAtLeastTheNewest() throws IOException {
    try (RawClient client = RawClient.open(server.port(), "/echo")) {
      byte[][] pings =
          IntStream.range(0, 10)
              .mapToObj(i -> frame(0x89, new byte[] {(byte) ('0' + i)}))
              .toArray(byte[][]::new);
      client.send(join(pings));
      List<String> pongs = new ArrayList<>();
      while (!pongs.contains("pong 9")) {
        pongs.add(String.valueOf(client.read()));
      }
      assertThat(pongs).isSorted().doesNotHaveDuplicates().allMatch(p -> p.startsWith("pong "));
    }
  }

  @Test
  void handsOverWhatCameInOneReadAsOneGroup() throws IOException {
    try (RawClient client = RawClient.open(server.port(), "/echo")) {
      byte[][] many = new byte[50][];
      Arrays.fill(many, text("m"));
      client.send(join(many));
      for (int i = 0; i < 50; i++) {
        assertThat(client.read()).hasToString("text m");
      }
      await().until(() -> echo.drained.get() > 0);
      assertThat(echo.drained.get()).isLessThan(10);
    }
    WebSocketFigures.Path expected = new WebSocketFigures.Path(0, 50, 50, 50, 50, 0);
    await()
        .untilAsserted(
            () -> assertThat(server.webSockets.figures().paths()).containsEntry("/echo", expected));
  }

  @Test
  void readsFramesThatCameTogetherWithTheRequest() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      String request =
          """
          GET /echo HTTP/1.1
          Host: x
          Upgrade: websocket
          Connection: Upgrade
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
          Sec-WebSocket-Version: 13

          """
              .replace("\n", "\r\n");
      client.send(join(request.getBytes(StandardCharsets.US_ASCII), text("early"), text("bird")));
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.read()).hasToString("text early");
      assertThat(client.read()).hasToString("text bird");
    }
  }

  @Test
  void closesWhenTheListenerThrows() throws IOException {
    Problem problem = new Problem("HF-TEST-002", 400, "not an event", "", "");
    server.add("/broken", session -> new Throwing(new IllegalStateException("oops")));
    server.add("/worse", session -> new Throwing(new StackOverflowError("deep")));
    server.add("/refusing", session -> new Throwing(new ProblemException(problem)));
    server.add(
        "/failing",
        session -> {
          throw new IllegalStateException("cannot open");
        });
    assertThat(answer("/broken", text("x"))).hasToString("close 1011");
    assertThat(answer("/worse", text("x"))).hasToString("close 1011");
    assertThat(answer("/refusing", text("x"))).hasToString("close 1008");
    assertThat(answer("/refusing", frame(0x82, new byte[1]))).hasToString("close 1003");
    assertThat(answer("/failing", text("x"))).hasToString("close 1011");
  }

  private RawClient.@Nullable Received answer(String path, byte[] bytes) throws IOException {
    try (RawClient client = RawClient.open(server.port(), path)) {
      client.send(bytes);
      return client.read();
    }
  }

  @Test
  void addsAndRemovesEndpointsWhileItRuns() throws IOException {
    try (RawClient before = new RawClient(server.port())) {
      assertThat(before.request("GET", "/new", server.port())).contains(" 404 ");
    }
    WebSockets.Registration registration = server.add("/new", echo::open);
    assertThat(server.webSockets.serves("/new")).isTrue();
    try (RawClient client = RawClient.open(server.port(), "/new")) {
      client.send(text("a"));
      assertThat(client.read()).hasToString("text a");
      registration.close();
      registration.close();
      assertThat(client.read()).hasToString("close 1012");
      client.send(RawClient.close(1012));
      assertThat(client.read()).isNull();
    }
    try (RawClient after = new RawClient(server.port())) {
      assertThat(after.request("GET", "/new", server.port())).contains(" 404 ");
    }
    await().until(() -> echo.endings.equals(List.of("1012 endpoint restarts")));
    server.add("/new", echo::open).close();
  }

  @Test
  void closesAllWithinTheBudget() throws Exception {
    try (RawClient polite = RawClient.open(server.port(), "/echo");
        RawClient rude = RawClient.open(server.port(), "/echo")) {
      server.webSockets.drain();
      Thread closing =
          Thread.startVirtualThread(
              () -> server.webSockets.closeAll(1001, "server stops", Duration.ofMillis(400)));
      assertThat(polite.read()).hasToString("close 1001");
      polite.send(RawClient.close(1001));
      assertThat(polite.read()).isNull();
      assertThat(rude.read()).hasToString("close 1001");
      assertThat(rude.read()).isNull();
      closing.join();
      await().until(() -> server.open("/echo") == 0);
      assertThat(server.cut("shutdown")).isEqualTo(1);
    }
  }

  private record Throwing(Throwable failure) implements WebSocketListener {
    @Override
    public void text(ByteBuffer utf8) {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }

    @Override
    public void closed(int code, String reason) {}
  }
}
