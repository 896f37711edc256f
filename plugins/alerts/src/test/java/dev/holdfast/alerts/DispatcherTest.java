package dev.holdfast.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.alerts.support.DefaultConfig;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.server.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** People are told though channels, the disk or the clock do not do as they should. */
final class DispatcherTest {
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory, "email", "slack");
    rig.pass(Duration.ofSeconds(40));
  }

  @Test
  void whatANotifierThrowsIsNotRepeated() throws IOException {
    rig.channel("slack").broken(new IllegalArgumentException("invalid: \"Bearer hunter2\""));
    rig.databaseDown();
    rig.pass(Duration.ofMinutes(5));

    assertThat(health()).contains("IllegalArgumentException").doesNotContain("hunter2");
    assertThat(directory.resolve("alerts/deliveries.log"))
        .content()
        .contains("IllegalArgumentException")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @MethodSource("errors")
  void aChannelThatThrowsAnErrorIsAskedAgainAndTheMessageGoesElsewhere(Throwable error)
      throws IOException {
    rig.channel("slack").broken(error);
    rig.databaseDown();
    rig.pass(Duration.ofMinutes(5));
    assertThat(rig.channel("slack").attempts).isGreaterThan(2);
    assertThat(health()).contains(error.getClass().getSimpleName());
    rig.channel("slack").broken(null);
    rig.pass(Duration.ofMinutes(10));
    assertThat(rig.channel("slack").story()).contains("FIRING health/database/connection");
    assertThat(rig.waiting()).isZero();
  }

  static List<Throwable> errors() {
    return List.of(
        new NoClassDefFoundError("a/Library"),
        new StackOverflowError(),
        new AssertionError("never"),
        new ExceptionInInitializerError("static"),
        new ServiceConfigurationError("none"));
  }

  @Test
  @SuppressWarnings({"NullAway", "NullOptional"}) // As a plugin may do it.
  void answersThatAreNoneAreFailures() throws IOException {
    Map<String, Delivery> answers = new HashMap<>();
    answers.put("a", null);
    answers.put("b", new Delivery.TryAgain(null, null));
    answers.put("c", new Delivery.Dead(null));
    answers.put("d", new Delivery.Delivered(null));
    answers.put("e", new Delivery.Delivered("x".repeat(10_000_000)));
    answers.forEach((name, answer) -> rig.others.put(name, message -> answer));
    rig.pass(Duration.ofSeconds(2));
    rig.databaseDown();
    rig.pass(Duration.ofMinutes(5));
    assertThat(directory.resolve("alerts/deliveries.log"))
        .content()
        .contains("it answered null", "it does not say why");
    assertThat(rig.channel("slack").story()).contains("FIRING health/database/connection");
    assertThat(Files.size(directory.resolve("alerts/deliveries.log"))).isLessThan(100_000);
  }

  @Test
  void aDiskThatRefusesWritesKeepsNobodyFromBeingTold() throws IOException {
    Path data = directory.resolve("alerts");
    Path state = data.resolve("state.json");
    Files.delete(state);
    Files.createDirectories(state.resolve("in-the-way"));
    Files.delete(data.resolve("outbox"));
    Files.createFile(data.resolve("outbox"));
    rig.channel("slack").busy();
    rig.databaseDown();
    rig.pass(Duration.ofMinutes(1));

    assertThat(rig.channel("email").story()).containsExactly("FIRING health/database/connection");
    assertThat(health()).contains("HF-ALERT-009");
    Files.delete(state.resolve("in-the-way"));
    Files.delete(state);
    Files.delete(data.resolve("outbox"));
    Files.createDirectory(data.resolve("outbox"));
    rig.pass(Duration.ofSeconds(1));
    assertThat(health()).doesNotContain("HF-ALERT-009");
    rig.channel("slack").well();
    rig.crash();
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.channel("slack").story()).containsExactly("FIRING health/database/connection");
    assertThat(data.resolve("state.json.new")).doesNotExist();
  }

  @Test
  void aClockThatIsSetBackKeepsNobodyFromBeingTold() throws IOException {
    rig.engine.silence(
        "journal", "anna", "the disk is being replaced", Duration.ZERO, Duration.ofMinutes(1));
    rig.databaseDown();
    rig.pass(Duration.ofSeconds(30));
    rig.server.down("mail/link", "HF-X-100", "no way", "");
    rig.pass(Duration.ofSeconds(5));
    rig.clock.setClock(Duration.ofHours(-2));
    rig.server.up("database/connection");
    rig.server.down("journal/journal", "HF-JRN-001", "no room", "");
    rig.pass(Duration.ofSeconds(12));
    assertThat(rig.channel("slack").story())
        .containsExactly(
            "FIRING health/database/connection",
            "FIRING health/mail/link",
            "RESOLVED health/database/connection");
    rig.pass(Duration.ofSeconds(30));
    assertThat(rig.channel("slack").story()).contains("FIRING health/journal/journal");
  }

  @Test
  void aChannelThatAsksForAWeekIsTriedAgainAfterAnHour() {
    rig.channel("slack").busyFor(Duration.ofDays(7));
    rig.databaseDown();
    rig.pass(Duration.ofMinutes(75), Duration.ofSeconds(5));

    assertThat(rig.channel("slack").attempts).isEqualTo(2);
  }

  @Test
  void aClockThatJumpsForwardGivesNothingUpUntried() {
    rig.channel("slack").busy();
    rig.databaseDown();
    rig.pass(Duration.ofSeconds(15));
    rig.clock.setClock(Duration.ofDays(3));
    rig.channel("slack").well();
    rig.pass(Duration.ofSeconds(2));

    assertThat(rig.channel("slack").story()).contains("FIRING health/database/connection");
    assertThat(rig.outcomes).doesNotContainKey("slack given-up");
  }

  @Test
  void aFaultOfTheOnlyChannelOfARouteIsToldOnAnotherOne() throws IOException {
    rig = Rig.routedToSlack(directory.resolve("routed"));
    rig.channel("slack").busy();
    rig.databaseDown();
    rig.pass(Duration.ofMinutes(5));

    assertThat(rig.channel("email").story()).contains("FIRING channel/slack");
  }

  @Test
  void aDeadChannelDoesNotFillTheOutboxForTheOthers() throws IOException {
    rig.channel("slack").dead();
    for (int i = 0; i < 2 * rig.config.delivery().maxWaiting(); i++) {
      rig.engine.test("slack");
    }
    assertThat(rig.waiting()).isEqualTo(rig.config.delivery().maxWaiting());
    rig.databaseDown();
    rig.pass(Duration.ofSeconds(15));

    assertThat(rig.channel("email").taken)
        .anySatisfy(told ->
            assertThat(told.subject() + told.evidence().muted()).contains("database/connection"));
  }

  @Test
  void aFullOutboxTakesWhatIsNewInPlaceOfWhatIsOld() throws IOException {
    rig = new Rig(directory.resolve("one"), "slack");
    rig.channel("slack").busy();
    for (int i = 0; i < rig.config.delivery().maxWaiting(); i++) {
      rig.engine.test("slack");
    }
    rig.databaseDown();
    rig.pass(Duration.ofMinutes(1));
    assertThat(health()).contains("HF-ALERT-005", "1 gave way");
    rig.channel("slack").well();
    rig.pass(Duration.ofMinutes(15));

    assertThat(rig.channel("slack").taken)
        .flatExtracting(Notification::messages)
        .extracting(Notification::subject)
        .contains("health/database/connection");
  }

  @Test
  void whatFindsNoRoomIsToldWhenThereIsSome() throws IOException {
    rig = new Rig(directory.resolve("one"), "slack");
    rig.configure(rig.config.routes(), DefaultConfig.delivery(Duration.ofMinutes(1), 10));
    rig.channel("slack").busy();
    for (int i = 0; i < 10; i++) {
      rig.server.down("p" + i + "/check", "HF-X-" + (100 + i), "round " + i, "");
    }
    rig.pass(Duration.ofSeconds(15));
    rig.server.is("late/check", Verdict.DEGRADED, Map.of("reason", "it is slow"));
    rig.pass(Duration.ofMinutes(2));
    assertThat(rig.waiting()).isEqualTo(10);
    rig.channel("slack").well();
    rig.pass(Duration.ofMinutes(10));

    assertThat(rig.channel("slack").taken.toString()).contains("health/late/check");
    assertThat(rig.outcomes).doesNotContainKey("slack no-room");
  }

  @Test
  void theReportOfAnEndIsToldOnceThoughOneChannelIsFull() throws IOException {
    rig.channel("slack").dead();
    for (int i = 0; i < rig.config.delivery().maxWaiting(); i++) {
      rig.engine.test("slack");
    }
    Path file = directory.resolve("obituaries/2026-06-21T115900Z-17.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"time\":\"2026-06-21T11:59:00Z\",\"cause\":\"killed\"}");
    rig.pass(Duration.ofMinutes(5));

    assertThat(file).doesNotExist();
    assertThat(rig.channel("email").story())
        .filteredOn(line -> line.startsWith("NOTICE"))
        .containsExactly("NOTICE process/died");
  }

  @Test
  void aDigestThatIsSentAgainIsTheSame() throws IOException {
    rig = new Rig(directory.resolve("one"), "slack");
    FakeChannel slack = rig.channel("slack");
    slack.busy();
    outages("first", 20);
    outages("second", 7);
    rig.crash();
    rig.pass(Duration.ofMinutes(2));
    slack.well();
    rig.pass(Duration.ofMinutes(10));

    List<Notification> digests =
        slack.tried.stream().filter(each -> each.status() == Status.DIGEST).toList();
    Notification first = digests.getFirst();
    assertThat(first.messages()).hasSize(20);
    assertThat(digests.subList(0, digests.size() - 1)).hasSizeGreaterThan(3).containsOnly(first);
    assertThat(digests.getLast().messages()).hasSize(7);
    assertThat(digests.getLast().fingerprint()).isNotEqualTo(first.fingerprint());
    assertThat(slack.taken).containsExactly(first, digests.getLast());
  }

  private void outages(String name, int number) {
    for (int i = 0; i < number; i++) {
      rig.server.down(name + i + "/check", "HF-X-" + name + i, "no way", "");
    }
    rig.pass(Duration.ofSeconds(15));
  }

  @Test
  void aChannelThatIsWellKeepsWhatItsPaceHoldsBack() throws IOException {
    rig = Rig.routedToSlack(directory.resolve("routed"));
    rig.configure(rig.config.routes(), DefaultConfig.delivery(Duration.ofHours(1), 500));
    for (int i = 0; i < 10; i++) {
      rig.server.down("p" + i + "/check", "HF-X-" + (100 + i), "round " + i, "");
      rig.pass(Duration.ofSeconds(15));
    }
    rig.pass(Duration.ofMinutes(5));

    assertThat(rig.waiting()).isEqualTo(5);
    assertThat(rig.channel("email").taken).isEmpty();
  }

  @Test
  void aTestIsForItsOwnChannel() {
    rig.channel("slack").dead();
    rig.engine.test("slack");
    rig.pass(Duration.ofMinutes(1));

    assertThat(rig.channel("slack").attempts).isEqualTo(1);
    assertThat(rig.channel("email").taken).isEmpty();
  }

  @Test
  void aRefusedLoginIsLeftAloneAndATestTriesItAtOnce() {
    rig.channel("slack").dead();
    rig.databaseDown();
    rig.pass(Duration.ofHours(2));
    // After 10 s, 5, 10, 15, 25, 45 and 85 min.
    assertThat(rig.channel("slack").attempts).isBetween(4, 7);
    rig.channel("slack").well();
    rig.engine.test("slack");
    rig.pass(Duration.ofSeconds(2));

    assertThat(rig.channel("slack").story())
        .containsExactly("NOTICE test", "FIRING health/database/connection");
  }

  @Test
  void aMessageThatIsRefusedHoldsUpNoOther() {
    FakeChannel slack = rig.channel("slack");
    slack.dead();
    rig.databaseDown();
    rig.pass(Duration.ofSeconds(10));
    rig.server.down("mail/link", "HF-X-100", "no way", "");
    rig.pass(Duration.ofSeconds(15));
    slack.dead();
    rig.pass(Duration.ofMinutes(6));
    int attempts = slack.attempts;
    slack.well();
    rig.pass(Duration.ofMinutes(10));

    assertThat(attempts).isLessThan(6);
    assertThat(slack.story())
        .contains("FIRING health/mail/link", "FIRING health/database/connection");
  }

  @Test
  void aLineThatACrashHasCutCostsNoOther() throws IOException {
    byte[] cut = {'{', '"', 't', (byte) 0xc3};
    Files.write(directory.resolve("alerts/deliveries.log"), cut);
    rig.channels.remove("email");
    rig.databaseDown();
    rig.pass(Duration.ofSeconds(12));

    List<String> lines = rig.engine.read(parts -> parts.log().newest(10));
    assertThat(lines).singleElement().asString().contains("delivered", "database/connection");
  }

  @Test
  void whatWasToldByItselfIsResolvedByItself() {
    rig.databaseDown();
    rig.pass(Duration.ofSeconds(15));
    rig.server.up("database/connection");
    for (int i = 0; i < 20; i++) {
      rig.server.down("p" + i + "/check", "HF-X-" + (100 + i), "round " + i, "");
    }
    rig.pass(Duration.ofMinutes(5));

    assertThat(rig.channel("slack").statuses()).contains(Status.DIGEST);
    assertThat(rig.channel("slack").story()).contains("RESOLVED health/database/connection");
  }

  private String health() {
    return new AlertsHealth(rig.engine, rig.config, rig.clock::now).call().details().toString();
  }
}
