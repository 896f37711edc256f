package dev.holdfast.tools.load;

import dev.holdfast.console.terminal.Failures;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that the person has given, run by {@code sh}.
 *
 * @param line as it was typed
 * @param output takes what it says
 */
public record ShellCommand(String line, Path output) {
  /** Longer than any outage that somebody would wait for in front of a screen. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Runs it to its end. */
  public void run() {
    Process process;
    try {
      process =
          new ProcessBuilder(List.of("sh", "-c", line))
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
    } catch (IOException e) {
      throw Failures.drillCommand(line, String.valueOf(e.getMessage()), output);
    }
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Failures.drillCommand(
            line, "did not end within " + LIMIT.toMinutes() + " min", output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.loadStopped("interrupted");
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    if (process.exitValue() != 0) {
      throw Failures.drillCommand(line, "exit code " + process.exitValue(), output);
    }
  }
}
