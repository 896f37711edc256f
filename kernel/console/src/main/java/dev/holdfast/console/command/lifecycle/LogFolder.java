package dev.holdfast.console.command.lifecycle;

import dev.holdfast.console.instance.FileAccess;
import dev.holdfast.console.terminal.ProcessFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the server logs. Looked at before logging begins: it would say the same in 180 lines. */
record LogFolder(Path directory) {
  private static final List<String> FILES = List.of("holdfast.log", "audit.log");

  /** Makes it, and refuses one that this user cannot write. */
  void require() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw ProcessFailures.logsNotWritable(directory, "it cannot be made, " + e);
    }
    if (!Files.isWritable(directory)) {
      throw ProcessFailures.logsNotWritable(directory, "it " + belongs(directory));
    }
    for (String name : FILES) {
      Path file = directory.resolve(name);
      if (Files.exists(file) && !Files.isWritable(file)) {
        throw ProcessFailures.logsNotWritable(file, "it " + belongs(file));
      }
    }
  }

  private static String belongs(Path file) {
    return "belongs to " + FileAccess.owner(file);
  }
}
