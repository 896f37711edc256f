package dev.holdfast.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Notification.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People are told though channels, the disk or the clock do not do as they should. */
final class DispatchTest {
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
    rig.desk.silence("journal", "anna", "the disk is being replaced", Duration.ZERO, Duration.ofMinutes(1));
    rig.databaseDown();
    rig.pass(Duration.ofSeconds(30));
    rig.server.down("mail/link", "HF-X-100", "no way", "");
    rig.pass(Duration.ofSeconds(5));
    rig.clock.advance(Duration.ofHours(-2));
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
    rig.clock.advance(Duration.ofDays(3));
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
      rig.desk.test("slack");
    }
    assertThat(rig.waiting()).isEqualTo(rig.config.delivery().maxWaiting());
    rig.databaseDown();
    rig.pass(Duration.ofSeconds(15));

    assertThat(rig.channel("email").taken)
        .anySatisfy(told ->
            assertThat(told.subject() + told.evidence().muted()).contains("database/connection"));
  }

  @Test
  void aLineThatACrashHasCutCostsNoOther() throws IOException {
    byte[] cut = {'{', '"', 't', (byte) 0xc3};
    Files.write(directory.resolve("alerts/deliveries.log"), cut);
    rig.channels.remove("email");
    rig.databaseDown();
    rig.pass(Duration.ofSeconds(12));

    List<String> lines = rig.desk.look(parts -> parts.log().newest(10));
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
    return new AlertsHealth(rig.desk, rig.config, rig.clock).call().details().toString();
  }
}
