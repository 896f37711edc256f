package dev.holdfast.server.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions of one library are what a new version unzipped over an old one leaves. */
final class JarsCheckTest {
  @TempDir Path home;
  private final Lines lines = new Lines();

  private void jars(String folder, String... names) throws IOException {
    Path directory = Files.createDirectories(home.resolve(folder));
    for (String name : names) {
      Files.createFile(directory.resolve(name));
    }
  }

  private void check() {
    List<Path> folders =
        List.of(home.resolve("lib"), home.resolve("plugins"), home.resolve("none"));
    JarsCheck.run(folders, lines.report);
  }

  @Test
  void differentLibrariesAreWell() throws IOException {
    jars("lib", "config-1.4.9.jar", "jackson-core-3.2.0.jar", "jackson-annotations-3.2.0.jar");
    jars("plugins/database", "HikariCP-7.1.0.jar", "postgresql-42.7.8.jar");
    jars("plugins/email", "angus-mail-2.0.5.jar", "notes.txt");
    jars("plugins", "weather-1.0.jar", "weather.jar");
    check();
    assertThat(lines.all()).isEmpty();
  }

  @Test
  void twoVersionsInOneFolderAreNamed() throws IOException {
    jars(
        "lib",
        "config-1.4.3.jar",
        "config-1.4.9.jar",
        "server-0.1.0-SNAPSHOT.jar",
        "server-0.2.0.jar");
    jars("plugins/database", "HikariCP-6.0.0.jar", "HikariCP-7.1.0.jar");
    jars("plugins", "weather-1.0.jar", "weather-1.1.jar");
    check();
    assertThat(lines.all())
        .hasSize(4)
        .allMatch(line -> line.contains("\"fail\"") && line.contains("HF-CFG-020"))
        .anyMatch(line -> line.contains("config-1.4.3.jar and config-1.4.9.jar in"))
        .anyMatch(line -> line.contains("server-0.1.0-SNAPSHOT.jar and server-0.2.0.jar"))
        .anyMatch(line -> line.contains("HikariCP-6.0.0.jar and HikariCP-7.1.0.jar"))
        .anyMatch(line -> line.contains("weather-1.0.jar and weather-1.1.jar"));
  }
}
