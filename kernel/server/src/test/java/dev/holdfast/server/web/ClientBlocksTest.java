package dev.holdfast.server.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Addresses that offend, on a clock that a test turns. */
class ClientBlocksTest {
  private static final String BAD = "203.0.113.7";

  private final ManualClock clock = new ManualClock();
  private final ClientBlocks blocks = blocks(Map.of());

  private ClientBlocks blocks(Map<String, String> settings) {
    return new ClientBlocks(ReferenceWebConfig.with(settings).block(), clock, clock::nanoTime);
  }

  private static void offend(ClientBlocks blocks, String address, int times) {
    for (int i = 0; i < times; i++) {
      blocks.offence(address, Offence.REFUSED_TOKEN);
    }
  }

  @Test
  void oneOffenceTooManyBlocksForATimeThatEndsByItself() {
    offend(blocks, BAD, 100);
    blocks.check(BAD);
    offend(blocks, BAD, 1);
    assertThatThrownBy(() -> blocks.check(BAD))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.problem().code()).isEqualTo("HF-WEB-041");
              assertThat(refused.problem().status()).isEqualTo(429);
              assertThat(refused.retryAfter()).contains(Duration.ofMinutes(5));
            });
    blocks.check("203.0.113.8");
    assertThat(blocks.blocked()).isEqualTo(1);
    clock.advance(Duration.ofMinutes(5));
    blocks.check(BAD);
    assertThat(blocks.blocked()).isZero();
  }

  @Test
  void eachFurtherBlockIsTwiceAsLongUpToTheLongest() {
    Duration expected = Duration.ofMinutes(5);
    for (int i = 0; i < 12; i++) {
      offend(blocks, BAD, 101);
      Duration now = expected;
      assertThatThrownBy(() -> blocks.check(BAD))
          .isInstanceOfSatisfying(
              ProblemException.class, refused -> assertThat(refused.retryAfter()).contains(now));
      clock.advance(expected);
      Duration twice = expected.multipliedBy(2);
      expected = twice.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1) : twice;
    }
    clock.advance(Duration.ofDays(2));
    offend(blocks, BAD, 101);
    assertThatThrownBy(() -> blocks.check(BAD))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.retryAfter()).contains(Duration.ofMinutes(5)));
  }

  @Test
  void aFewOffencesAMinuteAreBorne() {
    for (int minute = 0; minute < 60; minute++) {
      offend(blocks, BAD, 90);
      clock.advance(Duration.ofSeconds(61));
    }
    blocks.check(BAD);
  }

  @Test
  void loopbackAndExemptAddressesAreNeverBlocked() {
    ClientBlocks exempting = blocks(Map.of("web.block.exempt", "[\"2001:db8::1\"]"));
    for (String address :
        List.of("127.0.0.1", "127.3.2.1", "::1", "0:0:0:0:0:0:0:1", "2001:db8::9")) {
      offend(exempting, address, 1000);
      exempting.check(address);
    }
    assertThat(exempting.count(Offence.REFUSED_TOKEN)).isEqualTo(5000);
  }

  @Test
  void allAddressesOfAnIpv6NetworkAreOneClient() {
    for (int i = 0; i < 101; i++) {
      blocks.offence("2001:db8:0:5::" + Integer.toHexString(i + 1), Offence.TOO_SLOW);
    }
    assertThatThrownBy(() -> blocks.check("2001:db8:0:5:ffff::1"))
        .isInstanceOf(ProblemException.class);
    blocks.check("2001:db8:0:6::1");
    assertThat(blocks.list().getFirst().address()).isEqualTo("2001:db8:0:5::/64");
    assertThat(blocks.unblock("2001:db8:0:5::/64")).isTrue();
    blocks.check("2001:db8:0:5::7");
  }

  @Test
  void anOperatorBlocksAndUnblocks() {
    blocks.block(BAD, Duration.ofHours(1), "by an operator");
    assertThatThrownBy(() -> blocks.check(BAD)).isInstanceOf(ProblemException.class);
    assertThat(blocks.list())
        .singleElement()
        .satisfies(client -> {
          assertThat(client.address()).isEqualTo(BAD);
          assertThat(client.until()).contains(clock.instant().plus(Duration.ofHours(1)));
          assertThat(client.reason()).isEqualTo("by an operator");
        });
    assertThat(blocks.unblock(BAD)).isTrue();
    assertThat(blocks.unblock(BAD)).isFalse();
    blocks.check(BAD);
  }

  @Test
  void manyAddressesTakeNoMoreThanTheirShare() {
    ClientBlocks few = blocks(Map.of("web.block.max-addresses", "16"));
    few.block(BAD, Duration.ofHours(1), "by an operator");
    for (int i = 0; i < 1000; i++) {
      few.offence("198.51." + i / 250 + "." + i % 250, Offence.MALFORMED_REQUEST);
    }
    assertThat(few.list()).hasSizeLessThanOrEqualTo(16);
    assertThatThrownBy(() -> few.check(BAD)).isInstanceOf(ProblemException.class);
  }

  @Test
  void aBlockedAddressStillGetsProbesAndIsUnblockedOverHttp() throws Exception {
    Tokens tokens = new Tokens(List.of(), true).withLocal("local");
    try (WebPort port =
            new WebPort(
                ReferenceWebConfig.with(Map.of()),
                tokens,
                new Audit(100, System::nanoTime),
                InstantSource.system());
        HttpClient http = HttpClient.newHttpClient()) {
      port.http("/probe", Role.ANYONE, rules -> rules.get("/", (in, out) -> out.send("alive")));
      port.http("/events", Role.READ, rules -> rules.get("/", (in, out) -> out.send("events")));
      port.http("/admin/clients", Role.ANYONE, new ClientRoutes(port.blocks()));
      URI url = port.open();
      assertThat(send(http, url, "PUT", "/admin/clients/127.0.0.1?seconds=60")).isEqualTo(200);
      assertThat(send(http, url, "GET", "/events")).isEqualTo(429);
      assertThat(send(http, url, "GET", "/probe")).isEqualTo(200);
      assertThat(port.blocks().refused()).isEqualTo(1);
      for (String odd : List.of("localhost", "300.1.1.1", "%20", "a%2Fb")) {
        assertThat(send(http, url, "PUT", "/admin/clients/" + odd)).isIn(400, 404);
      }
      assertThat(send(http, url, "PUT", "/admin/clients/127.0.0.1?seconds=-1")).isEqualTo(400);
      assertThat(send(http, url, "DELETE", "/admin/clients/127.0.0.1")).isEqualTo(200);
      assertThat(send(http, url, "DELETE", "/admin/clients/127.0.0.1")).isEqualTo(400);
      assertThat(send(http, url, "GET", "/events")).isEqualTo(200);
    }
  }

  private static int send(HttpClient http, URI url, String method, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  @SuppressWarnings("StringConcatToTextBlock") // The ends of its lines count.
  void requestsThatAreNoHttpAndFramesWithoutAMaskAreCounted() throws Exception {
    try (WebPort port =
        new WebPort(
            ReferenceWebConfig.with(Map.of()),
            new Tokens(List.of(), true),
            new Audit(1, System::nanoTime),
            InstantSource.system())) {
      port.webSocket(
          "/ingest",
          new WebSocketOptions(Role.INGEST, List.of(), false, new Size(1024), 100),
          session -> new Mute());
      URI url = port.open();
      exchange(url, "N0NSENSE\r\n\r\n");
      exchange(url, "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: +5\r\n\r\n");
      String upgrade =
          "GET /ingest HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
      exchange(url, upgrade + "\u0001\u0001a");
      await()
          .untilAsserted(() -> {
            assertThat(port.blocks().count(Offence.MALFORMED_REQUEST)).isEqualTo(2);
            assertThat(port.blocks().count(Offence.PROTOCOL_VIOLATION)).isEqualTo(1);
          });
    }
  }

  private record Mute() implements WebSocketListener {
    @Override
    public void text(ByteBuffer utf8) {
      // Nobody listens.
    }

    @Override
    public void closed(int code, String reason) {
      // Nobody asks.
    }
  }

  /** Sends, and reads until the server has closed. */
  private static void exchange(URI url, String sent) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }
  }
}
