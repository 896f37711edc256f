package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Role;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets an answer while clients occupy the server. */
class RequestSlotsTest {
  private static final int LIMIT = 16;
  private final List<Socket> sockets = new ArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger inside = new AtomicInteger();
  private WebPort port;
  private URI url;

  @BeforeEach
  void open() {
    port =
        new WebPort(
            ReferenceWebConfig.with(
                Map.of(
                    "web.max-requests", Integer.toString(LIMIT),
                    "web.max-connections", "160",
                    "web.probe-connections", "32",
                    "web.unfinished-input", "2 MiB")),
            new Tokens(List.of(), true),
            new Audit(1, System::nanoTime),
            InstantSource.system());
    port.http(
        "/health",
        Role.ANYONE,
        rules ->
            rules
                .get("/", (request, response) -> response.send("well"))
                .get("/live", (request, response) -> response.send("well")));
    port.http(
        "/metrics",
        Role.ANYONE,
        rules -> rules.get("/", (request, response) -> response.send("well")));
    port.http(
        "/healthy",
        Role.ANYONE,
        rules -> rules.get("/", (request, response) -> response.send("well")));
    port.http(
        "/events",
        Role.ANYONE,
        rules ->
            rules
                .post("/", (request, response) -> response.send(request.content().as(byte[].class)))
                .get(
                    "/slow",
                    (request, response) -> {
                      inside.incrementAndGet();
                      release.await();
                      response.send("at last");
                    }));
    url = port.open();
  }

  @AfterEach
  void close() throws IOException {
    release.countDown();
    for (Socket socket : sockets) {
      socket.close();
    }
    port.close();
  }

