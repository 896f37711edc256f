package dev.holdfast.database.outage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.DatabasePlugin;
import dev.holdfast.database.LogLines;
import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.SqliteTarget;
import dev.holdfast.database.driver.Target;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import dev.holdfast.testkit.PluginHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that README.md promises to people who grep for them are logged in these words. */
final class ReadmeLinesTest {
  private static final Path README = Path.of("../../README.md");
  private static final Pattern LINE = Pattern.compile("`([^`]+)`");
  private static final Problem REFUSED =
      new Problem("HF-TEST-001", 503, "It is away", "connection refused", "");

  @TempDir Path directory;

  /** The rows that the outage log writes; the last word of a start is the server's. */
  private static List<String> promised() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String row : Files.readAllLines(README)) {
      if (row.matches(
          "\\| (start|loss.*|attempts|all attempts failed|another cause|return|repeated losses) \\|.*")) {
        Matcher line = LINE.matcher(row);
        while (line.find()) {
          lines.add(line.group(1));
        }
      }
    }
    lines.remove("All systems operational!");
    return lines;
  }

  @Test
  void eachIsLogged() throws Exception {
    try (LogLines log = new LogLines();
        PluginHarness harness = PluginHarness.of(new DatabasePlugin())) {
      PluginContext context = harness.context();
      Target target =
          new SqliteTarget(
              directory.resolve("x.db"),
              new DatabaseConfig.Sqlite(Duration.ZERO, new Size(1 << 20)));
      OutageLog outageLog = new OutageLog(context, target, 5, Duration.ofMillis(250));
      Outages outages =
          new Outages(context, new DatabaseConfig.Flapping(3, Duration.ofMinutes(1)), () -> 0);
      outageLog.connecting();
      outageLog.established("18", 0, null, outages);
      outageLog.lost(REFUSED, outages);
      for (int attempt = 1; attempt <= 5; attempt++) {
        outageLog.attemptFailed(attempt, REFUSED, Duration.ofSeconds(1));
      }
      outageLog.otherCause(REFUSED);
      outageLog.established("18", 5, Duration.ofSeconds(3), outages);
      for (int loss = 0; loss < 4; loss++) {
        outages.begun(Instant.EPOCH, Instant.EPOCH, REFUSED);
      }
      outageLog.lost(REFUSED, outages);

      assertThat(promised()).hasSizeGreaterThan(12);
      String logged = log.text();
      assertThat(promised()).allSatisfy(line -> assertThat(logged).contains(line));
    }
  }
}
