package dev.holdfast.memorywatchdog.response;

import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Limits the restarts within a window, and keeps their times on disk. Otherwise a heap that is too
 * small would restart the server again and again, and no event would be stored.
 */
record RestartBudget(Path file, int most, Duration window) {

  /**
   * Takes one restart from the budget, if one is left.
   *
   * @throws IOException it cannot be written down; then it must not be taken either
   */
  boolean take(Instant now) throws IOException {
    List<Instant> taken = new ArrayList<>();
    for (String line : lines()) {
      // A time that lies ahead was written before the clock was set back; it counts too, unless
      // that clock was so wrong that it would count for ever.
      instant(line)
          .filter(time -> time.isAfter(now.minus(window)) && !time.isAfter(now.plus(window)))
          .ifPresent(taken::add);
    }
    if (taken.size() >= most) {
      return false;
    }
    taken.add(now);
    AtomicFile.write(file, taken.stream().map(time -> time + "\n").collect(Collectors.joining()));
    return true;
  }

  private List<String> lines() throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static Optional<Instant> instant(String line) {
    try {
      return Optional.of(Instant.parse(line));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