  @SuppressWarnings("AddressSelection") // A literal, which nobody looks up.
  private Socket connect(String from) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", url.getPort()));
    return socket;
  }

  private Socket send(String from, String request) throws IOException {
    Socket socket = connect(from);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private String ask(String from, String path) throws IOException {
    Socket socket =
        send(from, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return read(socket);
  }

  private static String read(Socket socket) throws IOException {
    byte[] answer = new byte[4096];
    int length = socket.getInputStream().read(answer);
    return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
  }

  private void dribbleBodies(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      send("127.0.0.2", "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/live", "/metrics"})
  void probesAreAnsweredWhileBodiesOccupyEverySlot(String path) throws IOException {
    dribbleBodies(3 * LIMIT);
    await().until(() -> ask("127.0.0.2", "/healthy").contains(" 503 "));
    for (int i = 0; i < 20; i++) {
      assertThat(ask("127.0.0.2", path)).contains(" 200 ");
    }
  }

  @Test
  void probesWithBodiesThatDribbleAreInNobodysWay() throws IOException {
    for (int i = 0; i < 3 * LIMIT; i++) {
      send("127.0.0.2", "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1");
    }
    assertThat(ask("127.0.0.1", "/health")).contains(" 200 ");
    assertThat(ask("127.0.0.1", "/healthy")).contains(" 200 ");
  }

  /** Behind 3,000 newcomers a second a probe waited for its turn for up to 400 ms. */
  @Test
  void aProbeDoesNotWaitForItsTurnAmongTheClients() throws IOException {
    int carriers =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    CountDownLatch busy = new CountDownLatch(carriers);
    AtomicBoolean over = new AtomicBoolean();
    for (int i = 0; i < carriers; i++) {
      Thread.ofVirtual()
          .start(() -> {
            busy.countDown();
            while (!over.get()) {
              Thread.onSpinWait();
            }
          });
    }
    try {
      busy.await();
      assertThat(ask("127.0.0.1", "/health")).contains(" 200 ");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      over.set(true);
    }
  }

  @Test
  void oneMoreIsRefusedWithAReasonAndATimeToTryAgain() throws IOException {
    for (int i = 0; i < LIMIT / 2; i++) {
      send("127.0.0.2", "GET /events/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    await().until(() -> inside.get() == LIMIT / 2);
    String refused = ask("127.0.0.2", "/events/slow");
    assertThat(refused)
        .contains(" 503 ", "HF-WEB-007", "8 of 16 requests are under way, 8 of them from 127.0.0.2")
        .containsIgnoringCase("Retry-After: 1")
        .containsIgnoringCase("Connection: close");
    assertThat(read(send("127.0.0.2", "HEAD /events/slow HTTP/1.1\r\nHost: localhost\r\n\r\n")))
        .contains(" 503 ")
        .endsWith("\r\n\r\n");
    assertThat(port.edgeFigures().refused()).isEqualTo(2);
    assertThat(port.edgeFigures().requests()).isEqualTo(LIMIT / 2);
    release.countDown();
    await().until(() -> ask("127.0.0.2", "/events/slow").contains(" 200 "));
    await().until(() -> port.edgeFigures().requests() == 0);
  }

  /** 250 bodies that were not finished were more than the heap. */
  @Test
  void bodiesThatAreNotFinishedNeverHoldMoreThanTheBudget() throws IOException {
    String head = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000\r\n\r\n";
    List<Socket> bodies = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      bodies.add(send("127.0.0.2", head + "x".repeat(200_000)));
      assertThat(port.unfinished().used()).isLessThanOrEqualTo(2 << 20);
    }
    await().until(() -> port.unfinished().refused() >= 5);
    // Which of them were refused is a matter of turns.
    Socket answered =
        await()
            .until(
                () -> {
                  for (Socket body : bodies) {
                    if (body.getInputStream().available() > 0) {
                      return body;
                    }
                  }
                  return null;
                },
                Objects::nonNull);
    String refused = read(answered);
    assertThat(refused)
        .contains(" 503 ", "HF-WEB-030", "by address 127.0.0.2")
        .containsIgnoringCase("Retry-After: ")
        .containsIgnoringCase("Connection: close");
    String small = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nok";
    assertThat(read(send("127.0.0.3", small))).contains(" 200 ");
    for (Socket body : bodies) {
      body.close();
    }
    await().until(() -> port.unfinished().used() == 0);
  }

  /** Another try would have ended in the same 503, for ever. */
  @Test
  void aBodyThatNoClientHasTheMemoryForIsNotAskedToTryAgain() throws IOException {
    String head = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000\r\n\r\n";
    assertThat(read(send("127.0.0.2", head + "x".repeat(400_000))))
        .contains(" 413 ", "HF-WEB-032", "one client has 1 MiB at the most")
        .doesNotContainIgnoringCase("Retry-After: ")
        .containsIgnoringCase("Connection: close");
    await().until(() -> port.unfinished().used() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2"})
  void probesAreAnsweredWhileSilentConnectionsTakeEverySlot(String probe) throws IOException {
    for (int i = 0; i < 300; i++) {
      connect("127.0.0.2");
      if (i % 20 == 0) {
        long begin = System.nanoTime();
        assertThat(ask(probe, "/health/live")).contains(" 200 ");
        assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(2).toNanos());
      }
    }
    assertThat(ask("127.0.0.2", "/healthy")).contains(" 503 ", "HF-WEB-031");
    assertThat(ask("127.0.0.1", "/healthy")).contains(" 200 ");
  }

  private void takeEverySlotOf(String address) throws IOException {
    for (int i = 0; i < 200; i++) {
      connect(address);
    }
    await().until(() -> ask(address, "/healthy").contains("HF-WEB-031"));
  }

  @Test
  void aClientWithoutASlotReadsWhyAlsoBehindALargeBody() throws IOException {
    takeEverySlotOf("127.0.0.2");
    for (int i = 0; i < 50; i++) {
      String head = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\n";
      Socket refused = send("127.0.0.2", head + "x".repeat(50_000));
      String answer =
          new String(refused.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).contains(" 503 ", "HF-WEB-031", "from 127.0.0.2", "Retry-After: ");
      refused.close();
    }
  }

  @Test
  void aClientWithoutASlotIsClosedThoughItStaysOrSendsForEver() throws IOException {
    takeEverySlotOf("127.0.0.2");
    Socket stays = send("127.0.0.2", "GET /healthy HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(read(stays)).contains("HF-WEB-031");
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> stays.getOutputStream().write('x'))
                .isInstanceOf(IOException.class));
    Socket sends = send("127.0.0.2", "POST /events HTTP/1.1\r\nHost: localhost\r\n");
    long sent = 0;
    try {
      for (; sent < 1L << 30; sent += 10_000) {
        sends.getOutputStream().write(new byte[10_000]);
      }
    } catch (IOException refused) {
      // What the sockets' buffers hold has gone out as well.
    }
    assertThat(sent).isLessThan(32L << 20);
  }

  @Test
  void whoWasRefusedLeavesNothingBehind() throws IOException {
    takeEverySlotOf("127.0.0.2");
    for (int i = 0; i < 500; i++) {
      assertThat(ask("127.0.0.2", "/healthy")).contains("HF-WEB-031");
    }
    for (Socket socket : sockets) {
      socket.close();
    }
    await().until(() -> port.edgeFigures().open() == 0);
    assertThat(ask("127.0.0.2", "/healthy")).contains(" 200 ");
  }

  @Test
  void oneClientLeavesSlotsToTheOthers() throws IOException {
    for (int i = 0; i < 3 * LIMIT; i++) {
      send("127.0.0.2", "GET /events/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    await().until(() -> inside.get() == LIMIT / 2);
    assertThat(ask("127.0.0.2", "/healthy")).contains(" 503 ");
    assertThat(ask("127.0.0.3", "/healthy")).contains(" 200 ");
    assertThat(ask("127.0.0.1", "/nothing")).contains(" 404 ");
  }
}
