package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is dropped into plugins/ may be anything: each thing costs only itself. */
final class BrokenPluginIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path base;

  @Test
  void brokenJarsAreNamedAndHarmNobodyAndOneThatIsWellRunsBesideThoseOfTheZip() throws IOException {
    Path plugins = Files.createDirectory(base.resolve("plugins"));
    Path example = Unzipped.home().resolve("share/examples/plugins/example");
    byte[] whole = Files.readAllBytes(Unzipped.jar(example, "example"));
    Files.write(plugins.resolve("truncated.jar"), Arrays.copyOf(whole, whole.length / 2));
    Files.createFile(plugins.resolve("empty.jar"));
    Files.writeString(plugins.resolve("not-a-zip.jar"), "<html>404 Not Found</html>");
    Files.createDirectory(plugins.resolve("hollow"));
    Files.write(plugins.resolve("example.jar"), whole);

    try (UnzippedServer server = UnzippedServer.start(base)) {
      await().atMost(LIMIT).until(() -> server.get("/health/ready").statusCode() == 200);
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(server.get("/health").body())
                  .contains("truncated", "empty", "not-a-zip", "hollow"));
      await().atMost(LIMIT).until(() -> server.get("/health/ingest").statusCode() == 200);
      await().atMost(LIMIT).until(() -> server.get("/health/example").statusCode() == 200);
      assertThat(server.get("/health/journal").statusCode()).isEqualTo(200);
    }
  }
}
