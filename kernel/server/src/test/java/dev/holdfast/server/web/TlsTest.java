package dev.holdfast.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.web.tls.CertificateNews;
import dev.holdfast.server.web.tls.CertificateWatch;
import dev.holdfast.server.web.tls.ServerTls;
import dev.holdfast.server.web.tls.TlsSettings;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.WebSocketSession;
import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web port over TLS, with certificates of the JDK's own tool. */
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path directory = Path.of("");

  private final ManualClock clock = new ManualClock(Instant.now());

  /** Made once: a certificate costs the start of a JVM. */
  private static final Map<String, byte[]> MADE = new ConcurrentHashMap<>();

  /** Writes {@code <name>.p12}, and {@code <name>.pem} and {@code <name>.key} as PEM. */
  private void make(String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    if (MADE.containsKey(name)) {
      Files.write(store, MADE.get(name));
    } else {
      keytool(name);
      MADE.put(name, Files.readAllBytes(store));
    }
    KeyStore read = KeyStore.getInstance(store.toFile(), PASSWORD);
    write(name + ".pem", "CERTIFICATE", read.getCertificate("server").getEncoded());
    write(name + ".key", "PRIVATE KEY", read.getKey("server", PASSWORD).getEncoded());
  }

  private void write(String file, String kind, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        directory.resolve(file),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  private void keytool(String name) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String words =
        " -genkeypair -alias server -keyalg EC -ext san=dns:localhost,ip:127.0.0.1 -validity 30"
            + " -storetype PKCS12 -storepass changeit -dname CN="
            + name
            + " -keystore "
            + name
            + ".p12";
    Process process =
        new ProcessBuilder((tool + words).split(" "))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  private WebPort port(Map<String, String> settings) {
    WebPort port =
        new WebPort(
            ReferenceWebConfig.with(settings),
            new Tokens(List.of(), true).withLocal("local"),
            new Audit(1, System::nanoTime),
            InstantSource.system(),
            directory);
    port.http("/hello", Role.READ, rules -> rules.get("/", (in, out) -> out.send("hello")));
    port.http("/open", Role.ANYONE, rules -> rules.get("/", (in, out) -> out.send("open")));
    port.webSocket(
        "/echo",
        new WebSocketOptions(Role.INGEST, List.of(), false, new Size(1 << 20), 100),
        Echo::new);
    return port;
  }

  private record Echo(WebSocketSession session) implements WebSocketListener {
    @Override
    public void text(ByteBuffer utf8) {
      byte[] copy = new byte[utf8.remaining()];
      utf8.get(copy);
      session.offer(copy);
    }

    @Override
    public void closed(int code, String reason) {
      // Nobody asks.
    }
  }

  private HttpClient client(String trusted, @Nullable String own, String... protocols)
      throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    try (var in = Files.newInputStream(directory.resolve(trusted + ".pem"))) {
      trust.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trusts =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusts.init(trust);
    KeyManager[] keys = null;
    if (own != null) {
      KeyManagerFactory mine =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      mine.init(KeyStore.getInstance(directory.resolve(own + ".p12").toFile(), PASSWORD), PASSWORD);
      keys = mine.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trusts.getTrustManagers(), null);
    SSLParameters parameters = new SSLParameters();
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    return HttpClient.newBuilder().sslContext(context).sslParameters(parameters).build();
  }

  private static int get(HttpClient client, URI url, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static X509Certificate shown(HttpClient client, URI url) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            client.sslContext().getSocketFactory().createSocket(url.getHost(), url.getPort())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private Map<String, String> pem(String name) {
    return Map.of("web.tls.certificate-file", name + ".pem", "web.tls.key-file", name + ".key");
  }

  @Test
  void httpAndWebSocketAreServedOverPemFiles() throws Exception {
    make("hut");
    try (WebPort port = port(pem("hut"));
        HttpClient client = client("hut", null)) {
      URI url = port.open();
      assertThat(url.getScheme()).isEqualTo("https");
      HttpRequest request = HttpRequest.newBuilder(url.resolve("/hello")).build();
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("hello\n");
      assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      String sent = "x".repeat(100_000);
      assertThat(echo(client, url, sent)).isEqualTo(sent);
    }
  }

  private static String echo(HttpClient client, URI url, String text) throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    StringBuilder parts = new StringBuilder();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("wss://" + url.getAuthority() + "/echo"),
                new WebSocket.Listener() {
                  @Override
                  public @Nullable CompletionStage<?> onText(
                      WebSocket from, CharSequence data, boolean last) {
                    parts.append(data);
                    if (last) {
                      heard.complete(parts.toString());
                    }
                    from.request(1);
                    return null;
                  }
                })
            .get(10, TimeUnit.SECONDS);
    try {
      socket.sendText(text, true).get(10, TimeUnit.SECONDS);
      return heard.get(10, TimeUnit.SECONDS);
    } finally {
      // A client waits for its open sessions when it is closed.
      socket.abort();
    }
  }

  @Test
  void aKeyStoreServesToo() throws Exception {
    make("hut");
    Map<String, String> settings =
        Map.of("web.tls.key-store-file", "hut.p12", "web.tls.key-store-password", "changeit");
    try (WebPort port = port(settings);
        HttpClient client = client("hut", null)) {
      assertThat(get(client, port.open(), "/hello")).isEqualTo(200);
    }
  }

  @Test
  void anOlderVersionThanAllowedIsRefused() throws Exception {
    make("hut");
    Map<String, String> settings = new HashMap<>(pem("hut"));
    settings.put("web.tls.min-version", "TLS_1_3");
    try (WebPort port = port(settings);
        HttpClient old = client("hut", null, "TLSv1.2");
        HttpClient current = client("hut", null)) {
      URI url = port.open();
      assertThat(get(current, url, "/hello")).isEqualTo(200);
      assertThatThrownBy(() -> get(old, url, "/hello")).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void clientsShowACertificateWhereOneIsAskedForButProbesNeedNone() throws Exception {
    make("hut");
    make("producer");
    make("stranger");
    Map<String, String> settings = new HashMap<>(pem("hut"));
    settings.put("web.tls.client-ca-file", "producer.pem");
    try (WebPort port = port(settings);
        HttpClient producer = client("hut", "producer");
        HttpClient nobody = client("hut", null);
        HttpClient stranger = client("hut", "stranger")) {
      URI url = port.open();
      assertThat(get(producer, url, "/hello")).isEqualTo(200);
      assertThat(get(nobody, url, "/hello")).isEqualTo(401);
      assertThat(get(nobody, url, "/open")).isEqualTo(200);
      assertThat(get(nobody, url, "/hello", "Authorization", "Bearer local")).isEqualTo(200);
      assertThat(echo(producer, url, "hi")).isEqualTo("hi");
      // It is told which authorities count, has no certificate of theirs, and shows none.
      assertThat(get(stranger, url, "/hello")).isEqualTo(401);
    }
  }

  /** What the server's own parts hear. */
  private static final class Heard implements CertificateNews {
    final List<String> read = new ArrayList<>();
    Optional<Problem> trouble = Optional.empty();

    @Override
    public void read(String pem, Instant ends) {
      read.add(pem);
    }

    @Override
    public void trouble(Optional<Problem> problem) {
      trouble = problem;
    }
  }

  @Test
  void aNewCertificateIsTakenAndABrokenOneChangesNothing() throws Exception {
    make("hut");
    make("next");
    TlsSettings settings = ReferenceWebConfig.with(pem("hut")).tls();
    ServerTls files = new ServerTls(settings, directory);
    try (WebPort port = port(pem("hut"));
        HttpClient old = client("hut", null)) {
      URI url = port.open();
      files.read();
      Heard heard = new Heard();
      CertificateWatch watch =
          new CertificateWatch(files, settings, port::reload, heard, clock, clock::nanoTime);
      assertThat(shown(old, url).getSubjectX500Principal().getName()).isEqualTo("CN=hut");

      Files.writeString(directory.resolve("hut.pem"), "not a certificate");
      clock.advance(Duration.ofSeconds(10));
      watch.look();
      assertThat(heard.trouble.orElseThrow().code()).isEqualTo("HF-WEB-043");
      assertThat(shown(old, url).getSubjectX500Principal().getName()).isEqualTo("CN=hut");

      // Only one of the two files is new: the pair does not belong together yet.
      Files.copy(
          directory.resolve("next.pem"),
          directory.resolve("hut.pem"),
          StandardCopyOption.REPLACE_EXISTING);
      clock.advance(Duration.ofSeconds(10));
      watch.look();
      assertThat(heard.trouble.orElseThrow().why()).contains("private key");

      Files.copy(
          directory.resolve("next.key"),
          directory.resolve("hut.key"),
          StandardCopyOption.REPLACE_EXISTING);
      clock.advance(Duration.ofSeconds(10));
      watch.look();
      assertThat(heard.trouble).isEmpty();
      assertThat(heard.read).hasSize(2);
      try (HttpClient renewed = client("next", null)) {
        assertThat(shown(renewed, url).getSubjectX500Principal().getName()).isEqualTo("CN=next");
        assertThat(get(renewed, url, "/hello")).isEqualTo(200);
      }
    }
  }

  @Test
  void aCertificateThatEndsSoonIsToldOnce() throws Exception {
    make("hut");
    TlsSettings settings = ReferenceWebConfig.with(pem("hut")).tls();
    ServerTls files = new ServerTls(settings, directory);
    files.read();
    Heard heard = new Heard();
    CertificateWatch watch =
        new CertificateWatch(files, settings, read -> {}, heard, clock, clock::nanoTime);
    assertThat(heard.trouble).isEmpty();
    clock.advance(Duration.ofDays(17));
    watch.look();
    assertThat(heard.trouble.orElseThrow().code()).isEqualTo("HF-WEB-044");
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    make("hut");
    make("other");
    Map<String, String> missing =
        Map.of("web.tls.certificate-file", "none.pem", "web.tls.key-file", "hut.key");
    Map<String, String> foreign =
        Map.of("web.tls.certificate-file", "hut.pem", "web.tls.key-file", "other.key");
    Map<String, String> locked =
        Map.of("web.tls.key-store-file", "hut.p12", "web.tls.key-store-password", "wrong");
    Map<String, String> swapped =
        Map.of("web.tls.certificate-file", "hut.key", "web.tls.key-file", "hut.pem");
    for (Map<String, String> settings : List.of(missing, foreign, locked, swapped)) {
      try (WebPort port = port(settings)) {
        assertThatThrownBy(port::open)
            .isInstanceOfSatisfying(
                ProblemException.class,
                refused -> {
                  assertThat(refused.problem().code()).isEqualTo("HF-WEB-043");
                  assertThat(refused.problem().why()).isNotBlank().doesNotContain("changeit");
                });
      }
    }
  }

  @Test
  void halfASettingIsRefused() {
    assertThatThrownBy(() -> ReferenceWebConfig.with(Map.of("web.tls.certificate-file", "a.pem")))
        .hasMessageContaining("go together");
  }
}
