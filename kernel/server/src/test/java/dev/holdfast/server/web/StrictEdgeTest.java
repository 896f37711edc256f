package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What bytes on a socket become: which requests a route sees, what is answered, who closes. */
class StrictEdgeTest {
  private static final String HOST = "Host: a\r\n";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  private static final Duration LINGER = Duration.ofSeconds(5);

  private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
  private static final WebPort WEB =
      new WebPort(
          ReferenceWebConfig.with(
              Map.of(
                  "web.head-timeout", "1 s",
                  "web.body-timeout", "2 s",
                  "web.write-timeout", "1 s",
                  "web.linger-timeout", LINGER.toSeconds() + " s",
                  "web.max-head", "4 KiB")),
          new Tokens(List.of(), true),
          new Audit(1, System::nanoTime),
          InstantSource.system());
  private static int port;

  @BeforeAll
  static void open() {
    WEB.http(
        "/",
        Role.ANYONE,
        rules ->
            rules
                .get(
                    "/get",
                    (request, response) -> {
                      SEEN.add("GET /get");
                      response.send("got");
                    })
                .get(
                    "/smuggled",
                    (request, response) -> {
                      SEEN.add("smuggled");
                      response.send("smuggled");
                    })
                .get(
                    "/stream",
                    (request, response) -> {
                      SEEN.add("GET /stream");
                      try (var out = response.outputStream()) {
                        for (int i = 0; i < 3; i++) {
                          out.write("part ".getBytes(StandardCharsets.US_ASCII));
                          out.flush();
                        }
                      }
                    })
                .get(
                    "/large",
                    (request, response) -> {
                      SEEN.add("GET /large");
                      response.send(new byte[12 << 20]);
                    })
                .post(
                    "/refused",
                    (request, response) -> {
                      SEEN.add("POST /refused");
                      throw new ProblemException(WebProblems.UNAUTHENTICATED);
                    })
                .post(
                    "/post",
                    (request, response) -> {
                      try (InputStream in = request.content().inputStream()) {
                        String body = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                        SEEN.add("POST " + body);
                        response.send("took " + body);
                      }
                    }));
    port = WEB.open().getPort();
  }

  @AfterAll
  static void close() {
    WEB.close();
  }

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  /** A client that waits for the end before it closes must not be waited for. */
  @Test
  void whoIsRefusedIsToldAtOnceThatThisWasAll() throws IOException {
    try (Wire wire = new Wire(port)) {
      long begun = System.nanoTime();
      assertThat(wire.send("NONSENSE / HTTP/1.1\r\n" + HOST + "\r\n").rest())
          .startsWith("HTTP/1.1 501 ")
          .doesNotContain("<still open>", "<reset>");
      assertThat(System.nanoTime() - begun).isLessThan(LINGER.toNanos());
    }
  }

  /** What was sent, the status of the answer, and why nothing of it may run. */
  record Form(String name, String bytes, int status) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Form post(String name, int status, String framing, String body) {
    return new Form(name, "POST /post HTTP/1.1\r\n" + HOST + framing + "\r\n" + body, status);
  }

  private static Form get(String name, int status, String headers) {
    return new Form(name, "GET /get HTTP/1.1\r\n" + headers + "\r\n", status);
  }

