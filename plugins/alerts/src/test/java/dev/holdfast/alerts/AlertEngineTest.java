package dev.holdfast.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.alerts.incident.Incident;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.server.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlertEngineTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory, "email", "slack");
    rig.pass(Duration.ofSeconds(40));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void anOutageMakesOneMessageAndItsEndAnother() {
    rig.databaseDown();
    rig.pass(seconds(10));
    assertThat(rig.channel("slack").story()).containsExactly("FIRING health/database/connection");
    rig.pass(seconds(120));
    rig.server.up("database/connection");
    rig.pass(seconds(15));

    for (String channel : List.of("slack", "email")) {
      assertThat(rig.channel(channel).story())
          .containsExactly(
              "FIRING health/database/connection", "RESOLVED health/database/connection");
    }
  }

  @Test
  void whoHeardOfTheBeginningHearsOfTheEnd() throws IOException {
    rig = Rig.routed(directory.resolve("routed"), List.of("slack", "email"), List.of("slack"));
    rig.databaseDown();
    rig.pass(seconds(60));
    rig.server.is("database/connection", Verdict.DEGRADED, Map.of("reason", "it recovers"));
    rig.pass(seconds(5));
    rig.server.up("database/connection");
    rig.pass(seconds(15));

    for (String channel : List.of("slack", "email")) {
      List<Notification> taken = rig.channel(channel).taken;
      assertThat(taken)
          .extracting(Notification::status)
          .containsExactly(Status.FIRING, Status.RESOLVED);
      assertThat(taken).extracting(Notification::severity).containsOnly(Severity.CRITICAL);
      assertThat(taken.get(1).title()).isEqualTo(taken.get(0).title());
    }
  }

  @Test
  void whoHeardOfAWarningHearsOfTheEndOfWhatBecameWorse() throws IOException {
    rig = Rig.routed(directory.resolve("routed"), List.of("email"), List.of("slack"));
    rig.server.is("database/connection", Verdict.DEGRADED, Map.of("reason", "it is slow"));
    rig.pass(seconds(75));
    rig.databaseDown();
    rig.pass(seconds(15));
    rig.crash();
    rig.server.up("database/connection");
    rig.pass(seconds(45));

    for (String channel : List.of("slack", "email")) {
      assertThat(rig.channel(channel).statuses()).containsExactly(Status.FIRING, Status.RESOLVED);
    }
  }

  @Test
  void whatAPluginSaidIsNotOverBecauseThePluginIsAway() {
    rig.server.plugin("weather", "Running");
    rig.server.down("weather/station", "HF-X-100", "no answer", "");
    rig.pass(seconds(15));
    rig.server.plugin("weather", "Paused");
    rig.server.vanish("weather/station");
    rig.pass(seconds(120));
    assertThat(rig.channel("slack").story()).containsExactly("FIRING health/weather/station");
    rig.server.unplug("weather");
    rig.pass(seconds(45));

    assertThat(rig.channel("slack").story())
        .containsExactly("FIRING health/weather/station", "RESOLVED health/weather/station");
  }

  @Test
  void aChannelThatIsBackAfterAnHourGetsAllThatItMissed() throws IOException {
    rig.channel("slack").busy();
    rig.databaseDown();
    rig.pass(HOUR);
    rig.server.up("database/connection");
    rig.pass(seconds(30));
    assertThat(rig.channel("slack").taken).isEmpty();
    // Its own fault is told on the other one.
    assertThat(rig.channel("email").story())
        .containsExactly(
            "FIRING health/database/connection",
            "FIRING channel/slack",
            "RESOLVED health/database/connection");
    rig.channel("slack").well();
    rig.pass(Duration.ofMinutes(6));

    assertThat(rig.channel("slack").story())
        .containsExactly(
            "FIRING health/database/connection", "RESOLVED health/database/connection");
    assertThat(rig.channel("email").story()).endsWith("RESOLVED channel/slack");
    assertThat(rig.waiting()).isZero();
    // 1, 2, 4 ... 256, 300 s: an hour of outage is some twenty attempts, not thousands.
    assertThat(rig.channel("slack").attempts).isLessThan(30);
  }

  @Test
  void aTimeThatTheChannelNamesIsKept() {
    rig.channel("slack").busyFor(seconds(90));
    rig.databaseDown();
    rig.pass(seconds(95));

    assertThat(rig.channel("slack").attempts).isEqualTo(1);
    rig.pass(seconds(10));
    assertThat(rig.channel("slack").attempts).isEqualTo(2);
  }

  @Test
  void whatAChannelRefusesGoesToAnotherOneAtOnce() throws IOException {
    rig = Rig.routedToSlack(directory.resolve("routed"));
    rig.channel("slack").dead();
    rig.databaseDown();
    rig.pass(seconds(15));

    assertThat(rig.channel("email").story()).containsExactly("FIRING health/database/connection");
    Health health = health();
    assertThat(health.degraded()).isTrue();
    assertThat(health.text()).contains("HF-ALERT-003", "slack", "It is gone");
  }

  @Test
  void whatAChannelDoesNotTakeGoesToAnotherOneAfterAWhile() throws IOException {
    rig = Rig.routedToSlack(directory.resolve("routed"));
    rig.channel("slack").busy();
    rig.databaseDown();
    rig.pass(seconds(60));
    assertThat(rig.channel("email").taken).isEmpty();
    rig.pass(seconds(120));

    assertThat(rig.channel("email").story()).contains("FIRING health/database/connection");
  }

  @Test
  void twoDeadChannelsMakeNoLoop() throws IOException {
    rig.channel("slack").dead();
    rig.channel("email").dead();
    rig.databaseDown();
    rig.pass(Duration.ofHours(12), seconds(10));

    // The outage and each channel's fault, repeated twice: nothing begets messages about messages.
    assertThat(rig.waiting()).isLessThan(12);
  }

  @Test
  void aStormIsToldInDigests() throws IOException {
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 167; i++) {
        rig.server.raise(
            "p" + second + "-" + i,
            "k",
            Severity.CRITICAL,
            new Problem("HF-X-" + (100 + i), 500, "Something is wrong", "", ""));
      }
      rig.pass(seconds(1));
    }
    rig.pass(Duration.ofMinutes(3));

    List<Notification> taken = rig.channel("slack").taken;
    assertThat(taken).hasSizeLessThanOrEqualTo(5 + 4);
    assertThat(taken).anyMatch(message -> message.status() == Status.DIGEST);
    assertThat(rig.waiting()).isLessThanOrEqualTo(rig.config.delivery().maxWaiting());
    assertThat(taken)
        .filteredOn(message -> message.status() == Status.DIGEST)
        .allSatisfy(digest -> assertThat(digest.evidence().muted()).hasSizeLessThan(50));
    Set<String> told =
        taken.stream()
            .flatMap(each -> Stream.concat(Stream.of(each), each.messages().stream()))
            .map(Notification::incident)
            .collect(Collectors.toSet());
    List<Incident> all = rig.engine.read(parts -> parts.incidents().all());
    assertThat(all).hasSize(rig.config.maxIncidents());
    assertThat(all)
        .filteredOn(incident -> !incident.followsAnother())
        .allSatisfy(incident -> assertThat(told).contains(incident.id()));
    assertThat(rig.outcomes).doesNotContainKeys("slack no-room", "email no-room");
  }

  @Test
  void everyAlertArrivesThoughTheServerIsKilledAgainAndAgain() throws IOException {
    Set<String> fired = new HashSet<>();
    for (int round = 0; round < 20; round++) {
      String check = "plugin-" + round + "/check";
      rig.channel("slack").busy();
      rig.channel("email").busy();
      rig.server.down(check, "HF-X-" + (100 + round), "round " + round, "");
      rig.pass(seconds(12));
      fired.add("health/" + check);
      rig.crash();
      rig.pass(seconds(2));
    }
    rig.channel("slack").well();
    rig.channel("email").well();
    rig.pass(Duration.ofMinutes(10), seconds(5));

    assertThat(rig.waiting()).isZero();
    for (FakeChannel channel : rig.channels.values()) {
      String all = String.join("\n", channel.taken.stream().map(AlertEngineTest::words).toList());
      assertThat(fired).allSatisfy(key -> assertThat(all).contains(key.substring(7)));
    }
  }

  private static String words(Notification message) {
    return message.subject() + " " + String.join(" ", message.evidence().muted());
  }

  @Test
  void aCrashAfterTheDeliveryRepeatsTheMessageUnderTheSameName() throws IOException {
    rig.databaseDown();
    rig.pass(seconds(9));
    rig.clock.advance(seconds(1));
    rig.engine.step();
    // It has been handed over, and nobody has noted the answer.
    rig.crash();
    rig.pass(seconds(60));

    List<Notification> taken = rig.channel("slack").taken;
    assertThat(taken).hasSize(2);
    assertThat(taken.get(0).id()).isEqualTo(taken.get(1).id());
    assertThat(taken.get(0).fingerprint()).isEqualTo(taken.get(1).fingerprint());
    rig.server.up("database/connection");
    rig.pass(seconds(60));
    assertThat(rig.channel("slack").taken)
        .extracting(Notification::incident)
        .hasSize(3)
        .containsOnly(taken.getFirst().incident());
  }

  @Test
  void silencesAndAcknowledgementsSurviveARestart() throws IOException {
    rig.databaseDown();
    rig.pass(seconds(15));
    String incident = rig.channel("slack").taken.getFirst().incident();
    rig.engine.silence("journal", "anna", "the disk is being replaced", Duration.ZERO, HOUR);
    rig.engine.acknowledge(incident, "bert");
    rig.crash();
    rig.server.down("journal/journal", "HF-JRN-001", "no room", "");
    rig.pass(Duration.ofMinutes(2));

    assertThat(rig.channel("slack").story()).containsExactly("FIRING health/database/connection");
    rig.pass(Duration.ofHours(5), seconds(30));
    assertThat(rig.channel("slack").story())
        .containsExactly(
            "FIRING health/database/connection",
            "FIRING health/journal/journal",
            "FIRING health/journal/journal");
  }

  @Test
  void anEndThatNobodyWantedIsToldOnceAndItsReportTakenAway() throws IOException {
    Path file = directory.resolve("obituaries/2026-06-21T115900Z-17.json");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {"time":"2026-06-21T11:59:00Z","pid":17,"signal":"KILL","cause":"killed by signal 9",
         "evidence":"logs/last-words.txt","next":"started again","sentence":"it was killed"}
        """);
    rig.pass(Duration.ofMinutes(1));

    assertThat(rig.channel("slack").statuses()).containsExactly(Status.NOTICE);
    Notification told = rig.channel("slack").taken.getFirst();
    assertThat(told.title()).contains("died and was started again", "killed by signal 9");
    assertThat(told.evidence().figures())
        .contains("signal KILL", "evidence: logs/last-words.txt", "then: started again");
    assertThat(file).doesNotExist();
  }

  private void died(String time) throws IOException {
    Path file = directory.resolve("obituaries/" + time.replace(":", "") + "-17.json");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "{\"time\":\""
            + time
            + "\",\"pid\":17,\"cause\":\"exit code 3\",\"sentence\":\"it ended\"}");
  }

  @Test
  void aChannelThatComesLaterGetsTheReportsOfCrashesToo() throws IOException {
    for (int minute = 10; minute < 13; minute++) {
      died("2026-06-21T11:%d:00Z".formatted(minute));
    }
    rig = new Rig(directory, "slack");
    rig.server.plugin("email", "Starting");
    rig.pass(Duration.ofSeconds(20));
    assertThat(rig.channel("slack").taken).isEmpty();
    rig.channels.put("email", new FakeChannel());
    rig.server.plugin("email", "Running");
    rig.pass(Duration.ofMinutes(2));
    assertThat(rig.channel("slack").taken).hasSize(3);
    assertThat(rig.channel("email").taken).hasSize(3);
  }

  @Test
  void aChannelOfTheRoutesThatNeverComesIsNotWaitedForForEver() throws IOException {
    rig = Rig.routed(directory.resolve("b"), List.of("slack", "pager"), List.of("slack", "pager"));
    Files.createDirectories(directory.resolve("b/obituaries"));
    died("2026-06-21T11:10:00Z");
    Files.move(
        directory.resolve("obituaries/2026-06-21T111000Z-17.json"),
        directory.resolve("b/obituaries/x.json"));
    rig.pass(Duration.ofSeconds(50));
    assertThat(rig.channel("slack").taken).isEmpty();
    rig.pass(Duration.ofSeconds(30));
    assertThat(rig.channel("slack").taken).hasSize(1);
  }

  @Test
  void withoutAChannelNothingPilesUpAndHealthSaysSo() throws IOException {
    rig = new Rig(directory.resolve("none"));
    rig.databaseDown();
    rig.pass(Duration.ofMinutes(5));

    assertThat(rig.waiting()).isZero();
    assertThat(rig.outcomes).containsEntry("none no-channel", 1);
    assertThat(health().text()).contains("not configured");
    assertThat(health().degraded()).isFalse();
  }

  @Test
  void aChannelThatComesLateGetsWhatWaits() throws IOException {
    rig = new Rig(directory.resolve("late"));
    rig.databaseDown();
    rig.pass(seconds(30));
    rig.channels.put("slack", new FakeChannel());
    rig.pass(seconds(2));

    assertThat(rig.channel("slack").story()).containsExactly("FIRING health/database/connection");
  }

  @Test
  void aTestGoesToTheChannelThatIsNamed() throws IOException {
    rig.engine.test("email");
    rig.pass(seconds(1));

    assertThat(rig.channel("email").statuses()).containsExactly(Status.NOTICE);
    assertThat(rig.channel("slack").taken).isEmpty();
    assertThatThrownBy(() -> rig.engine.test("pager"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("there are [email, slack]");
  }

  @Test
  void secretsAreNowhere() throws IOException {
    rig.channel("slack").busy();
    rig.server.down(
        "database/connection",
        "HF-DB-003",
        "The database refuses the login: postgresql://anna:hunter2-secret@db/x?password=hunter2-secret",
        "token=hunter2-secret");
    rig.pass(Duration.ofMinutes(5));

    assertThat(rig.channel("email").taken.toString()).contains("db/x").doesNotContain("hunter2");
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file).content().doesNotContain("hunter2");
      }
    }
  }

  private record Health(boolean degraded, String text) {}

  private Health health() {
    var response = new AlertsHealth(rig.engine, rig.config, rig.clock::now).call();
    return new Health(
        Boolean.TRUE.equals(response.details().get("degraded")), response.details().toString());
  }
}
