package dev.holdfast.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.DefaultConfig;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Notification.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wall clock that is set changes nothing that is told, and no second at which it is told. */
final class ClockStepsTest {
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofHours(-1), Duration.ofHours(1), Duration.ofDays(-3653), Duration.ofDays(3653));

  private static final Duration TEN_YEARS = Duration.ofDays(3653);

  @TempDir Path directory;

  /** What happens around a wait; the clock is set in the middle of it. */
  interface Script {
    void play(Stage stage) throws IOException;
  }

  /** The plugin, and a list of each second in which something went out or was noted. */
  static final class Stage {
    final Rig rig;
    final List<String> seen = new ArrayList<>();
    private final Duration step;
    private final List<String> handedOver = new ArrayList<>();
    private Duration passed = Duration.ZERO;
    private String before = "";

    Stage(Rig rig, Duration step) {
      this.rig = rig;
      this.step = step;
    }

    void setClock() {
      rig.clock.setClock(step);
    }

    void seconds(int seconds) {
      pass(Duration.ofSeconds(seconds), Duration.ofSeconds(1));
    }

    void pass(Duration time, Duration tick) {
      for (Duration left = time; left.isPositive(); left = left.minus(tick)) {
        rig.pass(tick, tick);
        passed = passed.plus(tick);
        List<String> tried = new ArrayList<>(handedOver);
        rig.channels.forEach((name, channel) ->
            channel.tried.forEach(
                each -> tried.add(name + " " + each.status() + " " + each.subject())));
        String now = tried + " " + rig.outcomes;
        if (!now.equals(before)) {
          seen.add(passed + " " + now);
          before = now;
        }
      }
    }

    /** Calls of notifiers begin and never end. */
    void neverAnswer() throws IOException {
      rig.threads = new FakeExecutor(task -> handedOver.add("call"));
      rig.crash();
    }
  }

  private static Arguments wait(String name, Script script) {
    return Arguments.of(name, script);
  }

  static Stream<Arguments> waits() {
    return Stream.of(
        wait(
            "until a condition has lasted",
            stage -> {
              stage.rig.databaseDown();
              stage.seconds(5);
              stage.setClock();
              stage.seconds(30);
            }),
        wait(
            "until it is over",
            stage -> {
              stage.rig.databaseDown();
              stage.seconds(20);
              stage.rig.server.up("database/connection");
              stage.seconds(5);
              stage.setClock();
              stage.seconds(30);
            }),
        wait(
            "until checks have run after a start",
            stage -> {
              stage.rig.databaseDown();
              stage.seconds(20);
              stage.rig.crash();
              stage.rig.server.up("database/connection");
              stage.seconds(15);
              stage.setClock();
              stage.seconds(40);
            }),
        wait(
            "until a plugin that came back has checked",
            stage -> {
              stage.rig.server.plugin("weather", "Running");
              stage.rig.server.down("weather/station", "HF-X-100", "no answer", "");
              stage.seconds(20);
              stage.rig.server.plugin("weather", "Paused");
              stage.rig.server.vanish("weather/station");
              stage.seconds(20);
              stage.rig.server.unplug("weather");
              stage.seconds(15);
              stage.setClock();
              stage.seconds(40);
            }),
        wait(
            "until what followed stands for itself",
            stage -> {
              stage.rig.databaseDown();
              stage.rig.server.down("event-store/store", "HF-STORE-003", "it waits", "");
              stage.seconds(20);
              stage.rig.server.up("database/connection");
              stage.seconds(20);
              stage.setClock();
              stage.seconds(60);
            }),
        wait(
            "until what comes and goes has been quiet",
            stage -> {
              for (int i = 0; i < 20; i++) {
                stage.rig.databaseDown();
                stage.seconds(1);
                stage.rig.server.up("database/connection");
                stage.seconds(1);
              }
              stage.seconds(100);
              stage.setClock();
              stage.seconds(300);
            }),
        wait(
            "until returns are forgotten",
            stage -> {
              for (int i = 0; i < 3; i++) {
                stage.rig.databaseDown();
                stage.seconds(1);
                stage.rig.server.up("database/connection");
                stage.seconds(1);
                stage.setClock();
              }
              stage.rig.databaseDown();
              stage.seconds(12);
              stage.rig.server.up("database/connection");
              stage.seconds(400);
            }),
        wait(
            "until a message is repeated",
            stage -> {
              stage.rig.databaseDown();
              stage.seconds(20);
              stage.pass(Duration.ofHours(2), Duration.ofMinutes(1));
              stage.setClock();
              stage.pass(Duration.ofHours(7), Duration.ofMinutes(1));
            }),
        wait(
            "until a silence ends",
            stage -> {
              stage.rig.engine.silence("database", "a", "r", Duration.ZERO, Duration.ofMinutes(2));
              stage.rig.databaseDown();
              stage.seconds(60);
              stage.setClock();
              stage.seconds(90);
            }),
        wait(
            "until a silence begins",
            stage -> {
              Duration minute = Duration.ofMinutes(1);
              stage.rig.engine.silence("database", "a", "r", minute, minute);
              stage.seconds(30);
              stage.setClock();
              stage.seconds(40);
              stage.rig.databaseDown();
              stage.seconds(80);
            }),
        wait(
            "until a figure has been too high",
            stage -> {
              stage.rig.server.measure("holdfast_journal_max_bytes", 100);
              stage.rig.server.measure("holdfast_journal_waiting_bytes", 95);
              stage.seconds(7);
              stage.setClock();
              stage.seconds(300);
            }),
        wait(
            "while a counter is compared with what it was",
            stage -> {
              for (int i = 0; i < 40; i++) {
                stage.rig.server.measure("holdfast_journal_refused_total", i, "reason", "size");
                stage.seconds(10);
                if (i == 10) {
                  stage.setClock();
                }
              }
              stage.seconds(900);
            }),
        wait(
            "the back-off of a channel",
            stage -> {
              stage.rig.channel("slack").busy();
              stage.rig.databaseDown();
              stage.seconds(100);
              stage.setClock();
              stage.seconds(600);
            }),
        wait(
            "the time that a channel asks for",
            stage -> {
              stage.rig.channel("slack").busyFor(Duration.ofMinutes(5));
              stage.rig.databaseDown();
              stage.seconds(100);
              stage.setClock();
              stage.seconds(600);
            }),
        wait(
            "the wait after a refusal",
            stage -> {
              stage.rig.channel("slack").dead();
              stage.rig.databaseDown();
              stage.seconds(100);
              stage.setClock();
              stage.seconds(1200);
            }),
        wait(
            "the pace of a channel",
            stage -> {
              for (int i = 0; i < 12; i++) {
                stage.rig.server.down("p" + i + "/check", "HF-X-" + (100 + i), "round " + i, "");
                stage.seconds(i == 6 ? 30 : 5);
                if (i == 8) {
                  stage.setClock();
                }
              }
              stage.seconds(400);
            }),
        wait(
            "until a message goes to another channel",
            stage -> {
              route(stage.rig, "slack");
              stage.rig.channel("slack").busy();
              stage.rig.databaseDown();
              stage.seconds(60);
              stage.setClock();
              stage.seconds(120);
            }),
        wait(
            "until a message is given up",
            stage -> {
              stage.rig.channel("slack").busy();
              stage.rig.server.down("p/check", "HF-X-100", "no way", "");
              stage.seconds(20);
              stage.rig.server.up("p/check");
              stage.pass(Duration.ofDays(1), Duration.ofMinutes(5));
              stage.setClock();
              stage.pass(Duration.ofHours(25), Duration.ofMinutes(5));
              assertThat(stage.rig.outcomes).containsEntry("slack given-up", 2);
            }),
        wait(
            "for any channel",
            stage -> {
              stage.rig.channels.clear();
              stage.rig.crash();
              stage.rig.databaseDown();
              stage.seconds(30);
              stage.setClock();
              stage.seconds(60);
              assertThat(stage.rig.outcomes).containsEntry("none no-channel", 1);
            }),
        wait(
            "for the channels of the routes",
            stage -> {
              route(stage.rig, "slack", "pager");
              Path reports = Files.createDirectories(stage.rig.directory.resolve("obituaries"));
              Files.writeString(
                  reports.resolve("x.json"), "{\"time\":\"2026-06-21T11:59:00Z\",\"cause\":\"k\"}");
              stage.seconds(30);
              stage.setClock();
              stage.seconds(60);
            }),
        wait(
            "for a channel that is away",
            stage -> {
              FakeChannel slack = stage.rig.channel("slack");
              slack.busy();
              stage.rig.databaseDown();
              stage.seconds(20);
              stage.rig.channels.remove("slack");
              stage.pass(Duration.ofMinutes(30), Duration.ofSeconds(10));
              stage.setClock();
              stage.pass(Duration.ofMinutes(20), Duration.ofSeconds(10));
              slack.well();
              stage.rig.channels.put("slack", slack);
              stage.seconds(20);
              assertThat(slack.taken).isNotEmpty();
            }),
        wait(
            "for a call that does not end, and then beside it",
            stage -> {
              stage.neverAnswer();
              stage.rig.databaseDown();
              stage.seconds(50);
              stage.setClock();
              stage.seconds(200);
              stage.setClock();
              stage.seconds(400);
            }));
  }

  private static void route(Rig rig, String... names) throws IOException {
    List<String> all = List.of(names);
    rig.configure(new AlertsConfig.Routes(all, all), DefaultConfig.delivery());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waits")
  void aClockThatIsSetChangesNothing(String name, Script script) throws IOException {
    List<String> undisturbed = play(script, Duration.ZERO);
    assertThat(undisturbed).isNotEmpty();
    for (Duration step : STEPS) {
      assertThat(play(script, step)).as("%s, clock set by %s", name, step).isEqualTo(undisturbed);
    }
  }

  private List<String> play(Script script, Duration step) throws IOException {
    Path own = Files.createTempDirectory(directory, "run");
    Rig rig = new Rig(own, "email", "slack");
    rig.pass(Duration.ofSeconds(40), Duration.ofSeconds(10));
    Stage stage = new Stage(rig, step);
    script.play(stage);
    return stage.seen;
  }

  private Rig rig() throws IOException {
    Rig rig = new Rig(directory, "email", "slack");
    rig.pass(Duration.ofSeconds(40), Duration.ofSeconds(10));
    return rig;
  }

  @Test
  void aClockThatIsSetBetweenAFaultAndTheFirstLookAtItDelaysItByASecondAtMost() throws IOException {
    for (Duration step : STEPS) {
      Rig rig = new Rig(Files.createTempDirectory(directory, "run"), "email", "slack");
      rig.pass(Duration.ofSeconds(40), Duration.ofSeconds(10));
      rig.databaseDown();
      rig.clock.setClock(step);
      rig.pass(Duration.ofSeconds(11));
      rig.pass(Duration.ofMinutes(1));
      assertThat(rig.channel("slack").story()).containsExactly("FIRING health/database/connection");
    }
  }

  @Test
  void aClockThatIsSetBackTenYearsBeforeAStartDelaysARepetitionByItsIntervalAtMost()
      throws IOException {
    Rig rig = rig();
    rig.databaseDown();
    rig.pass(Duration.ofSeconds(20));
    rig.clock.setClock(TEN_YEARS.negated());
    rig.crash();
    rig.pass(Duration.ofHours(3), Duration.ofSeconds(10));
    assertThat(rig.channel("slack").taken).hasSize(1);
    rig.pass(Duration.ofHours(21), Duration.ofSeconds(10));
    assertThat(rig.channel("slack").statuses()).hasSize(7).containsOnly(Status.FIRING);
  }

  @Test
  void aSilenceIsNotMadeLongerByAClockThatIsSetBackBeforeAStart() throws IOException {
    for (Duration step : STEPS) {
      Rig rig = new Rig(Files.createTempDirectory(directory, "run"), "slack");
      rig.pass(Duration.ofSeconds(40), Duration.ofSeconds(10));
      rig.engine.silence("*", "a", "r", Duration.ZERO, Duration.ofHours(2));
      rig.pass(Duration.ofHours(1), Duration.ofSeconds(10));
      rig.clock.setClock(step);
      rig.crash();
      rig.databaseDown();
      rig.pass(Duration.ofHours(4), Duration.ofSeconds(10));
      assertThat(rig.channel("slack").taken).as("%s", step).isNotEmpty();
    }
  }

  @Test
  void aMessageThatWaitsOutlivesAClockThatIsSetBeforeAStart() throws IOException {
    for (Duration step : STEPS) {
      Rig rig = new Rig(Files.createTempDirectory(directory, "run"), "slack");
      rig.pass(Duration.ofSeconds(40), Duration.ofSeconds(10));
      rig.channel("slack").busy();
      rig.databaseDown();
      rig.pass(Duration.ofSeconds(20));
      rig.clock.setClock(step);
      rig.crash();
      rig.channel("slack").well();
      rig.pass(Duration.ofSeconds(10));
      assertThat(rig.channel("slack").story())
          .first()
          .isEqualTo("FIRING health/database/connection");
      assertThat(rig.waiting()).isZero();
    }
  }

  @Test
  void aMessageOfAClockThatWasAheadIsGivenUpInTheEnd() throws IOException {
    Rig rig = rig();
    rig.channels.values().forEach(FakeChannel::busy);
    rig.clock.setClock(TEN_YEARS);
    rig.server.raise("p", "k", Severity.WARNING, new Problem("HF-X-100", 503, "It is odd", "", ""));
    rig.pass(Duration.ofSeconds(20));
    rig.server.resolve("p", "k");
    rig.clock.setClock(TEN_YEARS.negated());
    rig.crash();
    rig.pass(Duration.ofHours(47), Duration.ofMinutes(1));
    assertThat(rig.outcomes).doesNotContainKey("slack given-up");
    rig.pass(Duration.ofHours(4), Duration.ofMinutes(1));
    assertThat(rig.outcomes).containsKey("slack given-up");
  }
}
