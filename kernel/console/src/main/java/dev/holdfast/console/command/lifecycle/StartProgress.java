package dev.holdfast.console.command.lifecycle;

import dev.holdfast.console.client.AdminToken;
import dev.holdfast.console.client.HealthReport;
import dev.holdfast.console.client.PinnedCertificate;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tells the person who waits for a server why it is not ready, as soon as that is known. */
final class StartProgress {
  /** A usual start is over by then. */
  private static final Duration FIRST = Duration.ofSeconds(3);

  private static final Duration EACH = Duration.ofSeconds(10);
  private static final int MOST_NAMED = 3;

  private final Path data;
  private final Terminal terminal;
  private final LongSupplier nanos;
  private final long begun;
  private long lastLook;
  private long lastTold;
  private String told = "";

  /**
   * Begins to wait.
   *
   * @param data the data directory of the server, with the token that shows its reasons
   */
  StartProgress(Path data, Terminal terminal, LongSupplier nanos) {
    this.data = data;
    this.terminal = terminal;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
    this.lastLook = begun;
    this.lastTold = begun;
  }

  /**
   * Says what keeps it, when that is news or was said long ago.
   *
   * @param url of the server; empty while it does not listen
   */
  void waiting(Optional<String> url) {
    long now = nanos.getAsLong();
    if (now - begun < FIRST.toNanos() || now - lastLook < Duration.ofSeconds(1).toNanos()) {
      return;
    }
    lastLook = now;
    String what = url.map(this::notReady).orElse("it does not listen yet");
    if (!what.equals(told) || now - lastTold >= EACH.toNanos()) {
      told = what;
      lastTold = now;
      terminal.say(
          "holdfast: not ready after " + Duration.ofNanos(now - begun).toSeconds() + " s: " + what);
    }
  }

  /** The last reason that was told; empty when none was. */
  String reason() {
    return told;
  }

  private static ServerApi api(String url, Path data) {
    return new ServerApi(
        url, AdminToken.ofLocal(false, data).orElse(null), PinnedCertificate.of(false, data));
  }

  private String notReady(String url) {
    try (ServerApi server = api(url, data)) {
      HealthReport report = HealthReport.parse(url + "/health", server.health());
      String named = named(report.checks(), HealthReport.State.DOWN);
      return named.isEmpty() ? "/health is " + report.state() : named;
    } catch (Failure e) {
      return "/health does not answer yet";
    }
  }

  /** What of a server that is ready is not well, for the end of its line; empty when all is. */
  static String degraded(String url, Path data) {
    try (ServerApi server = api(url, data)) {
      HealthReport report = HealthReport.parse(url + "/health", server.health());
      if (report.state() == HealthReport.State.UP) {
        return "";
      }
      List<HealthReport.Check> unwell =
          report.checks().stream().filter(check -> check.state() != HealthReport.State.UP).toList();
      return "; " + report.state() + ": " + words(unwell);
    } catch (Failure e) {
      return "; /health does not answer: " + e.problem().why();
    }
  }

  private static String named(List<HealthReport.Check> checks, HealthReport.State state) {
    return words(checks.stream().filter(check -> check.state() == state).toList());
  }

  private static String words(List<HealthReport.Check> checks) {
    String words =
        String.join(
            ", ",
            checks.stream()
                .limit(MOST_NAMED)
                .map(check ->
                    check.reason().isEmpty() ? check.name() : check.name() + ": " + check.reason())
                .toList());
    int more = checks.size() - MOST_NAMED;
    return more > 0 ? words + " and " + more + " more" : words;
  }
}
