package dev.holdfast.console.supervise;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.TimeSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How patient the supervisor is. Each has a variable of the environment as its default. */
public final class SupervisorLimits {
  @Option(
      names = "--backoff-step",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "${env:HOLDFAST_BACKOFF_STEP:-5s}",
      description =
          "The pause before the first restart in a row; each further restart adds it once more."
              + " HOLDFAST_BACKOFF_STEP, default 5s.")
  Duration backoffStep = Duration.ofSeconds(5);

  @Option(
      names = "--backoff-max",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "${env:HOLDFAST_BACKOFF_MAX:-30s}",
      description = "The longest pause. HOLDFAST_BACKOFF_MAX, default 30s.")
  Duration backoffMax = Duration.ofSeconds(30);

  @Option(
      names = "--stable-after",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "${env:HOLDFAST_STABLE_AFTER:-60s}",
      description =
          "After this time of running, earlier ends are forgotten. HOLDFAST_STABLE_AFTER, default 60s.")
  Duration stableAfter = Duration.ofMinutes(1);

  @Option(
      names = "--max-restarts",
      paramLabel = "N",
      defaultValue = "${env:HOLDFAST_MAX_RESTARTS:-0}",
      description =
          "After more restarts in a row the server stays down; 0 = no limit."
              + " HOLDFAST_MAX_RESTARTS, default 0.")
  int maxRestarts;

  @Option(
      names = "--probe-interval",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "${env:HOLDFAST_PROBE_INTERVAL:-5s}",
      description =
          "The interval of requests for /health/live. HOLDFAST_PROBE_INTERVAL, default 5s.")
  Duration probeInterval = Duration.ofSeconds(5);

  @Option(
      names = "--probe-limit",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "${env:HOLDFAST_PROBE_LIMIT:-2s}",
      description = "The longest wait for one answer. HOLDFAST_PROBE_LIMIT, default 2s.")
  public Duration probeLimit = Duration.ofSeconds(2);

  @Option(
      names = "--hang-limit",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "${env:HOLDFAST_HANG_LIMIT:-30s}",
      description =
          "After this time without an answer, the server's threads are dumped and it is killed."
              + " HOLDFAST_HANG_LIMIT, default 30s.")
  Duration hangLimit = Duration.ofSeconds(30);

  @Option(
      names = "--start-limit",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "${env:HOLDFAST_START_LIMIT:-120s}",
      description = "The same, before the first answer. HOLDFAST_START_LIMIT, default 120s.")
  public Duration startLimit = Duration.ofMinutes(2);

  /** As the words of a command line. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--backoff-step", TimeSpan.text(backoffStep)));
    words.addAll(List.of("--backoff-max", TimeSpan.text(backoffMax)));
    words.addAll(List.of("--stable-after", TimeSpan.text(stableAfter)));
    words.addAll(List.of("--max-restarts", Integer.toString(maxRestarts)));
    words.addAll(List.of("--probe-interval", TimeSpan.text(probeInterval)));
    words.addAll(List.of("--probe-limit", TimeSpan.text(probeLimit)));
    words.addAll(List.of("--hang-limit", TimeSpan.text(hangLimit)));
    words.addAll(List.of("--start-limit", TimeSpan.text(startLimit)));
    return words;
  }

  /** These where a person has typed them, otherwise those of the supervisor that runs. */
  public SupervisorLimits orThoseOf(StartedWith before, @Nullable CommandSpec command) {
    List<String> own = words();
    List<String> merged = new ArrayList<>();
    for (int i = 0; i < own.size(); i += 2) {
      String name = own.get(i);
      boolean typed =
          command != null && command.commandLine().getParseResult().hasMatchedOption(name);
      String value = own.get(i + 1);
      merged.addAll(List.of(name, typed ? value : before.option(name).orElse(value)));
    }
    return CommandLine.populateCommand(new SupervisorLimits(), merged.toArray(String[]::new));
  }

  /** Refuses what would make a supervisor run hot. */
  public void check() {
    for (Duration each : List.of(backoffStep, backoffMax, probeInterval, probeLimit, hangLimit)) {
      if (each.toMillis() < 10) {
        throw Failures.badValue("a limit of the supervisor", each.toString(), "at least 10ms");
      }
    }
  }
}
