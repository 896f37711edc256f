package dev.holdfast.server.process;

import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a server starts with the plugins of the distribution only, because it ended too often
 * without a word.
 *
 * <p>It is a file, {@code run/safe-mode}: there from the start that found too many such ends, until
 * a person takes it away ({@code holdfast restart --normal} does). It does not go away by itself: a
 * server that at night tries again what brought it down falls again, with nobody looking. Without a
 * plugin that could be left out there is no safe mode.
 */
public final class SafeMode {
  private static final Problem PROBLEM =
      new Problem(
          "HF-PRC-001",
          503,
          "The server is in safe mode: plugins that do not belong to the distribution are not started",
          "",
          "");

  private static final String REASON = "reason";
  private static final String SUSPECTS = "suspects";

  private final boolean on;
  private final SafeModeConfig config;
  private final Path file;
  private final String reason;
  private final List<String> suspects;
  private final Set<String> leftOut = new TreeSet<>();

  private SafeMode(
      boolean on, SafeModeConfig config, Path file, String reason, List<String> suspects) {
    this.on = on;
    this.config = config;
    this.file = file;
    this.reason = reason;
    this.suspects = suspects;
  }

  /** Everything is started. */
  public static SafeMode off() {
    SafeModeConfig none = new SafeModeConfig(2, Duration.ZERO, List.of());
    return new SafeMode(false, none, Path.of(""), "", List.of());
  }

  /**
   * Decides, and leaves the file when it is the first start in safe mode.
   *
   * @param file where it is written down
   * @param there the folders of all plugins that would be started
   */
  public static SafeMode decide(
      RunLog book, SafeModeConfig config, Path file, List<String> there, InstantSource clock)
      throws IOException {
    List<String> strangers =
        there.stream().filter(folder -> !config.plugins().contains(folder)).toList();
    if (strangers.isEmpty()) {
      return off();
    }
    if (Files.exists(file)) {
      return from(file, config);
    }
    List<ProcessRun> fallen = book.disorderly(config.window());
    if (fallen.size() < config.ends()) {
      return off();
    }
    List<String> named = Suspects.of(fallen);
    SafeMode mode =
        new SafeMode(
            true,
            config,
            file,
            fallen.size()
                + " ends within "
                + config.window().toSeconds()
                + " s without an orderly stop, at "
                + clock.instant(),
            named.isEmpty() ? strangers : named);
    mode.write();
    return mode;
  }

  private static SafeMode from(Path file, SafeModeConfig config) throws IOException {
    Properties kept = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      kept.load(in);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
    List<String> suspects =
        Arrays.stream(kept.getProperty(SUSPECTS, "").split(","))
            .filter(name -> !name.isBlank())
            .toList();
    return new SafeMode(
        true, config, file, kept.getProperty(REASON, "the file is there"), suspects);
  }

  private void write() throws IOException {
    Properties kept = new Properties();
    kept.setProperty(REASON, reason);
    kept.setProperty(SUSPECTS, String.join(",", suspects));
    try (OutputStream out = Files.newOutputStream(file)) {
      kept.store(out, "Holdfast starts its own plugins only while this file is here");
    }
  }

  /** Whether anything is left out. */
  public boolean isOn() {
    return on;
  }

  /** Whether the plugin in this folder, or in the jar of this name, may start. */
  public boolean admits(String folder) {
    if (!on || config.plugins().contains(folder)) {
      return true;
    }
    leftOut.add(folder);
    return false;
  }

  /** The folders that were not admitted so far. */
  public List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /** Names of plugins that may have brought the server down, the most likely one first. */
  public List<String> suspects() {
    return suspects;
  }

  /** What to tell people. */
  public Problem problem() {
    Problem caused =
        PROBLEM.because(
            reason
                + "; left out: "
                + String.join(", ", leftOut)
                + "; suspects, the likeliest first: "
                + (suspects.isEmpty() ? "none known" : String.join(", ", suspects)));
    return new Problem(
        caused.code(),
        caused.status(),
        caused.what(),
        caused.why(),
        "Mend or remove the suspect, then holdfast restart --normal; or delete "
            + file
            + " and restart");
  }
}
