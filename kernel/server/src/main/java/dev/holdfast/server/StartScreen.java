package dev.holdfast.server;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.Verdict;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What is printed of a start and an end. Everywhere the one line that says where the server
 * listens; at a terminal also what it stores into, what is not well, and how to go on, in place of
 * the log, of which the console then shows warnings only.
 */
final class StartScreen {
  /** Set by the launch script, which knows whether the output is a terminal. */
  private static final String AT_TERMINAL = "holdfast.terminal";

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final PrintWriter out;
  private final boolean atTerminal;
  private final Path log;
  private final Supplier<List<Finding>> findings;
  private final CountDownLatch well = new CountDownLatch(1);

  StartScreen(PrintWriter out, boolean atTerminal, Path log, Supplier<List<Finding>> findings) {
    this.out = out;
    this.atTerminal = atTerminal;
    this.log = log;
    this.findings = findings;
  }

  /** The screen of this process. */
  static StartScreen of(PrintWriter out, Path logDirectory, Supplier<List<Finding>> findings) {
    return new StartScreen(
        out, Boolean.getBoolean(AT_TERMINAL), logDirectory.resolve("holdfast.log"), findings);
  }

  void begins(String version) {
    tell("Holdfast " + version);
  }

  /** Programs look for this line. */
  void listens(URI url) {
    out.println("listening on " + url);
    out.flush();
    if (atTerminal) {
      Thread.ofVirtual().name("start-screen").start(() -> follow(PATIENCE));
    }
  }

  /** Everything has been seen to be well. Does not wait. */
  void isWell() {
    well.countDown();
  }

  /** Says what is not well when it takes long, and in the end that it is. */
  void follow(Duration patience) {
    try {
      if (!well.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        findings.get().stream().filter(each -> each.verdict() != Verdict.UP).forEach(this::trouble);
        tell("It goes on trying; holdfast health says how it is, holdfast doctor what to do.");
        well.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    findings.get().forEach(this::location);
    tell("All is well. Ctrl-C stops it; the log is " + log);
  }

  private void trouble(Finding finding) {
    Object why =
        finding
            .details()
            .getOrDefault(Health.REASON, finding.details().getOrDefault("state", "no reason"));
    tell("not well: " + finding.name() + ": " + why);
  }

  /** Of a check that says which product it uses, and where that is. */
  private void location(Finding finding) {
    Map<String, Object> details = finding.details();
    if (details.get("product") instanceof String product
        && details.get("location") instanceof String location) {
      tell("storing into " + product + ", " + location);
    }
  }

  void stops() {
    tell("stopping: no new clients are accepted, then the others are disconnected");
  }

  void stopped(Duration after) {
    tell("stopped after " + after.toMillis() + " ms");
  }

  private void tell(String line) {
    if (atTerminal) {
      out.println(line);
      out.flush();
    }
  }
}
