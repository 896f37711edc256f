package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The doctor as a person meets it: on what was unzipped, while the server is down and beside it.
 */
final class DoctorIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int UNAVAILABLE = 69;

  /** 128 + SIGTERM: an orderly end that somebody asked for. */
  private static final int TERMINATED = 143;

  @TempDir Path base;

  private Command.Ended doctor(String... more) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("doctor", "--base", base));
    arguments.addAll(List.of(more));
    return Command.holdfast(arguments.toArray()).run(LIMIT);
  }

  @Test
  void aFreshInstallationIsWellAndLeftAsItIs() throws Exception {
    Command.Ended ended = doctor("--set", "web.port=0");
    assertThat(ended.output())
        .startsWith("server\n  ok    java ")
        .contains("\ndatabase\n", "\njournal\n", "disk speed", "conf/jvm.options")
        .doesNotContain("  fail  ");
    assertThat(ended.output().strip().lines().toList().getLast())
        .matches("All is well\\.|\\d+ warnings?; first: .*");
    assertThat(ended.code()).as(ended.output()).isZero();
    try (var left = Files.list(base)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void besideARunningServerItFindsItsDataAndDisturbsNothing() throws Exception {
    try (UnzippedServer server = UnzippedServer.start(base)) {
      await().atMost(LIMIT).until(() -> server.get("/health/ready").statusCode() == 200);
      String event =
          """
          {"specversion":"1.0","id":"%d","source":"/hut","type":"wind","data":{"speed":7}}\
          """;
      for (int i = 0; i < 3; i++) {
        server.post("/events", "application/cloudevents+json", event.formatted(i));
      }
      await().atMost(LIMIT).until(() -> server.get("/events?source=/hut").body().contains("\"2\""));

      Command.Ended ended = doctor("--set", "web.port=0");
      assertThat(ended.output())
          .contains("/health/live answers 200", "held by the running server")
          .contains("journal_mode wal", "\"event\": 3 rows", "3 sound records")
          .contains("event-store: has read everything");
      assertThat(ended.code()).as(ended.output()).isZero();

      assertThat(
              server
                  .post("/events", "application/cloudevents+json", event.formatted(3))
                  .statusCode())
          .isEqualTo(202);
      assertThat(server.terminate()).isEqualTo(TERMINATED);
    }
  }

  @Test
  void besideARunningServerItExaminesWhatThatServerUses() throws Exception {
    Files.createDirectories(base.resolve("conf"));
    // Left behind by a plugin whose jar was taken away.
    Files.writeString(base.resolve("conf/holdfast.conf"), "holdfast {\n  gone { size = 1 }\n}\n");
    String its = "postgresql://ann:topsecret99@127.0.0.1:1/events";
    try (UnzippedServer server =
        UnzippedServer.start(command -> command.with("DATABASE_URL", its), base)) {
      await().atMost(LIMIT).until(() -> server.get("/health/ready").statusCode() == 200);
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(server.get("/health/kernel").body())
                  .contains("HF-CFG-016", "holdfast.conf:2: holdfast.gone"));

      Command.Ended ended = doctor();
      assertThat(ended.code()).as(ended.output()).isEqualTo(UNAVAILABLE);
      assertThat(ended.output())
          .contains("by the running server itself", "HF-DB-002", "HF-CFG-016", "holdfast.gone")
          .containsPattern(
              "server uses +holdfast.database.url = .*environment variable DATABASE_URL")
          .doesNotContain("topsecret", "All is well");
    }
  }

  @Test
  void aDatabaseThatIsAwayIsNamedWithTheRemedyAndWithoutThePassword() throws Exception {
    String url = "database.url=postgresql://ann:topsecret99@127.0.0.1:1/events";
    Command.Ended ended = doctor("--set", "web.port=0", "--set", url);
    assertThat(ended.code()).isEqualTo(UNAVAILABLE);
    assertThat(ended.output())
        .contains("password ***99", "HF-DB-002", "refused", "systemctl start postgresql")
        .doesNotContain("topsecret");
    assertThat(ended.output().strip())
        .endsWith("1 thing is wrong; first: database port: The database cannot be reached.");
  }

  @Test
  void jsonIsOneDocumentWithTheSameVerdict() throws Exception {
    String url = "database.url=postgresql://ann:topsecret99@127.0.0.1:1/events";
    Command.Ended ended = doctor("--json", "--set", "web.port=0", "--set", url);
    assertThat(ended.code()).isEqualTo(UNAVAILABLE);
    assertThat(ended.output()).contains("\"failures\":1,").doesNotContain("topsecret");
    try (JsonParser json =
        new JsonFactory().createParser(ObjectReadContext.empty(), ended.output())) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      json.skipChildren();
      assertThat(json.nextToken()).isNull();
    }
  }

  @Test
  void aMistakeInTheFileIsOneFindingAmongTheOthers() throws Exception {
    Files.createDirectories(base.resolve("conf"));
    Files.writeString(
        base.resolve("conf/holdfast.conf"),
        "holdfast { web.port = 0, database.pool.max-size = many }");
    Command.Ended ended = doctor();
    assertThat(ended.code()).isEqualTo(UNAVAILABLE);
    assertThat(ended.output())
        .contains("HF-CFG-001", "holdfast.database.pool.max-size", "HF-DOC-013", "disk speed");
  }

  @Test
  void aProgramWithAMissingLibraryIsAFindingToo() throws Exception {
    Path home = base.resolve("home");
    for (String folder : List.of("bin", "lib", "conf")) {
      copy(Unzipped.home().resolve(folder), home.resolve(folder));
    }
    Files.delete(Unzipped.jar(home.resolve("lib"), "config"));
    Command.Ended ended = Command.of(home.resolve("bin/holdfast"), "doctor").run(LIMIT);
    assertThat(ended.output()).contains("HF-CLI-030", "com/typesafe/config");
    assertThat(ended.code()).isEqualTo(UNAVAILABLE);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
