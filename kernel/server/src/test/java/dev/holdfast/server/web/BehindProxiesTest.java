package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Behind a real nginx and a real HAProxy that deny {@code /smuggled}: nothing that a client writes
 * makes the server run it, and what everybody sends works. In the configuration that people have,
 * and in the one of the documents.
 */
class BehindProxiesTest {
  /** Milliseconds; a proxy may wait much longer for the rest of what is no request. */
  private static final int PATIENCE = 3_000;

  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final WebPort web =
      new WebPort(
          ReferenceWebConfig.with(Map.of("web.head-timeout", "2 s")),
          new Tokens(List.of(), true),
          new Audit(1, System::nanoTime),
          InstantSource.system());
  private int port;
  @TempDir Path folder;

  @BeforeEach
  void open() {
    web.http(
        "/",
        Role.ANYONE,
        rules ->
            rules
                .get("/get", (request, response) -> response.send("got"))
                .get("/health/ready", (request, response) -> response.send("ready"))
                .get(
                    "/stream",
                    (request, response) -> {
                      try (var out = response.outputStream()) {
                        out.write("part ".getBytes(StandardCharsets.US_ASCII));
                        out.flush();
                        out.write("part ".getBytes(StandardCharsets.US_ASCII));
                      }
                    })
                .get(
                    "/smuggled",
                    (request, response) -> {
                      seen.add("smuggled");
                      response.send("smuggled");
                    })
                .post(
                    "/refused",
                    (request, response) -> {
                      throw new ProblemException(WebProblems.UNAUTHENTICATED);
                    })
                .post(
                    "/post",
                    (request, response) -> {
                      try (InputStream in = request.content().inputStream()) {
                        response.send(
                            "took " + new String(in.readAllBytes(), StandardCharsets.US_ASCII));
                      }
                    }));
    port = web.open().getPort();
  }

  @AfterEach
  void close() {
    web.close();
  }

  @Test
  void nginxAsItComes() throws Exception {
    try (Proxy nginx = Proxy.nginx(folder, port)) {
      servesWhatEverybodySends(nginx);
      runsNothingThatIsDenied(nginx);
    }
  }

  @Test
  void nginxAsTheDocumentsSay() throws Exception {
    try (Proxy nginx =
        Proxy.nginx(
            folder,
            port,
            "proxy_http_version 1.1;",
            "proxy_set_header Connection \"\";",
            "proxy_set_header Host $host;",
            "proxy_request_buffering off;")) {
      servesWhatEverybodySends(nginx);
      runsNothingThatIsDenied(nginx);
    }
  }

  @Test
  void haproxyAsItComes() throws Exception {
    try (Proxy haproxy = Proxy.haproxy(folder, port, "option httpchk")) {
      staysUp(haproxy);
      servesWhatEverybodySends(haproxy);
      runsNothingThatIsDenied(haproxy);
    }
  }

  @Test
  void haproxyAsTheDocumentsSay() throws Exception {
    String check =
        "option httpchk\n"
            + "  http-check send meth GET uri /health/ready ver HTTP/1.1 hdr Host holdfast";
    try (Proxy haproxy = Proxy.haproxy(folder, port, check)) {
      staysUp(haproxy);
      servesWhatEverybodySends(haproxy);
      runsNothingThatIsDenied(haproxy);
    }
  }

  /** Two checks that fail take the server out. */
  private static void staysUp(Proxy haproxy) {
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(10))
        .until(() -> ask(haproxy.port, "GET /checked HTTP/1.0\r\n\r\n").contains(" 204 "));
  }

  private static void servesWhatEverybodySends(Proxy proxy) throws IOException {
    String close = " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
    assertThat(ask(proxy.port, "GET /get" + close + "\r\n")).contains(" 200 ").endsWith("got\n");
    assertThat(ask(proxy.port, "HEAD /get" + close + "\r\n"))
        .contains(" 200 ")
        .doesNotContain("got");
    assertThat(ask(proxy.port, "GET /stream" + close + "\r\n")).contains(" 200 ").contains("part ");
    assertThat(ask(proxy.port, "POST /post" + close + "Content-Length: 3\r\n\r\nabc"))
        .contains(" 200 ")
        .contains("took abc");
    String chunked = "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    assertThat(ask(proxy.port, "POST /post" + close + chunked))
        .contains(" 200 ")
        .contains("took abc");
    assertThat(ask(proxy.port, "GET /smuggled" + close + "\r\n")).contains(" 403 ");
  }

  private void runsNothingThatIsDenied(Proxy proxy) throws Exception {
    String smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    List<String> all =
        Stream.concat(
                Stream.concat(StrictEdgeTest.refused(), StrictEdgeTest.taken())
                    .map(StrictEdgeTest.Form::bytes),
                StrictEdgeTest.closing())
            .toList();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers =
          all.stream()
              .map(bytes ->
                  clients.submit(() ->
                      ask(proxy.port, bytes + smuggled + "GET /get HTTP/1.0\r\n\r\n", PATIENCE)))
              .toList();
      for (Future<String> answer : answers) {
        answer.get();
      }
    }
    // Whatever was still on its way upstream is through when this is.
    assertThat(ask(proxy.port, "GET /get HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .endsWith("got\n");
    assertThat(seen).isEmpty();
  }

  private static String ask(int port, String bytes) throws IOException {
    return ask(port, bytes, 20_000);
  }

  private static String ask(int port, String bytes, int patienceMillis) throws IOException {
    try (Wire wire = new Wire(port, patienceMillis)) {
      return wire.send(bytes).rest();
    }
  }
}
