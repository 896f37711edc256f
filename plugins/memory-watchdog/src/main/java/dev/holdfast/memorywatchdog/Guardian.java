package dev.holdfast.memorywatchdog;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Whether somebody would start the server again: the process around it, or systemd. Both are known
 * from the notes that the processes of an instance leave for each other in {@code data/run}.
 */
record Guardian(Path run) {

  boolean isThere() {
    return note("server.properties").filter(note -> note.containsKey("systemd")).isPresent()
        || note("supervisor.properties").filter(Guardian::lives).isPresent();
  }

  private static boolean lives(Properties note) {
    try {
      long pid = Long.parseLong(note.getProperty("pid", ""));
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private Optional<Properties> note(String file) {
    Properties note = new Properties();
    try (Reader reader = Files.newBufferedReader(run.resolve(file))) {
      note.load(reader);
      return Optional.of(note);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
