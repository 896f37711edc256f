package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.holdfast.distribution.dependent.Dependent;
import dev.holdfast.testkit.HttpReceiver;
import dev.holdfast.testkit.fault.PluginJar;
import dev.holdfast.testkit.network.FaultyNetwork;
import dev.holdfast.testkit.network.StartTlsFront;
import dev.holdfast.testkit.network.TestCertificate;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people hear from an unzipped server in their mail, from a mail server with STARTTLS and a
 * login, and in a Slack.
 */
final class ChannelsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String PASSWORD = "kU3-mail-pa55word";
  private static final int DEPENDENTS = 20;

  @TempDir Path base;
  private GreenMail mail;
  private StartTlsFront front;
  private FaultyNetwork way;
  private HttpReceiver slack;

  @BeforeEach
  void open() throws Exception {
    mail = new GreenMail(new ServerSetup(0, "localhost", "smtp").dynamicPort());
    mail.setUser("anna@hut.example", "anna", PASSWORD);
    mail.getUserManager().setAuthRequired(true);
    mail.start();
    front = new StartTlsFront(mail.getSmtp().getPort());
    way = FaultyNetwork.to("localhost", front.port());
    slack = HttpReceiver.open().answer(200, "ok");
  }

  @AfterEach
  void close() {
    slack.close();
    way.close();
    front.close();
    mail.stop();
  }

  private void configure(String password, String databaseUrl) throws Exception {
    Path secret = base.resolve("mail-password");
    Files.writeString(secret, password);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path file = Files.createDirectories(base.resolve("conf")).resolve("holdfast.conf");
    Files.writeString(
        file,
        """
        holdfast {
          database.url = "%s"
          health.interval = 500 ms
          email {
            host = localhost
            port = %d
            user = anna
            password-file = "%s"
            from = "Holdfast <holdfast@hut.example>"
            to = ["anna@hut.example"]
            certificates = "%s"
          }
          slack.webhook-url = "%s"
          alerts { down-after = 3 s, clear-after = 3 s, settle = 5 s, server-name = hut }
        }
        """
            .formatted(
                databaseUrl,
                way.port(),
                secret,
                TestCertificate.pem().toAbsolutePath(),
                slack.uri("/services/T0/B0/x7")));
  }

  @Test
  void anOutageWithTwentyDependentsIsOneLetterAndOneMessageAndSoIsItsEnd() throws Exception {
    Path plugins = Files.createDirectories(base.resolve("plugins"));
    for (int i = 0; i < DEPENDENTS; i++) {
      PluginJar.of(Dependent.class)
          .with("dependent", "dependent-" + i)
          .writeTo(plugins.resolve("dependent-" + i + ".jar"));
    }
    try (Postgres postgres = Postgres.started(base.resolve("postgres"), base.resolve("work"), 50)) {
      DrillGround.makeRole(postgres);
      DrillGround.makeDatabase(postgres);
      configure(PASSWORD, DrillGround.url("127.0.0.1:" + postgres.port()));
      try (UnzippedServer server = UnzippedServer.start(base)) {
        IntStream.range(0, DEPENDENTS)
            .mapToObj(i -> "/health/dependent-" + i + "/rows")
            .forEach(path -> await().atMost(LIMIT).until(() -> isWell(server, path)));
        aTestArrivesThoughBothAreSlow();
        slack.answer(429, "slow down", Map.of("Retry-After", "1"));
        postgres.crash();
        send(server);
        await().atMost(LIMIT).until(() -> !slackHas("FIRING").isEmpty());
        slack.answer(200, "ok");
        await().atMost(LIMIT).until(() -> letters().length == 2);
        postgres.start();
        await().atMost(LIMIT).until(() -> letters().length == 3 && !slackHas("RESOLVED").isEmpty());
        await().atMost(LIMIT).until(() -> isQuiet(server));
      }
    }
    theLettersAreOneThreadThatSaysAll();
    assertThat(slackHas("FIRING"))
        .hasSizeGreaterThan(1)
        .containsOnly(slackHas("FIRING").getFirst());
    assertThat(slackHas("RESOLVED")).hasSize(1);
    assertThat(slack.requests()).hasSize(1 + slackHas("FIRING").size() + 1);
  }

  private void aTestArrivesThoughBothAreSlow() throws Exception {
    way.slow(Duration.ofMillis(50));
    slack.slow(Duration.ofSeconds(1));
    String told = holdfast("alerts", "test");
    assertThat(told).contains("email: delivered", "slack: delivered 200");
    assertThat(letters()).hasSize(1);
    assertThat(slackHas("This is a test of the alerts of hut")).hasSize(1);
    way.pass();
  }

  private void theLettersAreOneThreadThatSaysAll() throws Exception {
    MimeMessage firing = letters()[1];
    MimeMessage resolved = letters()[2];
    assertThat(letters()).hasSize(3);
    assertThat(plain(firing))
        .startsWith("FIRING critical on hut")
        .contains(
            "database/connection is down",
            "safe on disk",
            "event-store/store: Events wait in the journal until the database accepts them",
            "attempts to reconnect to the database: ",
            "holdfast db status");
    for (int i = 0; i < DEPENDENTS; i++) {
      assertThat(plain(firing)).contains("- dependent-" + i + "/rows is down");
    }
    assertThat(plain(resolved))
        .startsWith("RESOLVED critical on hut")
        .contains("attempts to reconnect to the database: ");
    assertThat(resolved.getSubject()).isEqualTo(firing.getSubject());
    assertThat(resolved.getHeader("In-Reply-To", ","))
        .isEqualTo(firing.getHeader("References", ","));
  }

  @Test
  void aRefusedPasswordIsNamedAndWhatWaitedArrivesOnceItIsRight() throws Exception {
    configure("wrong-pa55word", "");
    try (UnzippedServer server = UnzippedServer.start(base)) {
      await().atMost(LIMIT).until(() -> isWell(server, "/health/email"));
      run("alerts", "test", "email");
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(server.get("/health/alerts").body())
                  .contains("HF-MAIL-004", "Correct holdfast.email.user and password"));
      assertThat(holdfast("alerts", "log")).contains("email", "refused", "HF-MAIL-004");
      assertThat(letters()).isEmpty();

      configure(PASSWORD, "");
      holdfast("plugins", "reload", "email");
      await().atMost(LIMIT).until(() -> letters().length > 0);
      assertThat(plain(letters()[0])).contains("This is a test of the alerts of hut");
      await()
          .atMost(LIMIT)
          .until(() -> !server.get("/health/alerts").body().contains("HF-MAIL-004"));
      assertThat(holdfast("alerts", "log"))
          .contains("delivered")
          .doesNotContain(PASSWORD, "wrong-pa55word");
    }
  }

  private static boolean isWell(UnzippedServer server, String path) {
    return server.get(path).statusCode() == 200;
  }

  /** Nothing fires, and nothing waits for a channel. */
  private static boolean isQuiet(UnzippedServer server) {
    return server.metric("holdfast_alerts_firing", "") == 0
        && server.metric("holdfast_alerts_outbox_messages", "") == 0;
  }

  private static void send(UnzippedServer server) {
    String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/hut\",\"type\":\"t\"}";
    assertThat(server.post("/events", "application/cloudevents+json", event).statusCode())
        .isEqualTo(202);
  }

  private MimeMessage[] letters() {
    return mail.getReceivedMessages();
  }

  private static String plain(MimeMessage letter) throws Exception {
    String text = ((MimeMultipart) letter.getContent()).getBodyPart(0).getContent().toString();
    return text.replace("\r\n", "\n");
  }

  /** Those that were tried, delivered or not. */
  private List<String> slackHas(String words) {
    return slack.requests().stream()
        .map(HttpReceiver.Request::body)
        .filter(body -> body.contains(words))
        .toList();
  }

  private String holdfast(String... words) throws Exception {
    Command.Ended ended = run(words);
    assertThat(ended.code()).as(ended.output()).isZero();
    return ended.output();
  }

  private Command.Ended run(String... words) throws Exception {
    Object[] line = Stream.concat(Arrays.stream(words), Stream.of("--base", base)).toArray();
    return TypedCommand.run(LIMIT, line);
  }
}
