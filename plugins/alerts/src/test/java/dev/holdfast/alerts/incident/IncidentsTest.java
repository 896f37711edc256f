package dev.holdfast.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.condition.SampleConditions;
import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.DefaultConfig;
import dev.holdfast.alerts.support.TestTime;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Notification.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class IncidentsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestTime clock = new TestTime();
  private final AlertsConfig config = DefaultConfig.defaults();
  private final Silences silences = new Silences(10, Duration.ofDays(1));
  private Incidents incidents = new Incidents(config, silences, clock.now());
  private final List<PendingNotification> told = new ArrayList<>();
  private final Set<String> mute = new HashSet<>();

  /** Lets seconds pass in which this is the case, and takes what is to be told. */
  private void pass(int seconds, Condition... conditions) {
    pass(seconds, List.of(conditions));
  }

  private void pass(int seconds, Collection<Condition> conditions) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(SECOND);
      for (PendingNotification pending : incidents.tick(conditions, mute, clock.now())) {
        told.add(pending);
        incidents.told(pending.messageId());
      }
    }
  }

  private Condition down(String name) {
    return SampleConditions.down(name, clock.instant());
  }

  private List<String> story() {
    return told.stream().map(n -> n.status() + " " + n.condition().key()).toList();
  }

  @Test
  void whatLastsIsToldOnceAndItsEndOnce() {
    Condition down = down("database/connection");
    pass(9, down);
    assertThat(told).isEmpty();
    pass(60, down);
    pass(40);

    assertThat(story())
        .containsExactly(
            "FIRING health/database/connection", "RESOLVED health/database/connection");
    assertThat(told.get(0).incident()).isEqualTo(told.get(1).incident());
    assertThat(told.get(0).messageId()).isNotEqualTo(told.get(1).messageId());
    assertThat(incidents.all()).isEmpty();
  }

  @Test
  void theEndIsToldAsTheBeginningWas() {
    pass(15, down("database/connection"));
    pass(5, SampleConditions.degraded("database/connection", clock.instant()));
    pass(20);

    assertThat(told.getLast().status()).isEqualTo(Status.RESOLVED);
    assertThat(told).extracting(PendingNotification::severity).containsOnly(Severity.CRITICAL);
    assertThat(told)
        .extracting(pending -> pending.condition().title())
        .containsOnly("database/connection is down");
  }

  @Test
  void whatIsToldAgainIsNoLessThanItWas() {
    pass(15, down("a/b"));
    clock.advance(config.repeatWarning());
    pass(1, SampleConditions.degraded("a/b", clock.instant()));

    assertThat(told)
        .extracting(PendingNotification::severity)
        .containsExactly(Severity.CRITICAL, Severity.CRITICAL);
  }

  @Test
  void nothingIsOverWhileItsPluginDoesNotRunAndForAMomentAfter() {
    pass(15, down("event-store/store"), down("event-store"));
    mute.add("event-store");
    pass(300);
    // The state of the plugin is the kernel's to say.
    assertThat(story()).containsExactly("FIRING health/event-store", "RESOLVED health/event-store");
    mute.clear();
    pass((int) config.settle().toSeconds() - 2);
    assertThat(incidents.all()).extracting(Incident::key).contains("health/event-store/store");
    pass(3);
    assertThat(incidents.all()).isEmpty();
  }

  @Test
  void whatPassesIsNotTold() {
    pass(8, down("a/b"));
    pass(60);

    assertThat(told).isEmpty();
    assertThat(incidents.all()).isEmpty();
  }

  @Test
  void aShortReturnIsNoResolution() {
    Condition down = down("a/b");
    pass(40, down);
    pass(8);
    pass(20, down);

    assertThat(story()).containsExactly("FIRING health/a/b");
  }

  @Test
  void whatComesAndGoesIsToldOnceAndResolvedWhenItHasBeenQuiet() {
    for (int i = 0; i < 60; i++) {
      pass(1, down("a/b"));
      pass(1);
    }
    assertThat(story()).containsExactly("FIRING health/a/b");
    assertThat(told.getFirst().flapping()).isTrue();
    pass((int) config.flapping().quiet().toSeconds() - 2);
    assertThat(told).hasSize(1);
    pass(5);
    assertThat(story()).containsExactly("FIRING health/a/b", "RESOLVED health/a/b");
  }

  @Test
  void aDatabaseThatIsDownSpeaksForTwentyDependents() {
    List<Condition> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(
          SampleConditions.waiting("plugin-" + i, "dev.holdfast.spi.Database", clock.instant()));
    }
    all.add(down("event-store/store"));
    all.add(SampleConditions.board("database", "down", "HF-DB-002", clock.instant()));
    all.add(SampleConditions.withCode(down("database/connection"), "HF-DB-002"));
    pass(120, all);
    pass(60);

    assertThat(story())
        .containsExactly(
            "FIRING health/database/connection", "RESOLVED health/database/connection");
    assertThat(told.getFirst().followers())
        .hasSize(22)
        .contains("plugin-0 is down", "plugin-19 is down", "event-store/store is down");
  }

  @Test
  void twoJobsThatFailAreTwoIncidentsAndTheirHealthIsNone() {
    Condition first = SampleConditions.board("scheduler", "a/job", "HF-JOB-001", clock.instant());
    Condition health =
        SampleConditions.because(
            SampleConditions.withCode(
                SampleConditions.degraded("scheduler/jobs", clock.instant()), "HF-JOB-012"),
            "a/job HF-JOB-001");
    pass(120, first, health);
    Condition second = SampleConditions.board("scheduler", "b/job", "HF-JOB-001", clock.instant());
    pass(120, first, second, health);
    pass(120, second, health);
    pass(60);

    assertThat(story())
        .containsExactly(
            "FIRING board/scheduler/a/job",
            "FIRING board/scheduler/b/job",
            "RESOLVED board/scheduler/a/job",
            "RESOLVED board/scheduler/b/job");
  }

  @Test
  void whatFollowedStandsForItselfWhenItStays() {
    Condition child = down("event-store/store");
    pass(60, child, down("database/connection"));
    assertThat(story()).containsExactly("FIRING health/database/connection");
    pass(120, child);

    assertThat(story())
        .containsExactly(
            "FIRING health/database/connection",
            "RESOLVED health/database/connection",
            "FIRING health/event-store/store");
  }

  @Test
  void anAlertOfTheKernelMutesNoFigureOfTheServer() {
    Condition safeMode = SampleConditions.board("kernel", "safe-mode", "HF-X-100", clock.instant());
    pass(
        12,
        safeMode,
        SampleConditions.rule("kernel", "heap-full", Severity.CRITICAL, clock.instant()));

    assertThat(story())
        .containsExactlyInAnyOrder("FIRING board/kernel/safe-mode", "FIRING rule/heap-full");
  }

  @Test
  void aFigureIsNoRootForPluginsThatWorkOnItsOwn() {
    Condition figure =
        SampleConditions.rule("journal", "journal-almost-full", Severity.CRITICAL, clock.instant());
    pass(12, figure, down("event-store/store"));

    assertThat(story())
        .containsExactlyInAnyOrder(
            "FIRING rule/journal-almost-full", "FIRING health/event-store/store");
  }

  @Test
  void theWorstOfTheFamilyIsTold() {
    Condition root =
        SampleConditions.withCode(
            SampleConditions.degraded("disk/room", clock.instant()), "HF-D-1");
    assertThat(root.severity()).isEqualTo(Severity.WARNING);
    Condition cause = SampleConditions.withCode(root, "HF-DISK-001");
    Condition child = SampleConditions.because(down("journal/writing"), "no room (HF-DISK-001)");
    pass(12, cause, child);

    assertThat(story()).containsExactly("FIRING health/disk/room");
    assertThat(told.getFirst().severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void whatGetsWorseIsToldAgain() {
    pass(70, SampleConditions.degraded("a/b", clock.instant()));
    Condition worse = down("a/b");
    pass(5, worse);

    assertThat(told)
        .extracting(PendingNotification::severity)
        .containsExactly(Severity.WARNING, Severity.CRITICAL);
    assertThat(told).extracting(PendingNotification::number).containsExactly(1, 2);
  }

  @Test
  void whatGoesOnIsToldAgainUntilSomebodyAcknowledges() {
    Condition down = down("a/b");
    pass(15, down);
    clock.advance(config.repeatCritical());
    pass(1, down);
    assertThat(told).hasSize(2);
    incidents.acknowledge(told.getFirst().incident(), "anna");
    clock.advance(config.repeatCritical());
    pass(1, down);
    assertThat(told).hasSize(2);
    pass(20);
    assertThat(told.getLast().status()).isEqualTo(Status.RESOLVED);
  }

  @Test
  void aSilenceHoldsBackWhatItCoversUntilItEnds() {
    silence("we move the rack", Duration.ZERO);
    Condition covered = down("a/b");
    Condition other = down("c/d");
    pass(60, covered, other);
    assertThat(story()).containsExactly("FIRING health/c/d");
    clock.advance(Duration.ofMinutes(5));
    pass(1, covered, other);

    assertThat(story()).containsExactly("FIRING health/c/d", "FIRING health/a/b");
  }

  @Test
  void aSilenceThatIsPlannedBeginsAtItsTime() {
    silence("tonight's upgrade", Duration.ofHours(1));
    Condition first = down("a/b");
    pass(60, first);
    assertThat(story()).containsExactly("FIRING health/a/b");
    clock.advance(Duration.ofHours(1));
    pass(30, first, down("a/c"));
    assertThat(story()).containsExactly("FIRING health/a/b");
    assertThat(silences.all()).hasSize(1);
    clock.advance(Duration.ofMinutes(5));
    pass(1, first, down("a/c"));
    assertThat(story()).containsExactly("FIRING health/a/b", "FIRING health/a/c");
  }

  /** Of all checks of plugin a, for five minutes. */
  private void silence(String reason, Duration delay) {
    silences.add("health/a/*", "anna", reason, delay, Duration.ofMinutes(5), clock.now());
  }

  @Test
  void tenThousandAlertsInAMinuteStayWithinTheirBound() {
    for (int second = 0; second < 60; second++) {
      int from = second * 167;
      pass(
          1,
          IntStream.range(from, from + 167)
              .mapToObj(i ->
                  SampleConditions.board("p" + i, "k", "HF-X-" + (100 + i % 800), clock.instant()))
              .toList());
      assertThat(incidents.all()).hasSizeLessThanOrEqualTo(config.maxIncidents());
    }
    List<Condition> flood =
        IntStream.range(0, 10_000).mapToObj(i -> down("p" + i + "/check")).toList();
    pass(60, flood);

    assertThat(incidents.all()).hasSizeBetween(config.maxIncidents() - 1, config.maxIncidents());
    assertThat(told.stream().filter(n -> n.condition().key().equals(Incidents.OVERFLOW)))
        .hasSize(1);
  }

  @Test
  void aClockThatIsSetBackDelaysNothing() {
    Condition down = down("a/b");
    pass(15, down);
    clock.setClock(Duration.ofHours(-1));
    pass(40);

    assertThat(story()).containsExactly("FIRING health/a/b", "RESOLVED health/a/b");
  }

  @Test
  void nothingIsCalledResolvedBeforeTheChecksHaveRunAfterAStart() {
    Condition down = down("a/b");
    pass(15, down);
    Incident before = incidents.all().getFirst();
    incidents = new Incidents(config, silences, clock.now());
    incidents.restore(before);
    pass((int) config.settle().toSeconds() - 1);
    pass(20, down);

    assertThat(story()).containsExactly("FIRING health/a/b");
  }

  @Test
  void whatIsOwedComesAgainUntilItIsSafe() {
    Condition down = down("a/b");
    clock.advance(Duration.ofSeconds(11));
    List<PendingNotification> first = incidents.tick(List.of(down), mute, clock.now());
    clock.advance(SECOND);
    List<PendingNotification> again = incidents.tick(List.of(down), mute, clock.now());

    assertThat(again)
        .extracting(PendingNotification::messageId)
        .isEqualTo(List.of(first.getFirst().messageId()));
  }
}
