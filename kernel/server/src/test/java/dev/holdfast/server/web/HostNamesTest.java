package dev.holdfast.server.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Role;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages whose name points to this server (DNS rebinding), against a port without tokens. */
class HostNamesTest {
  private static final String TOKEN = "a token that a page cannot know";

  private final WebPort port = port(Map.of("web.host-names", "[hut.example, Observatory.Example]"));
  private URI url = URI.create("");

  private static WebPort port(Map<String, String> settings) {
    String hash = HexFormat.of().formatHex(Tokens.sha256(TOKEN));
    var reader = new SecurityConfig.Token("reader", hash, List.of(Role.READ, Role.INGEST));
    return new WebPort(
        ReferenceWebConfig.with(settings),
        new Tokens(List.of(reader), true),
        new Audit(100, System::nanoTime),
        InstantSource.system());
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

  @BeforeEach
  void open() {
    port.http(
        "/events",
        Role.READ,
        rules -> rules.get("/", (request, response) -> response.send("events")));
    port.http(
        "/events-in",
        Role.INGEST,
        rules -> rules.post("/", (request, response) -> response.send("taken")));
    port.http(
        "/open",
        Role.ANYONE,
        rules ->
            rules.get(
                "/",
                (request, response) ->
                    response.send(port.allows(request, Role.READ) ? "details" : "verdict")));
    port.webSocket(
        "/ingest",
        new WebSocketOptions(Role.INGEST, List.of(), false, new Size(1024), 100),
        session -> new Mute());
    url = port.open();
  }

  @AfterEach
  void close() {
    port.close();
  }

  /** The first line of the answer. */
  private String ask(String request, String host, String... headers) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String head = request + " HTTP/1.1\r\nHost: " + host + "\r\n";
      if (headers.length > 0) {
        head += String.join("\r\n", headers) + "\r\n";
      }
      socket.getOutputStream().write((head + "\r\n").getBytes(US_ASCII));
      byte[] answer = new byte[12];
      socket.getInputStream().readNBytes(answer, 0, answer.length);
      return new String(answer, US_ASCII).substring("HTTP/1.1 ".length());
    }
  }

  private String upgrade(String host) throws IOException {
    return ask(
        "GET /ingest",
        host,
        "Origin: http://" + host,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "evil.example.",
        "hut.example.evil",
        "10.0.0.7",
        "0x7f000001.example",
        "[2001:db8::7]:80",
        "2130706433",
        "127.0.0.1evil",
        "xn--lcalhost-54a",
        ""
      })
  void aForeignNameReadsPostsAndConnectsNothing(String host) throws IOException {
    assertThat(ask("GET /events", host)).isIn("403", "400");
    assertThat(ask("POST /events-in", host, "Content-Length: 0")).isIn("403", "400");
    assertThat(ask("POST /events-in", host, "Origin: http://" + host, "Content-Length: 0"))
        .isIn("403", "400");
    assertThat(upgrade(host)).isIn("403", "400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "localhost.",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.8.9.10",
        "[::1]",
        "[::1]:9000",
        "hut.example",
        "HUT.example:443",
        "observatory.example"
      })
  void itsOwnNamesAreServed(String host) throws IOException {
    assertThat(ask("GET /events", host)).isEqualTo("200");
    assertThat(ask("POST /events-in", host, "Content-Length: 0")).isEqualTo("200");
    assertThat(upgrade(host)).isEqualTo("101");
  }

  @Test
  void aTokenIsEnoughUnderAnyName() throws IOException {
    assertThat(ask("GET /events", "proxy.example", "Authorization: Bearer " + TOKEN))
        .isEqualTo("200");
  }

  @Test
  void whatIsOpenToEverybodyAnswersUnderAnyName() throws IOException {
    assertThat(ask("GET /open", "evil.example")).isEqualTo("200");
  }

  @Test
  void aServerForAllAddressesTrustsTheirNumbersAndNoOtherNames() {
    TrustedHosts hosts = new TrustedHosts("0.0.0.0", List.of());
    assertThat(hosts.trusts("192.0.2.7:8080")).isTrue();
    assertThat(hosts.trusts("[2001:db8::7]")).isTrue();
    assertThat(hosts.trusts("evil.example")).isFalse();
    assertThat(new TrustedHosts("hut.local", List.of()).trusts("hut.local:80")).isTrue();
  }
}
