package dev.holdfast.console.instance;

import dev.holdfast.console.terminal.ProcessFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says so when a directory belongs to another user, instead of finding nothing in it. */
public final class FileAccess {
  private FileAccess() {}

  /** Refuses a data directory into which this user may not look. */
  public static void require(Path data) {
    for (Path each : new Path[] {data, data.resolve("run")}) {
      if (Files.isDirectory(each) && !Files.isExecutable(each)) {
        throw ProcessFailures.notReadable(each, owner(each));
      }
    }
  }

  /** The name of the user to whom it belongs. */
  public static String owner(Path file) {
    try {
      return Files.getOwner(file).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return "USER";
    }
  }
}
