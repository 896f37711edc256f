package dev.holdfast.console;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the program lies (home) and where the instance keeps conf, data and logs (base). */
final class Installation {
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

  Path home() {
    String property = System.getProperty("holdfast.home");
    Path home = homeOption != null ? homeOption : Path.of(property == null ? "." : property);
    return home.toAbsolutePath().normalize();
  }

  /** The directory that was asked for by option or launch script; otherwise the home. */
  Path base() {
    Path given = givenBase();
    return given == null ? home() : given;
  }

  /** The directory that was asked for by option; null when a command may choose its own. */
  @Nullable Path ownBase() {
    return baseOption == null ? null : baseOption.toAbsolutePath().normalize();
  }

  Path launchScript() {
    Path script = home().resolve("bin").resolve("holdfast");
    if (!Files.isExecutable(script)) {
      throw Failures.noLaunchScript(script);
    }
    return script;
  }

  /** The address that the running server of this base has written down. */
  static String urlOf(Path dataDirectory) {
    Path file = dataDirectory.resolve("run").resolve("server.properties");
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw Failures.noServerKnown(file, "does not exist");
    } catch (IOException | IllegalArgumentException e) {
      throw Failures.unexpectedAnswer(file.toString(), "cannot be read: " + e.getMessage());
    }
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
