package dev.holdfast.alerts.condition;

import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.alerts.support.ShortHash;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.Alert.Severity;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the reports that the supervising process has written about crashes and restarts. */
public final class CrashReportReader {
  static final String KEY = "process/died";
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");
  private static final int MOST = 100;
  private static final int LONGEST = 300;
  private static final long LARGEST = 64 << 10;

  private final Path directory;

  public CrashReportReader(Path directory) {
    this.directory = directory;
  }

  /**
   * A crash or a planned restart of the process.
   *
   * @param id the same as long as the file is there
   */
  public record CrashReport(Path file, String id, Condition condition, List<String> figures) {}

  /** The oldest first. */
  public List<CrashReport> read() {
    List<CrashReport> found = new ArrayList<>();
    for (Path file : files()) {
      try {
        if (Files.size(file) <= LARGEST) {
          found.add(report(file, JsonObject.read(Files.readAllBytes(file))));
        }
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "Not readable as a report of an end: " + file, e);
      }
    }
    return found;
  }

  private List<Path> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(".json")).sorted().limit(MOST).toList();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "Not readable: " + directory, e);
      return List.of();
    }
  }

  private static CrashReport report(Path file, JsonObject json) throws IOException {
    boolean planned = json.isTrue("planned");
    List<String> figures = new ArrayList<>();
    figures.add((planned ? "ended at " : "died at ") + Text.time(json.time("time")));
    add(figures, "signal ", json.text("signal"));
    add(figures, "exit code ", json.has("exitCode") ? String.valueOf(json.number("exitCode")) : "");
    add(figures, "evidence: ", json.text("evidence"));
    add(figures, "then: ", json.text("next"));
    String sentence = Text.line(json.text("sentence"), LONGEST);
    Condition condition =
        new Condition(
            KEY,
            "kernel",
            planned ? Severity.WARNING : Severity.CRITICAL,
            Text.line(title(json, planned) + json.text("cause"), 160),
            new Condition.LastError(
                AlertsProblems.DIED.code(), sentence, AlertsProblems.DIED.remedy()),
            json.time("time"),
            Duration.ZERO,
            "",
            AlertsProblems.DIED.remedy());
    String id = "died-" + ShortHash.of(String.valueOf(file.getFileName()));
    return new CrashReport(file, id, condition, List.copyOf(figures));
  }

  /** Who reads it is served by the next server, however long it took until that was started. */
  private static String title(JsonObject json, boolean planned) {
    if (planned) {
      return "The server has restarted itself: ";
    }
    return json.has("comesBack") && !json.isTrue("comesBack")
        ? "The server died and stayed down until a person started it: "
        : "The server died and was started again: ";
  }

  private static void add(List<String> figures, String what, String value) {
    if (!value.isBlank()) {
      figures.add(what + Text.line(value, LONGEST));
    }
  }
}
