package dev.holdfast.console.client;

import dev.holdfast.console.instance.FileAccess;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.spi.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the token that lets a command operate a server. It is never shown, also not when it is
 * wrong.
 */
public final class AdminToken {
  /** Holds the token of a server on another machine. */
  public static final String VARIABLE = "HOLDFAST_TOKEN";

  /** Far above any token; whoever names a log file by mistake shall be told so. */
  private static final int LONGEST = 1024;

  private AdminToken() {}

  /** The one that the server of this data directory has made at its start. */
  public static Secret local(Path dataDirectory) {
    return read(
        dataDirectory.resolve("run").resolve("admin.token"),
        "Start the server: it writes a new one each time");
  }

  /** The one of {@link #local}, for what can be had without one too; empty when there is none. */
  public static Optional<Secret> ofLocal(boolean remote, Path dataDirectory) {
    try {
      return remote ? Optional.empty() : Optional.of(local(dataDirectory));
    } catch (Failure none) {
      return Optional.empty();
    }
  }

  /** One that somebody has put into a file. */
  static Secret inFile(Path file) {
    return read(
        file,
        "Name a file that holds the token, or start with the server's own, without --token-file");
  }

  /** For a server that was named by its address only. */
  static Secret remote(Map<String, String> environment) {
    String text = environment.get(VARIABLE);
    if (text == null || text.isBlank()) {
      throw Failures.noToken(
          "a server that is named by --url alone cannot be asked for its file",
          "Give --token-file FILE, or set " + VARIABLE + ", or give --data DIR when it runs here.");
    }
    return checked("the variable " + VARIABLE, text);
  }

  private static Secret read(Path file, String whenMissing) {
    try (InputStream in = Files.newInputStream(file)) {
      return checked(
          file.toString(), new String(in.readNBytes(LONGEST + 1), StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      throw Failures.noToken(file + " does not exist", whenMissing + ".");
    } catch (AccessDeniedException e) {
      throw Failures.noToken(
          "this user may not read " + file,
          "Run the command as the server's user: put `sudo -u "
              + FileAccess.owner(file)
              + "` before it.");
    } catch (IOException e) {
      throw Failures.noToken(
          file + " cannot be read: " + e.getMessage(), "Look at what this path is.");
    }
  }

  /**
   * One line of visible characters: whatever else is there would break the header of the request.
   */
  private static Secret checked(String origin, String text) {
    String token = text.strip();
    if (token.isEmpty()
        || token.length() > LONGEST
        || !token.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw Failures.noToken(
          origin + " holds no token",
          "It takes one line of at most " + LONGEST + " ASCII characters.");
    }
    return new Secret(token);
  }
}
