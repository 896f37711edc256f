package dev.holdfast.console.supervise;

import dev.holdfast.console.terminal.Json;
import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes a small JSON file into {@code run/obituaries} for each end that no person asked for. The
 * next server sends an alert for each file and deletes it. Files are named by their time; beyond
 * 100 the oldest are deleted.
 */
record CrashReports(Path directory) {
  private static final int MOST = 100;

  /**
   * Writes one.
   *
   * @param next what follows, for a person
   * @param comesBack whether it is started again without one
   */
  void write(ServerEnd end, String next, boolean comesBack) throws IOException {
    Files.createDirectories(directory);
    String text =
        Json.object(json -> {
          json.writeStringProperty("time", end.time().toString());
          json.writeNumberProperty("pid", end.pid());
          json.writeNumberProperty("uptimeSeconds", end.uptime().toMillis() / 1000.0);
          end.code().ifPresent(code -> json.writeNumberProperty("exitCode", code));
          json.writeStringProperty("signal", ServerEnd.signal(end.code()));
          json.writeStringProperty("cause", end.cause());
          json.writeStringProperty("evidence", end.evidence());
          json.writeStringProperty("next", next);
          json.writeBooleanProperty("planned", end.planned());
          json.writeBooleanProperty("comesBack", comesBack);
          json.writeStringProperty("sentence", end.sentence() + "; " + next);
        });
    String name = end.time().toString().replace(":", "") + "-" + end.pid();
    AtomicFile.write(directory.resolve(name + ".json"), text);
    Oldest.delete(directory, "*.json", MOST);
  }

  /** What lies there, the oldest first. */
  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
