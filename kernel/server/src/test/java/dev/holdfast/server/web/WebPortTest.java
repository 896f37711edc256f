package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebPortTest {
  private static final Problem TEAPOT =
      new Problem("HF-TST-001", 418, "I am a teapot", "short and stout", "Ask a coffee machine");

  private final HttpClient client = HttpClient.newHttpClient();
  private WebPort port = port(0, List.of(), true);

  private static WebPort port(int number, List<SecurityConfig.Token> tokens, boolean open) {
    return new WebPort(
        ReferenceWebConfig.with(
            Map.of(
                "web.port", Integer.toString(number),
                "web.max-body", "1 KiB",
                "web.slow-request", "20 ms",
                "web.websocket.allowed-origins", "[\"https://ours\"]")),
        new Tokens(tokens, open),
        new Audit(1, System::nanoTime),
        InstantSource.system());
  }

  @AfterEach
  void close() {
    port.close();
  }

  private static HttpService says(String text) {
    return rules -> rules.get("/", (request, response) -> response.send(text));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(URI url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url));
  }

  @Test
  void routesComeAndGoWhileThePortIsOpen() throws Exception {
    URI url = port.open();
    assertThat(get(url.resolve("/a")).statusCode()).isEqualTo(404);
    try (AutoCloseable a = port.http("/a", Role.ANYONE, says("a"))) {
      assertThat(get(url.resolve("/a")).body()).isEqualTo("a\n");
      assertThat(a).isNotNull();
    }
    assertThat(get(url.resolve("/a")).statusCode()).isEqualTo(404);
  }

  @Test
  void twoServicesShareAPath() throws Exception {
    URI url = port.open();
    port.http("/a", Role.ANYONE, says("got"));
    port.http(
        "/a",
        Role.INGEST,
        rules -> rules.post("/", (request, response) -> response.send("posted")));
    assertThat(get(url.resolve("/a")).body()).isEqualTo("got\n");
    assertThat(
            send(HttpRequest.newBuilder(url.resolve("/a"))
                    .POST(HttpRequest.BodyPublishers.noBody()))
                .body())
        .isEqualTo("posted\n");
  }

  @Test
  void aProblemBecomesProblemJson() throws Exception {
    URI url = port.open();
    port.http(
        "/tea",
        Role.ANYONE,
        rules ->
            rules.get(
                "/",
                (request, response) -> {
                  throw new ProblemException(TEAPOT, Duration.ofMillis(1500), null);
                }));
    HttpResponse<String> response = get(url.resolve("/tea"));
    assertThat(response.statusCode()).isEqualTo(418);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("retry-after")).hasValue("2");
    assertThat(response.body())
        .isEqualTo(
            """
            {"type":"urn:holdfast:problem:HF-TST-001","title":"I am a teapot","status":418,\
            "detail":"short and stout","code":"HF-TST-001","remedy":"Ask a coffee machine",\
            "retryable":true}
            """);
  }

  @Test
  void whatNobodyExpectedIsA500WithoutDetails() throws Exception {
    URI url = port.open();
    port.http(
        "/bad",
        Role.ANYONE,
        rules ->
            rules.get(
                "/",
                (request, response) -> {
                  throw new IllegalStateException("secret");
                }));
    HttpResponse<String> response = get(url.resolve("/bad"));
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("HF-WEB-006").doesNotContain("secret");
  }

  @Test
  void anUnknownPathIsAProblemToo() throws Exception {
    HttpResponse<String> response = get(port.open().resolve("/nothing"));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("HF-WEB-001");
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
  }

  @Test
  void tokensAreAskedForAndRolesAreChecked() throws Exception {
    String hash = HexFormat.of().formatHex(Tokens.sha256("reader's token"));
    port = port(0, List.of(new SecurityConfig.Token("reader", hash, List.of(Role.READ))), false);
    URI url = port.open();
    port.http("/r", Role.READ, says("r"));
    port.http("/w", Role.INGEST, says("w"));
    HttpResponse<String> nobody = get(url.resolve("/r"));
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("www-authenticate")).hasValue("Bearer");
    assertThat(get(url.resolve("/r"), "wrong")).isEqualTo(401);
    assertThat(get(url.resolve("/r"), "reader's token")).isEqualTo(200);
    assertThat(get(url.resolve("/w"), "reader's token")).isEqualTo(403);
  }

  private int get(URI url, String token) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url).header("Authorization", "Bearer " + token))
        .statusCode();
  }

  @Test
  void aPageOfAnotherOriginChangesNothing() throws Exception {
    URI url = port.open();
    port.http(
        "/a", Role.INGEST, rules -> rules.post("/", (request, response) -> response.send("ok")));
    assertThat(post(url, "https://evil.example")).isEqualTo(403);
    assertThat(post(url, "https://ours")).isEqualTo(200);
    assertThat(post(url, "http://" + url.getAuthority())).isEqualTo(200);
  }

  private int post(URI url, String origin) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url.resolve("/a"))
            .header("Origin", origin)
            .POST(HttpRequest.BodyPublishers.noBody()))
        .statusCode();
  }

  @Test
  void aBodyOverTheLimitIsRefused() throws Exception {
    URI url = port.open();
    port.http(
        "/a",
        Role.ANYONE,
        rules ->
            rules.post(
                "/", (request, response) -> response.send(request.content().as(byte[].class))));
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(url.resolve("/a"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2000])));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("HF-WEB-005");
  }

  @Test
  void aPortInUseIsNamed() {
    URI url = port.open();
    WebPort second = port(url.getPort(), List.of(), true);
    assertThatThrownBy(second::open)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-WEB-009")
        .hasMessageContaining("127.0.0.1:" + url.getPort());
  }

  @Test
  void everyAnswerIsMeasuredAndTheSlowOnesAreKept() throws Exception {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    port.requests()
        .watch((route, method, status, took) -> heard.add(route + " " + method + " " + status));
    URI url = port.open();
    port.http("/quick", Role.ANYONE, says("quick"));
    port.http(
        "/slow",
        Role.ANYONE,
        rules ->
            rules.get(
                "/{what}",
                (request, response) -> {
                  long begun = System.nanoTime();
                  while (System.nanoTime() - begun < Duration.ofMillis(30).toNanos()) {
                    Thread.onSpinWait();
                  }
                  throw new ProblemException(TEAPOT);
                }));
    get(url.resolve("/quick"));
    get(url.resolve("/slow/tea?secret=x"));
    await().untilAsserted(() -> assertThat(heard).contains("/quick GET 200", "/slow GET 418"));
    assertThat(port.requests().newest())
        .filteredOn(slow -> slow.path().startsWith("/slow"))
        .singleElement()
        .satisfies(slow -> {
          assertThat(slow.path()).isEqualTo("/slow/tea");
          assertThat(slow.status()).isEqualTo(418);
          assertThat(slow.took()).isGreaterThan(Duration.ofMillis(20));
        });
  }

  @Test
  void whileClientsAreRefusedAdminsAndOpenPathsGoOn() throws Exception {
    URI url = port.open();
    port.http("/open", Role.ANYONE, says("open"));
    port.http("/events", Role.READ, says("events"));
    port.refuseClients(TEAPOT);
    HttpResponse<String> refused = get(url.resolve("/events"));
    assertThat(refused.statusCode()).isEqualTo(418);
    assertThat(refused.headers().firstValue("retry-after")).hasValue("5");
    assertThat(get(url.resolve("/open")).body()).isEqualTo("open\n");
    port.admitClients();
    assertThat(get(url.resolve("/events")).body()).isEqualTo("events\n");
  }
}
