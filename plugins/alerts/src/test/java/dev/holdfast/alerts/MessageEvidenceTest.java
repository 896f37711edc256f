package dev.holdfast.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Evidence;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.server.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a message tells those who are woken by it (A13). */
final class MessageEvidenceTest {
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
  void theMessageHoldsItsEvidence() {
    rig.server.measure("holdfast_journal_max_bytes", 8L << 30);
    for (int i = 0; i < 120; i++) {
      if (i == 60) {
        rig.databaseDown();
        rig.storingWaits();
        // It has done nothing but fail.
        rig.server.down("report/rows", "HF-DB-002", "The database cannot be reached", "");
        rig.channel("slack").busy();
      }
      rig.server.measure("holdfast_database_connect_attempts_total", 3 + Math.max(0, i - 59) * 4.0);
      rig.server.measure("holdfast_journal_waiting_events", Math.max(0, i - 60) * 100.0);
      rig.server.measure("holdfast_journal_waiting_bytes", Math.max(0, i - 60) * 400_000.0);
      rig.pass(seconds(1));
    }
    Notification told = rig.channel("email").taken.getFirst();
    Evidence evidence = told.evidence();

    assertThat(told.title()).contains("database/connection is down", "Connection refused");
    assertThat(told.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(told.server()).isEqualTo("hut");
    assertThat(evidence.causes()).contains("The database cannot be reached");
    assertThat(evidence.figures())
        .anyMatch(line -> line.startsWith("since 12:01:"))
        .anyMatch(
            line -> line.matches("[\\d,]+ events \\([\\d.]+ MiB\\) safe on disk, room for 5 h.*"));
    assertThat(evidence.actions())
        .containsExactly(
            Text.time(told.since())
                + " event-store/store: Events wait in the journal until the database accepts them",
            "attempts to reconnect to the database: 40");
    assertThat(evidence.command()).isEqualTo("holdfast db status");
    assertThat(evidence.code()).isEqualTo("HF-DB-002");
    assertThat(evidence.lastError()).contains("db.example:5432: Connection refused");
    assertThat(evidence.runbook()).isEqualTo("Start it");
    assertThat(evidence.sparkline()).contains("backlog");
    assertThat(evidence.link()).contains("http://127.0.0.1:8080/health/database/connection");
    assertThat(evidence.muted()).anyMatch(line -> line.startsWith("event-store/store is degraded"));
    assertThat(told.fingerprint()).hasSize(16);
    assertThat(told.incident()).matches("[0-9A-F]{4}-[0-9A-F]{4}");
  }

  @Test
  void whereAnIncidentWasCapturedItIsWhatToLookAt() {
    String why = "pause: 82 MiB of 96 MiB, 85 %, bundle 20260621T120000Z-memory-pause; paused x";
    rig.server.raise(
        "memory-watchdog",
        "memory",
        Severity.CRITICAL,
        new Problem("HF-MEM-002", 503, "Memory runs short", why, ""));
    rig.server.raise(
        "memory-watchdog",
        "collecting",
        Severity.CRITICAL,
        new Problem("HF-MEM-008", 503, "Most of the time goes into collecting garbage", "", ""));
    rig.pass(seconds(120));
    assertThat(rig.channel("email").taken)
        .extracting(Notification::subject, told -> told.evidence().command())
        .contains(
            tuple(
                "board/memory-watchdog/memory",
                "holdfast incident show 20260621T120000Z-memory-pause"),
            tuple("board/memory-watchdog/collecting", "holdfast doctor"));
  }

  @Test
  void theEndSaysHowOftenItWasTriedAndWhatIsWellAgain() {
    rig.server.measure("holdfast_database_connect_attempts_total", 7);
    rig.pass(seconds(20));
    rig.databaseDown();
    rig.storingWaits();
    rig.pass(seconds(60));
    rig.server.measure("holdfast_database_connect_attempts_total", 1207);
    rig.pass(seconds(60));
    rig.server.up("database/connection");
    rig.server.up("event-store/store");
    rig.pass(seconds(15));

    assertThat(rig.channel("slack").taken.getLast().evidence().actions())
        .hasSize(3)
        .anyMatch(line -> line.endsWith("event-store/store: well again"))
        .endsWith("attempts to reconnect to the database: 1,200");
  }

  @Test
  void figuresOfAHealthCheckAreSaidInWords() {
    rig.server.is(
        "weather/station", Verdict.DOWN, Map.of("reason", "no answer", "failedAttempts", 17));
    rig.pass(seconds(15));
    assertThat(rig.channel("email").taken.getFirst().evidence().figures())
        .contains("failed attempts 17");
  }
}