  static Stream<Form> refused() {
    String chunked = "Transfer-Encoding: chunked\r\n";
    return Stream.of(
        post("two equal lengths", 400, "Content-Length: 3\r\nContent-Length: 3\r\n", "abc"),
        post("two lengths", 400, "Content-Length: 3\r\nContent-Length: 0\r\n", "abc"),
        post("a list of lengths", 400, "Content-Length: 3, 3\r\n", "abc"),
        post("length with plus", 400, "Content-Length: +66\r\n", SMUGGLED),
        post("negative length", 400, "Content-Length: -5\r\n", SMUGGLED),
        post("length in hex", 400, "Content-Length: 0x3\r\n", "abc"),
        post("length with a point", 400, "Content-Length: 3.0\r\n", "abc"),
        post("length with a blank", 400, "Content-Length: 1 0\r\n", SMUGGLED),
        post("empty length", 400, "Content-Length:\r\n", SMUGGLED),
        post("length of 30 digits", 400, "Content-Length: " + "9".repeat(30) + "\r\n", ""),
        post("length in other digits", 400, "Content-Length: \u00b3\r\n", "abc"),
        post("length and chunked", 400, "Content-Length: 5\r\n" + chunked, "0\r\n\r\n" + SMUGGLED),
        post("chunked and length", 400, chunked + "Content-Length: 5\r\n", "0\r\n\r\n" + SMUGGLED),
        post("chunked twice", 400, chunked + chunked, "0\r\n\r\n" + SMUGGLED),
        post("chunked in a list", 400, "Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"),
        post("unknown coding", 400, "Transfer-Encoding: cow\r\n", SMUGGLED),
        post("identity", 400, "Transfer-Encoding: identity\r\n", SMUGGLED),
        post("gzip before chunked", 400, "Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
        post("gzip behind chunked", 400, "Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"),
        post("empty coding", 400, "Transfer-Encoding:\r\n", SMUGGLED),
        post("coding in quotes", 400, "Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"),
        post("coding with a vertical tab", 400, "Transfer-Encoding: \u000bchunked\r\n", ""),
        post("blank before the colon", 400, "Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
        post("tab before the colon", 400, "Content-Length\t: 3\r\n", "abc"),
        post("header in two lines", 400, "X: a\r\n Content-Length: 3\r\n", "abc"),
        post("first header indented", 400, "X: a\r\n\tb\r\n", ""),
        post("NUL in a value", 400, "X: a\u0000b\r\n", ""),
        post("NUL in a name", 400, "X\u0000: a\r\n", ""),
        post("CR in a value", 400, "X: a\rContent-Length: 3\r\n", "abc"),
        post("LF alone", 400, "X: a\nContent-Length: 3\r\n", "abc"),
        post("DEL in a value", 400, "X: \u007f\r\n", ""),
        post("name with a bracket", 400, "X[]: a\r\n", ""),
        post("name of high bytes", 400, "\u00e9: a\r\n", ""),
        post("no colon", 400, "Content-Length 3\r\n", "abc"),
        post("empty name", 400, ": 3\r\n", "abc"),
        post("chunk size with plus", 400, chunked, "+42\r\n" + SMUGGLED),
        post("negative chunk size", 400, chunked, "-1\r\n" + SMUGGLED),
        post("chunk size in 0x", 400, chunked, "0x3\r\nabc\r\n0\r\n\r\n"),
        post("chunk size with a blank", 400, chunked, "3 \r\nabc\r\n0\r\n\r\n"),
        post("blank before a chunk size", 400, chunked, " 3\r\nabc\r\n0\r\n\r\n"),
        post("empty chunk size", 400, chunked, "\r\nabc\r\n0\r\n\r\n"),
        post("chunk size of 20 digits", 400, chunked, "fffffffffffffffffff3\r\nabc"),
        post("chunk size ends with LF", 400, chunked, "3\nabc\r\n0\r\n\r\n"),
        post("chunk size ends with CR", 400, chunked, "3\rabc\r\n0\r\n\r\n"),
        post("control in an extension", 400, chunked, "3;a=\u0001\r\nabc\r\n0\r\n\r\n"),
        post("endless extension", 400, chunked, "3;" + "a".repeat(5000) + "\r\nabc\r\n0\r\n\r\n"),
        get("no host", 400, ""),
        get("two hosts", 400, "Host: a\r\nHost: b\r\n"),
        get("two equal hosts", 400, "Host: a\r\nHost: a\r\n"),
        get("list of hosts", 400, "Host: a, b\r\n"),
        get("host with a path", 400, "Host: a/b\r\n"),
        get("host with a user", 400, "Host: u@a\r\n"),
        get("host with a wrong port", 400, "Host: a:b\r\n"),
        get("empty host", 400, "Host:\r\n"),
        get("other expectation", 417, HOST + "Expect: 200-ok\r\n"),
        get("too long", 431, HOST + "X: " + "a".repeat(5000) + "\r\n"),
        get("too many", 431, HOST + "X: a\r\n".repeat(1000)),
        new Form("line of two words", "GET /get\r\n" + HOST + "\r\n", 400),
        new Form("line of four words", "GET /get /x HTTP/1.1\r\n" + HOST + "\r\n", 400),
        new Form("two blanks", "GET  /get HTTP/1.1\r\n" + HOST + "\r\n", 400),
        new Form("tab in the line", "GET\t/get HTTP/1.1\r\n" + HOST + "\r\n", 400),
        new Form("line ends with LF", "GET /get HTTP/1.1\n" + HOST + "\r\n", 400),
        new Form("empty lines", "\r\n\r\nGET /get HTTP/1.1\r\n" + HOST + "\r\n", 400),
        new Form("version 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        new Form("version 1.2", "GET /get HTTP/1.2\r\n" + HOST + "\r\n", 505),
        new Form("version in small", "GET /get http/1.1\r\n" + HOST + "\r\n", 400),
        new Form("target with a fragment", "GET /get#a HTTP/1.1\r\n" + HOST + "\r\n", 400),
        new Form("target of high bytes", "GET /\u00e9 HTTP/1.1\r\n" + HOST + "\r\n", 400),
        new Form("target without a slash", "GET get HTTP/1.1\r\n" + HOST + "\r\n", 400),
        new Form("target of another host", "GET http://b/get HTTP/1.1\r\n" + HOST + "\r\n", 400),
        new Form("nonsense method", "NONSENSE /get HTTP/1.1\r\n" + HOST + "\r\n", 501),
        new Form("method in small", "get /get HTTP/1.1\r\n" + HOST + "\r\n", 501),
        new Form("TRACE", "TRACE /get HTTP/1.1\r\n" + HOST + "\r\n", 501),
        new Form("CONNECT", "CONNECT a:80 HTTP/1.1\r\n" + HOST + "\r\n", 501),
        new Form("method with a comma", "GE,T /get HTTP/1.1\r\n" + HOST + "\r\n", 400),
        new Form("TLS to a port without", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000", 400),
        new Form(
            "chunks of 1.0", "POST /post HTTP/1.0\r\n" + HOST + chunked + "\r\n0\r\n\r\n", 400));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesBeforeAnyRouteAndCloses(Form form) throws IOException {
    try (Wire wire = new Wire(port)) {
      // The second one would be answered if the connection went on.
      String answer = wire.send(form.bytes() + SMUGGLED).rest();

      assertThat(answer).startsWith("HTTP/1.1 " + form.status() + " ");
      assertThat(answer).contains("\r\nConnection: close\r\n").contains("application/problem+json");
      assertThat(answer.split("HTTP/1.1 \\d")).as("one answer").hasSize(2);
      assertThat(SEEN).isEmpty();
    }
  }

  static Stream<Form> taken() {
    String chunked = "Transfer-Encoding: chunked\r\n";
    return Stream.of(
        post("length", 200, "Content-Length: 3\r\n", "abc"),
        post("length with blanks", 200, "Content-Length:\t 3 \r\n", "abc"),
        post("length with zeros", 200, "content-length: 003\r\n", "abc"),
        post("chunked", 200, chunked, "3\r\nabc\r\n0\r\n\r\n"),
        post("chunked in pieces", 200, chunked, "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"),
        post("Chunked", 200, "Transfer-Encoding: Chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"),
        post("CHUNKED", 200, "TRANSFER-ENCODING:CHUNKED\r\n", "003\r\nabc\r\n000\r\n\r\n"),
        post("extensions", 200, chunked, "3;a=b;c=\"d;e\"\r\nabc\r\n0;x\r\n\r\n"),
        post("trailers", 200, chunked + "Trailer: X\r\n", "3\r\nabc\r\n0\r\nX: y\r\nZ:\r\n\r\n"),
        post("expectation", 200, "Content-Length: 3\r\nExpect: 100-Continue\r\n", "abc"),
        post("header of high bytes", 200, "Content-Length: 3\r\nX: \u00e9\r\n", "abc"),
        new Form(
            "absolute target",
            "POST http://A/post HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            200),
        new Form(
            "an empty line before",
            "\r\nPOST /post HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 3\r\n\r\nabc",
            200));
  }

  @ParameterizedTest
  @MethodSource("taken")
  void takesWhatTheStandardAllowsAndGoesOn(Form form) throws IOException {
    try (Wire wire = new Wire(port)) {
      String answer = wire.send(form.bytes()).answer();
      if (answer.startsWith("HTTP/1.1 100 ")) {
        answer = wire.answer();
      }

      assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("took abc\n");
      assertThat(wire.send("GET /get HTTP/1.1\r\nHost: a\r\n\r\n").answer()).endsWith("got\n");
    }
  }

  @Test
  @SuppressWarnings("StringConcatToTextBlock") // The ends of its lines count.
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    try (Wire wire = new Wire(port)) {
      wire.send(
          "POST /post HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Content-Length: 1\r\n\r\n"
              + "1GET /get HTTP/1.1\r\n"
              + "Host: a\r\n\r\n"
              + "POST /post HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n"
              + "1\r\n"
              + "2\r\n"
              + "0\r\n\r\n"
              + "GET /get HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Connection: close\r\n\r\n");

      assertThat(wire.answer()).endsWith("took 1\n");
      assertThat(wire.answer()).endsWith("got\n");
      assertThat(wire.answer()).endsWith("took 2\n");
      assertThat(wire.answer()).contains("\r\nConnection: close\r\n").endsWith("got\n");
      assertThat(wire.rest()).isEmpty();
    }
  }

  static Stream<String> closing() {
    String body = "Content-Length: " + SMUGGLED.length() + "\r\n";
    return Stream.of(
        "POST /refused HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + body + "\r\n",
        "POST /refused HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n" + body + "\r\n",
        "POST /refused HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n" + body + "\r\n",
        "POST /refused HTTP/1.1\r\nHost: a\r\nConnection: x\r\nconnection: close\r\n"
            + body
            + "\r\n",
        "POST /refused HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" + body + "\r\n",
        "POST /refused HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n"
            + body
            + "\r\n",
        "POST /unknown HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" + body + "\r\n",
        "GET /get HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" + body + "\r\n",
        "POST /get HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + body + "\r\n",
        "GET /get HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /get HTTP/1.0\r\n\r\n",
        "POST /refused HTTP/1.0\r\n" + body + "\r\n");
  }

  @ParameterizedTest
  @MethodSource("closing")
  void runsNothingBehindTheLastRequestAndCloses(String last) throws IOException {
    try (Wire wire = new Wire(port)) {
      String answer = wire.send(last + SMUGGLED + SMUGGLED).rest();

      assertThat(answer).startsWith("HTTP/1.1 ").contains("\r\nConnection: close\r\n");
      assertThat(answer).doesNotContain("smuggled").doesNotContain("<still open>");
      assertThat(SEEN).doesNotContain("smuggled");
    }
  }

  /** Most clients send a small body before they know that nobody reads it. */
  @Test
  void aSmallBodyThatNobodyReadCostsNoConnection() throws IOException {
    try (Wire wire = new Wire(port)) {
      wire.send("POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");

      assertThat(wire.answer()).startsWith("HTTP/1.1 401 ");
      assertThat(wire.send("GET /get HTTP/1.1\r\nHost: a\r\n\r\n").answer()).endsWith("got\n");
    }
  }

  @Test
  void aBodyWithABadSecondChunkIsA400() throws IOException {
    try (Wire wire = new Wire(port)) {
      String answer =
          wire.send(
                  "POST /post HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + "3\r\nabc\r\n+3\r\nabc\r\n0\r\n\r\n"
                      + SMUGGLED)
              .rest();

      assertThat(answer).startsWith("HTTP/1.1 400 ").contains("HF-WEB-021");
      assertThat(answer.split("HTTP/1.1 \\d")).hasSize(2);
      assertThat(SEEN).isEmpty();
    }
  }

  @Test
  void servesHttp10() throws IOException {
    try (Wire wire = new Wire(port)) {
      String answer = wire.send("GET /stream HTTP/1.0\r\n\r\n").rest();

      assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\npart part part ");
      assertThat(answer).doesNotContain("chunked");
    }
    try (Wire wire = new Wire(port)) {
      wire.send("GET /get HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
      assertThat(wire.answer()).contains("\r\nConnection: keep-alive\r\n").endsWith("got\n");
      wire.send("POST /post HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(wire.rest()).endsWith("took abc\n");
    }
  }

  @Test
  void answersHeadAsGetWithoutABody() throws IOException {
    try (Wire wire = new Wire(port)) {
      wire.send("HEAD /get HTTP/1.1\r\nHost: a\r\n\r\nGET /get HTTP/1.1\r\nHost: a\r\n\r\n");
      String both = wire.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n").rest();

      assertThat(both.split("HTTP/1.1 200 ")).hasSize(4);
      assertThat(both).contains("Content-Length: 4\r\n").containsOnlyOnce("\r\n\r\ngot");
      assertThat(both).doesNotContain("part");
    }
  }

  @Test
  void namesTheMethodsOfAPath() throws IOException {
    try (Wire wire = new Wire(port)) {
      wire.send("DELETE /post HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(wire.answer())
          .startsWith("HTTP/1.1 405 ")
          .contains("\r\nAllow: OPTIONS, POST\r\n")
          .contains("HF-WEB-028");
      wire.send("OPTIONS /get HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(wire.answer())
          .startsWith("HTTP/1.1 204 ")
          .contains("\r\nAllow: GET, HEAD, OPTIONS\r\n");
      wire.send("OPTIONS /nowhere HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(wire.answer()).startsWith("HTTP/1.1 404 ");
      wire.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(wire.answer()).startsWith("HTTP/1.1 204 ").contains("\r\nAllow: ");
    }
  }

  @Test
  void cutsABodyThatDribbles() throws IOException {
    long before = faults("slow-body");
    try (Wire wire = new Wire(port)) {
      wire.send("POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na");

      assertThat(wire.rest()).startsWith("HTTP/1.1 408 ").contains("HF-WEB-027");
      assertThat(faults("slow-body")).isEqualTo(before + 1);
    }
  }

  @Test
  void cutsAHeadThatDribbles() throws IOException {
    try (Wire wire = new Wire(port)) {
      assertThat(wire.send("GET /get HTTP/1.1\r\nHo").rest())
          .startsWith("HTTP/1.1 408 ")
          .contains("HF-WEB-026");
    }
  }

  @Test
  void cutsAClientThatDoesNotReadItsAnswer() throws IOException {
    long before = faults("slow-reader");
    try (Wire wire = new Wire(port)) {
      wire.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");

      await().atMost(Duration.ofSeconds(20)).until(() -> faults("slow-reader") == before + 1);
    }
  }

  @Test
  void countsProducersThatVanish() throws IOException {
    long before = faults("vanished-in-body");
    Wire wire = new Wire(port);
    wire.send(
        "POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
    assertThat(wire.answer()).startsWith("HTTP/1.1 100 ");
    wire.send("abc").vanish();
    await().until(() -> faults("vanished-in-body") == before + 1);
    try (Wire half = new Wire(port)) {
      half.send("POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
      half.finishSending();
      assertThat(half.rest()).startsWith("HTTP/1.1 400 ");
    }
    assertThat(faults("vanished-in-body")).isEqualTo(before + 2);
  }

  private static long faults(String kind) {
    return WEB.edgeFigures().faults().getOrDefault(kind, 0L);
  }
}
