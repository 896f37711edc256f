package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import io.helidon.http.BadRequestException;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A port that is open to anybody, with routes that are not. */
final class AdminRouteTest {
  private static final String LOCAL = "the token of the data directory";
  private static final String READER = "the token of a reader";
  private static final Problem BUSY = new Problem("HF-TST-001", 503, "Busy", "", "");

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AtomicInteger operated = new AtomicInteger();
  private final WebPort port = port(LOCAL);
  private URI url = URI.create("");

  private WebPort port(String local) {
    String hash = HexFormat.of().formatHex(Tokens.sha256(READER));
    var reader = new SecurityConfig.Token("reader", hash, List.of(Role.READ, Role.INGEST));
    return new WebPort(
        ReferenceWebConfig.with(Map.of()),
        new Tokens(List.of(reader), true).withLocal(local),
        new Audit(100, System::nanoTime, lines::add),
        InstantSource.system());
  }

  private HttpService service() {
    return rules ->
        rules
            .get("/look", (request, response) -> response.send("looked"))
            .post(
                "/do",
                (request, response) -> {
                  operated.incrementAndGet();
                  response.send("done");
                })
            .put(
                "/busy",
                (request, response) -> {
                  throw new ProblemException(BUSY);
                })
            .put(
                "/bad",
                (request, response) -> {
                  throw new BadRequestException("no");
                })
            .delete(
                "/bug",
                (request, response) -> {
                  throw new IllegalStateException("secret");
                })
            .post("/two", (request, response) -> response.next())
            .post("/two", (request, response) -> response.status(202).send());
  }

  @BeforeEach
  void open() {
    url = port.open();
    port.http("/admin", Role.ADMIN, service());
  }

  @AfterEach
  void close() {
    port.close();
    client.close();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path)).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> operate(String method, String path)
      throws IOException, InterruptedException {
    return send(method, path, "Authorization", "Bearer " + LOCAL);
  }

  @Test
  void anonymousCallersNeverLookNorOperate() throws Exception {
    assertThat(send("GET", "/admin/look").statusCode()).isEqualTo(401);
    HttpResponse<String> refused = send("POST", "/admin/do");

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
    assertThat(refused.body())
        .contains("HF-WEB-010", "run/admin.token", "Authorization: Bearer")
        .doesNotContain(LOCAL);
    assertThat(operated).hasValue(0);
  }

  @Test
  void theTokenOfTheDataDirectoryOperates() throws Exception {
    assertThat(operate("GET", "/admin/look").body()).isEqualTo("looked\n");
    assertThat(operate("POST", "/admin/do").statusCode()).isEqualTo(200);
    assertThat(operated).hasValue(1);
  }

  @Test
  void aWrongTokenAndOneOfAnotherRoleDoNot() throws Exception {
    assertThat(send("POST", "/admin/do", "Authorization", "Bearer wrong").statusCode())
        .isEqualTo(401);
    assertThat(send("POST", "/admin/do", "Authorization", "Bearer").statusCode()).isEqualTo(401);
    assertThat(send("POST", "/admin/do", "Authorization", "Basic " + LOCAL).statusCode())
        .isEqualTo(401);
    HttpResponse<String> reader = send("POST", "/admin/do", "Authorization", "Bearer " + READER);

    assertThat(reader.statusCode()).isEqualTo(403);
    assertThat(reader.body()).contains("HF-WEB-003", "reader does not hold ADMIN");
    assertThat(operated).hasValue(0);
  }

  @Test
  void aTokenInTheQueryOrACookieIsNone() throws Exception {
    assertThat(send("POST", "/admin/do?token=" + LOCAL.replace(' ', '+')).statusCode())
        .isEqualTo(401);
    assertThat(send("POST", "/admin/do", "Cookie", "token=" + LOCAL).statusCode()).isEqualTo(401);
  }

  @Test
  void theTokenOfAnEarlierStartIsWorthNothing() throws Exception {
    try (WebPort restarted = port("the token of a later start")) {
      url = restarted.open();
      restarted.http("/admin", Role.ADMIN, service());
      assertThat(operate("POST", "/admin/do").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aPageOfAnotherOriginDoesNotOperateEvenWithTheToken() throws Exception {
    String bearer = "Bearer " + LOCAL;
    HttpResponse<String> page =
        send("POST", "/admin/do", "Authorization", bearer, "Origin", "https://evil.example");

    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(operated).hasValue(0);
    assertThat(lines).singleElement().asString().endsWith("status=403 code=HF-WEB-008");
  }

  @Test
  void whatChangesSomethingIsWrittenDownOnceAndLookingIsNot() throws Exception {
    operate("GET", "/admin/look");
    operate("POST", "/admin/do?password=hush");
    awaitLines(1);
    assertThat(lines.getFirst())
        .matches(
            "done who=\"local command line\" from=\"127\\.0\\.0\\.1\" method=\"POST\""
                + " path=\"/admin/do\" status=200 millis=\\d+");
  }

  @Test
  void theStatusOfAFailureIsWrittenDownToo() throws Exception {
    assertThat(operate("PUT", "/admin/busy").statusCode()).isEqualTo(503);
    assertThat(operate("PUT", "/admin/bad").statusCode()).isEqualTo(400);
    assertThat(operate("DELETE", "/admin/bug").statusCode()).isEqualTo(500);
    awaitLines(3);
    assertThat(lines.get(0)).contains("path=\"/admin/busy\" status=503");
    assertThat(lines.get(1)).contains("path=\"/admin/bad\" status=400");
    assertThat(lines.get(2)).contains("path=\"/admin/bug\" status=500");
  }

  @Test
  void aRouteThatPassesTheRequestOnLeavesTheLineToTheNextOne() throws Exception {
    assertThat(operate("POST", "/admin/two").statusCode()).isEqualTo(202);
    awaitLines(1);
    assertThat(lines.getFirst()).contains("path=\"/admin/two\" status=202");
  }

  @Test
  void whoWasRefusedIsWrittenDownWithoutTheToken() throws Exception {
    send("POST", "/admin/do");
    send("GET", "/admin/look", "Authorization", "Bearer hunter2");
    send("POST", "/admin/do", "Authorization", "Bearer " + READER);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("refused who=\"anonymous\"").contains("status=401");
    assertThat(lines.get(1)).startsWith("refused who=\"unknown token\"").contains("\"GET\"");
    assertThat(lines.get(2)).startsWith("refused who=\"reader\"").contains("status=403");
    assertThat(lines.toString()).doesNotContain("hunter2", READER);
  }

  @Test
  void routesOfOtherRolesAreNotWrittenDown() throws Exception {
    port.http("/events", Role.INGEST, service());
    assertThat(send("POST", "/events/do").statusCode()).isEqualTo(200);
    assertThat(send("POST", "/events/do", "Authorization", "Bearer wrong").statusCode())
        .isEqualTo(401);
    assertThat(lines).isEmpty();
  }

  /** The answer may be with the client before the handler has returned. */
  private void awaitLines(int count) {
    await().untilAsserted(() -> assertThat(lines).hasSize(count));
  }
}
