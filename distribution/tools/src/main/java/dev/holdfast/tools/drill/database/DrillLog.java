package dev.holdfast.tools.drill.database;

import dev.holdfast.console.terminal.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the server wrote about its database, in the wordings that outsiders rely on.
 *
 * @param lost when it wrote that the connection is lost
 * @param reconnected when it wrote that it is back
 */
record DrillLog(List<Instant> lost, List<Instant> reconnected) {
  static final String LOST = "Database connection lost";
  static final String RECONNECTED = "Database reconnected";

  /** Reads the log of a base directory; one that is not there says nothing. */
  static DrillLog of(Path base) {
    List<Instant> lost = new ArrayList<>();
    List<Instant> reconnected = new ArrayList<>();
    try (Stream<String> lines = Files.lines(base.resolve("logs").resolve("holdfast.log"))) {
      lines.forEach(line -> {
        if (line.contains(LOST)) {
          time(line).ifPresent(lost::add);
        } else if (line.contains(RECONNECTED)) {
          time(line).ifPresent(reconnected::add);
        }
      });
    } catch (NoSuchFileException e) {
      return new DrillLog(List.of(), List.of());
    } catch (IOException e) {
      throw Failures.unexpectedAnswer("the server's log", String.valueOf(e.getMessage()));
    }
    return new DrillLog(lost, reconnected);
  }

  /** The first of the times that is not before a moment. */
  static Optional<Instant> first(List<Instant> times, Instant from) {
    return times.stream().filter(time -> !time.isBefore(from)).findFirst();
  }

  private static Optional<Instant> time(String line) {
    int space = line.indexOf(' ');
    try {
      return space < 0
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(line.substring(0, space)).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
