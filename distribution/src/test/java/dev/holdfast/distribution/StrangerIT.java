package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.Command.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of a stranger: from the unzipped distribution to a plugin of their own on /health, with
 * nothing but a JDK and Maven (issue 4: in less than 10 minutes).
 *
 * <p>Maven's local repository is empty at the beginning. Maven Central is the local repository of
 * this build, so that nobody has to be online; and nothing of ours strays into it.
 */
final class StrangerIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir Path scratch;

  @Test
  void findsAPluginOfTheirOwnOnHealth() throws Exception {
    Optional<Path> maven = Command.installed("mvn");
    assumeThat(maven).as("mvn on the path").isPresent();
    long begun = System.nanoTime();

    Path project = scratch.resolve("weather station");
    Ended written =
        Command.holdfast("plugins", "new", "weather", "--directory", project).run(LIMIT);
    assertThat(written.code()).as(written.output()).isZero();

    Ended built = build(maven.orElseThrow(), project);
    assertThat(built.code()).as(built.output()).isZero();
    assertThat(built.output()).contains("Tests run: 8, Failures: 0, Errors: 0, Skipped: 0");
    long packed = System.nanoTime();

    Path base = scratch.resolve("base");
    Path plugins = Files.createDirectories(base.resolve("plugins"));
    try (UnzippedServer server = UnzippedServer.start(base)) {
      Files.copy(project.resolve("target/weather.jar"), plugins.resolve("weather.jar"));
      await().atMost(LIMIT).until(() -> server.get("/health/weather").statusCode() == 200);
      await().atMost(LIMIT).until(() -> server.get("/health/ready").statusCode() == 200);
      assertThat(server.post("/events", "application/json", "{\"speed\":7.2}").statusCode())
          .isEqualTo(202);
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(server.get("/metrics").body())
                  .containsPattern("(?m)^weather_events_total\\{.*plugin=\"weather\".*} 1\\.0$"));
    }
    Duration whole = Duration.ofNanos(System.nanoTime() - begun);
    System.out.printf(
        "A stranger's path: %d ms to the jar, %d ms until the plugin counted an event%n",
        Duration.ofNanos(packed - begun).toMillis(), whole.toMillis());
    assertThat(whole).isLessThan(LIMIT);
  }

  private Ended build(Path maven, Path project) throws IOException, InterruptedException {
    Path settings = scratch.resolve("settings.xml");
    Path central = Path.of(System.getProperty("holdfast.maven.repository"));
    Files.writeString(
        settings,
        """
        <settings>
          <mirrors>
            <mirror>
              <id>this-build</id>
              <mirrorOf>*,!holdfast</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
        </settings>
        """
            .formatted(central.toUri()));
    return Command.of(
            maven,
            "-B",
            "-ntp",
            "-f",
            project.resolve("pom.xml"),
            "-s",
            settings,
            "-Dmaven.repo.local=" + scratch.resolve("repository"),
            "package")
        .with("JAVA_HOME", System.getProperty("java.home"))
        .with("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .run(LIMIT);
  }
}
