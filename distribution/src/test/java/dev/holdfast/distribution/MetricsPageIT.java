package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All meters of a running server stand on its page as Prometheus' own client writes them. */
class MetricsPageIT {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path base;

  @Test
  void thePageIsThatOfPrometheusOwnClient() throws Exception {
    Path output = base.resolve("console.out");
    Process process = start(output);
    try {
      await()
          .atMost(LIMIT)
          .until(() -> !process.isAlive() || LISTENING.matcher(Files.readString(output)).find());
      Matcher listening = LISTENING.matcher(Files.readString(output));
      assertThat(listening.find()).as("it listens:\n" + Files.readString(output)).isTrue();
      try (Writer in = process.outputWriter(UTF_8)) {
        in.write(listening.group(1) + "\n");
      }
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(output).lines())
          .filteredOn(line -> line.contains("the pages "))
          .hasSize(2)
          .allMatch(line -> line.startsWith(PageComparison.SAME));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(Path output) throws IOException {
    Path home = Unzipped.home();
    Path program =
        Path.of(System.getProperty("user.dir")).resolve("target").resolve("test-classes");
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-Dholdfast.home=" + home,
            "-Dholdfast.base=" + base,
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            home.resolve("lib") + "/*" + java.io.File.pathSeparator + program,
            PageComparison.class.getName(),
            "run",
            "--set",
            "web.port=0")
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
