package dev.holdfast.alerts.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.alerts.condition.CrashReportReader.CrashReport;
import dev.holdfast.spi.Alert.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashReportReaderTest {
  @TempDir Path directory;

  private CrashReport read(String more) throws IOException {
    Files.writeString(
        directory.resolve("2026-06-21T115900Z-17.json"),
        """
        {"time":"2026-06-21T11:59:00Z","pid":17,"exitCode":3,"cause":"the cause",%s"sentence":"it ended"}
        """
            .formatted(more));
    return new CrashReportReader(directory).read().getFirst();
  }

  @Test
  void aDeathThatWasFollowedByAStartIsCriticalAllTheSame() throws IOException {
    CrashReport told = read("\"planned\":false,\"comesBack\":true,");

    assertThat(told.condition().title())
        .isEqualTo("The server died and was started again: the cause");
    assertThat(told.condition().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(told.figures().getFirst()).startsWith("died at ");
  }

  @Test
  void aDeathAfterWhichAPersonWasNeededIsNotToldAsARestart() throws IOException {
    assertThat(read("\"planned\":false,\"comesBack\":false,").condition().title())
        .isEqualTo("The server died and stayed down until a person started it: the cause");
  }

  @Test
  void aRestartThatTheServerHasPlannedIsNoDeath() throws IOException {
    CrashReport told = read("\"planned\":true,\"comesBack\":true,");

    assertThat(told.condition().title()).isEqualTo("The server has restarted itself: the cause");
    assertThat(told.condition().severity()).isEqualTo(Severity.WARNING);
    assertThat(told.figures().getFirst()).startsWith("ended at ");
  }

  @Test
  void aReportOfAnOlderSupervisorIsReadAsBefore() throws IOException {
    assertThat(read("").condition().title()).contains("died and was started again");
  }
}
