package dev.holdfast.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.jspecify.annotations.Nullable;

/** Reads the secrets that are given as {@code <key>-file}. */
final class SecretFile {
  static final String SUFFIX = "-file";
  private static final int LARGEST = 64 << 10;

  private final Path directory;
  private final CollectedProblems collected;

  /**
   * Creates a reader.
   *
   * @param directory what relative paths start from: the configuration file's
   */
  SecretFile(Path directory, CollectedProblems collected) {
    this.directory = directory;
    this.collected = collected;
  }

  /** The content without white space around it; null when it was reported instead. */
  @Nullable ConfigValue read(String path, String name, Origin origin) {
    try {
      Path file = directory.resolve(name);
      String secret = FileText.read(file, LARGEST).strip();
      if (secret.isEmpty()) {
        collected.problem(path, "names an empty file", origin, "Write the secret into " + file);
        return null;
      }
      warnIfOpen(path, file, origin);
      return ConfigValueFactory.fromAnyRef(secret, origin.toString());
    } catch (FileText.Unreadable e) {
      collected.problem(path, "names a file that " + e.reason(), origin, e.remedy());
      return null;
    } catch (IOException | InvalidPathException e) {
      collected.problem(
          path,
          "names a file that cannot be read: " + e,
          origin,
          "Create it, readable for the user that runs the server.");
      return null;
    }
  }

  private void warnIfOpen(String path, Path file, Origin origin) throws IOException {
    boolean posix = Files.getFileStore(file).supportsFileAttributeView("posix");
    if (posix && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      collected.warning(
          path, "names a file that every user can read", origin, "Run: chmod o-rwx " + file);
    }
  }
}
