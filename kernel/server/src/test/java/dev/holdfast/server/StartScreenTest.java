package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartScreenTest {
  private static final URI URL = URI.create("http://127.0.0.1:8080");

  private final StringWriter out = new StringWriter();

  private static Finding finding(String name, Verdict verdict, Map<String, Object> details) {
    return new Finding(name, verdict, details, Instant.EPOCH, Instant.EPOCH);
  }

  private StartScreen screen(boolean atTerminal, Finding... findings) {
    return new StartScreen(
        new PrintWriter(out), atTerminal, Path.of("logs/holdfast.log"), () -> List.of(findings));
  }

  @Test
  void elsewhereThanAtATerminalOnlyTheAddressIsPrinted() {
    StartScreen screen = screen(false);
    screen.begins("1");
    screen.listens(URL);
    screen.isWell();
    screen.stops();
    screen.stopped(Duration.ZERO);
    assertThat(out.toString()).isEqualToNormalizingNewlines("listening on http://127.0.0.1:8080\n");
  }

  @Test
  void aCalmStartAndTwoLinesAtTheEnd() {
    StartScreen screen =
        screen(
            true,
            finding("journal", Verdict.UP, Map.of("state", "Running")),
            finding(
                "database/connection",
                Verdict.UP,
                Map.of("product", "SQLite", "location", "/d/h.db")));
    screen.begins("1");
    screen.isWell();
    screen.listens(URL);
    await().until(() -> out.toString().contains("All is well"));
    screen.stops();
    screen.stopped(Duration.ofMillis(812));
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            Holdfast 1
            listening on http://127.0.0.1:8080
            storing into SQLite, /d/h.db
            All is well. Ctrl-C stops it; the log is logs/holdfast.log
            stopping: no new clients are accepted, then the others are disconnected
            stopped after 812 ms
            """);
  }

  @Test
  void whatIsNotWellHasALine() {
    StartScreen screen =
        screen(
            true,
            finding("journal", Verdict.UP, Map.of("state", "Running")),
            finding("slack/channel", Verdict.DEGRADED, Map.of(Health.REASON, "HF-SLACK-001 no")));
    Thread following = Thread.ofVirtual().start(() -> screen.follow(Duration.ZERO));
    await().until(() -> out.toString().contains("goes on trying"));
    assertThat(out.toString())
        .startsWith("not well: slack/channel: HF-SLACK-001 no")
        .doesNotContain("All is well");
    screen.isWell();
    await().until(() -> !following.isAlive());
    assertThat(out.toString()).contains("All is well");
  }
}
