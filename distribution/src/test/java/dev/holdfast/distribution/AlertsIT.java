package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testkit.HttpReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people hear from an unzipped server, through a receiver of webhooks. */
final class AlertsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Longer than a start takes on a busy machine, in which checks are down too. */
  private static final Duration FOR = Duration.ofSeconds(8);

  private static final String KEY = "zX4-signing-key-77";
  private static final Pattern STATUS = Pattern.compile("\"status\":\"(\\w+)\"");
  private static final Pattern NAME = Pattern.compile("\"alertname\":\"([^\"]+)\"");
  private static final Pattern FINGERPRINT = Pattern.compile("\"fingerprint\":\"(\\w+)\"");
  private static final Pattern MESSAGE = Pattern.compile("\"message_id\":\"([^\"]+)\"");
  private static final Pattern ACTIONS = Pattern.compile("\"actions\":\"([^\"]*)\"");
  private static final Pattern FIGURES = Pattern.compile("\"figures\":\\[([^\\]]+)]");

  @TempDir Path base;

  private String[] settings(HttpReceiver receiver, String... more) throws IOException {
    Path key = Files.writeString(base.resolve("webhook.key"), KEY);
    return Stream.concat(
            Stream.of(
                "webhook.url=" + receiver.uri("/hook"),
                "webhook.key-file=" + key,
                "alerts.down-after=" + FOR.toSeconds() + "s",
                "alerts.clear-after=3s",
                "alerts.settle=8s"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static String first(Pattern pattern, HttpReceiver.Request request) {
    Matcher found = pattern.matcher(request.body());
    return found.find() ? found.group(1) : "";
  }

  private static List<String> story(HttpReceiver receiver) {
    return receiver.requests().stream()
        .map(request -> first(STATUS, request) + " " + first(NAME, request))
        .toList();
  }

  @Test
  void aDatabaseThatStopsIsToldOnceInTimeAndItsReturnOnce() throws Exception {
    try (HttpReceiver receiver = HttpReceiver.open();
        Postgres postgres = Postgres.started(base.resolve("postgres"), base.resolve("work"), 50)) {
      DrillGround.makeRole(postgres);
      DrillGround.makeDatabase(postgres);
      String url = DrillGround.url("127.0.0.1:" + postgres.port());
      try (UnzippedServer server =
          UnzippedServer.start(base, settings(receiver, "database.url=" + url))) {
        await().atMost(LIMIT).until(() -> server.get("/health/database").statusCode() == 200);
        send(server, "before");
        await().atMost(LIMIT).until(() -> stored(server) == 1);
        long stopped = System.nanoTime();
        postgres.crash();
        send(server, "meanwhile");
        await()
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> !receiver.requests().isEmpty());
        Duration heard = Duration.ofNanos(System.nanoTime() - stopped);
        System.out.printf(
            Locale.ROOT, "from database stopped to message: %d ms%n", heard.toMillis());
        postgres.start();
        await().atMost(LIMIT).until(() -> receiver.requests().size() == 2);
        await().atMost(LIMIT).until(() -> stored(server) == 2);

        assertThat(heard).isLessThan(FOR.plusSeconds(5));
        assertThat(story(receiver))
            .containsExactly(
                "firing health/database/connection", "resolved health/database/connection");
        HttpReceiver.Request message = receiver.requests().getFirst();
        assertThat(message.body())
            .contains("safe on disk", "holdfast db status", "HF-DB-002", "/health/database");
        assertThat(List.of(message, receiver.requests().getLast()))
            .allSatisfy(told ->
                assertThat(first(ACTIONS, told)).contains("to reconnect to the database: "));
        assertThat(message.headers().get("x-holdfast-signature")).startsWith("sha256=");
        assertThat(server.terminate()).isEqualTo(143);
      }
    }
    assertNowhere(KEY);
  }

  private static void send(UnzippedServer server, String id) {
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/hut\",\"type\":\"wind\"}"
            .formatted(id);
    assertThat(server.post("/events", "application/cloudevents+json", event).statusCode())
        .isEqualTo(202);
  }

  private static int stored(UnzippedServer server) {
    return server.get("/events?source=/hut").body().split("\"specversion\"", -1).length - 1;
  }

  /** In no file that the server has written; the one that holds it lies beside them. */
  private void assertNowhere(String secret) throws IOException {
    for (String directory : List.of("logs", "data")) {
      try (Stream<Path> files = Files.walk(base.resolve(directory))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
              .as(file.toString())
              .doesNotContain(secret);
        }
      }
    }
  }

  @Test
  void whatWasNotDeliveredWhenTheServerWasKilledIsDeliveredByTheNextOne() throws Exception {
    killAndDeliver(2);
  }

  @Test
  @Tag("long")
  void everyAlertIsDeliveredThoughTheServerIsKilledTwentyTimes() throws Exception {
    killAndDeliver(20);
  }

  private void killAndDeliver(int rounds) throws Exception {
    try (HttpReceiver receiver = HttpReceiver.open()) {
      // Nobody listens there.
      String[] settings = settings(receiver, "database.url=postgresql://holdfast@127.0.0.1:1/none");
      for (int round = 0; round < rounds; round++) {
        Path own = Files.createDirectory(base.resolve("round-" + round));
        receiver.answer(503, "later");
        int before = receiver.requests().size();
        try (UnzippedServer server = UnzippedServer.start(own, settings)) {
          // As soon as it is on disk, or after the first attempt.
          boolean early = round % 2 == 0;
          await()
              .atMost(LIMIT)
              .pollInterval(Duration.ofMillis(5))
              .until(() -> early ? !outbox(own).isEmpty() : receiver.requests().size() > before);
          server.kill();
        }
        receiver.answer(200, "");
        assertThat(outbox(own)).as("round " + round).isNotEmpty();
        int tried = receiver.requests().size();
        try (UnzippedServer server = UnzippedServer.start(own, settings)) {
          await().atMost(LIMIT).until(() -> outbox(own).isEmpty());
        }
        List<HttpReceiver.Request> all =
            receiver.requests().subList(before, receiver.requests().size());
        assertThat(all.subList(tried - before, all.size())).as("delivered").isNotEmpty();
        assertThat(all)
            .extracting(each -> first(MESSAGE, each))
            .containsOnly(first(MESSAGE, all.getFirst()));
        assertThat(all)
            .extracting(each -> first(FINGERPRINT, each))
            .containsOnly(first(FINGERPRINT, all.getFirst()));
      }
    }
  }

  private static List<Path> outbox(Path base) throws IOException {
    Path directory = base.resolve("data/alerts/outbox");
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }

  @Test
  void aServerThatDiedAndWasStartedAgainSaysSo() throws Exception {
    try (HttpReceiver receiver = HttpReceiver.open();
        KeptInstance instance = new KeptInstance(base)) {
      String[] words =
          Stream.of(settings(receiver))
              .flatMap(setting -> Stream.of("--set", setting))
              .toArray(String[]::new);
      assertThat(instance.start(words).code()).isZero();
      ProcessHandle server = instance.server().orElseThrow();
      server.destroyForcibly();
      instance.awaitNext(server.pid());
      await().atMost(LIMIT).until(() -> story(receiver).contains("firing process/died"));

      String body =
          receiver.requests().stream()
              .map(HttpReceiver.Request::body)
              .filter(text -> text.contains("process/died"))
              .findFirst()
              .orElseThrow();
      assertThat(body).contains("died and was started again", "SIGKILL");
      assertThat(instance.type("stop").code()).isZero();
    }
  }

  private static Set<String> missing(String rules, String metrics) {
    Set<String> missing = new HashSet<>();
    Matcher figures = FIGURES.matcher(rules);
    while (figures.find()) {
      for (String quoted : figures.group(1).split(",")) {
        String name = quoted.replace("\"", "").strip();
        boolean there = metrics.lines().anyMatch(line -> line.startsWith(name));
        // The collector shows its pauses from its first one on.
        if (!there && !name.startsWith("jvm_gc_")) {
          missing.add(name);
        }
      }
    }
    return missing;
  }

  @Test
  void whatTheRulesLookAtIsThereAndTheCommandsWork() throws Exception {
    try (HttpReceiver receiver = HttpReceiver.open();
        UnzippedServer server = UnzippedServer.start(base, settings(receiver))) {
      await().atMost(LIMIT).until(() -> server.get("/health/database").statusCode() == 200);
      String rules = holdfast("alerts", "rules", "--json");
      // Some come with the readers of the journal, a moment after the start.
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(missing(rules, server.get("/metrics").body()))
                  .as("names that rules look at and /metrics does not have")
                  .isEmpty());
      assertThat(holdfast("alerts", "test")).contains("webhook: delivered 200");
      assertThat(story(receiver)).containsExactly("firing test");
      assertThat(holdfast("alerts", "log")).contains("webhook", "delivered", "This is a test");
      assertThat(holdfast("alerts", "ls")).contains("channel      webhook  well");
      assertThat(server.get("/metrics").body())
          .contains("holdfast_alerts_firing", "holdfast_notifications_total{channel=\"webhook\"");
      // A check is looked at now and then; the channel may have come since.
      await()
          .atMost(LIMIT)
          .until(() -> server.get("/health/alerts").body().contains("\"channels\":\"webhook\""));
      assertThat(server.get("/health/slack").body()).contains("not configured");
      assertThat(server.get("/health/email").body()).contains("not configured");
    }
  }

  private String holdfast(String... words) throws Exception {
    Object[] line = Stream.concat(Stream.of((Object[]) words), Stream.of("--base", base)).toArray();
    Command.Ended ended = TypedCommand.run(LIMIT, line);
    assertThat(ended.code()).as(ended.output()).isZero();
    return ended.output();
  }
}
