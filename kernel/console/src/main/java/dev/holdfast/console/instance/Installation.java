package dev.holdfast.console.instance;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the program lies (home) and where the instance keeps conf, data and logs (base). */
public final class Installation {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      hidden = true,
      description = "Where the distribution is unpacked.")
  @Nullable Path homeOption;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "Where conf, data and logs are. Default: where the program is.")
  @Nullable Path baseOption;

  public Path home() {
    String property = System.getProperty("holdfast.home");
    Path home = homeOption != null ? homeOption : Path.of(property == null ? "." : property);
    return home.toAbsolutePath().normalize();
  }

  /** The directory that was asked for by option or launch script; otherwise the home. */
  public Path base() {
    Path given = givenBase();
    if (given != null && !Files.isDirectory(given)) {
      throw Failures.noBase(given);
    }
    return given == null ? home() : given;
  }

  /**
   * The data directory of the server that is meant: that of the base, or, when none was named and
   * nothing runs there, that of a demo of this user.
   */
  public Path dataDirectory(Terminal terminal) {
    Path base = base();
    Path data = base.resolve("data");
    boolean named = baseOption != null || System.getenv("HOLDFAST_BASE") != null;
    if (named || ServerNote.ofLiving(new InstanceFiles(base, data).serverNote()).isPresent()) {
      return data;
    }
    Optional<Path> demo = Scratch.ofRunningDemo();
    demo.ifPresent(found ->
        terminal.say("holdfast: no server runs on " + base + "; this is the demo in " + found));
    return demo.map(found -> found.resolve("data")).orElse(data);
  }

  /** The directory that was asked for by option; null when a command may choose its own. */
  public @Nullable Path ownBase() {
    return baseOption == null ? null : baseOption.toAbsolutePath().normalize();
  }

  public Path launchScript() {
    Path script = home().resolve("bin").resolve("holdfast");
    if (!Files.isExecutable(script)) {
      throw Failures.noLaunchScript(script);
    }
    return script;
  }

  /** The address that the running server of this base has written down. */
  public static String urlOf(Path dataDirectory) {
    Path file = new InstanceFiles(dataDirectory, dataDirectory).serverNote();
    FileAccess.require(dataDirectory);
    if (!Files.exists(file)) {
      throw Failures.noServerKnown(file, "does not exist");
    }
    Properties properties =
        Notes.read(file)
            .orElseThrow(() ->
                Failures.noServerKnown(
                    file, "cannot be read, or was copied here from another data directory"));
    String url = properties.getProperty("url");
    if (url == null) {
      throw Failures.noServerKnown(file, "has no url, the server is still starting");
    }
    return url;
  }

  private @Nullable Path givenBase() {
    String property = System.getProperty("holdfast.base");
    Path own = ownBase();
    return own != null || property == null ? own : Path.of(property).toAbsolutePath().normalize();
  }
}
