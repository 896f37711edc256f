package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.distribution.Command.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a server refuses to start, and how it ends: the exit codes that scripts rely on. */
final class StartAndEndIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path base;

  @Test
  void refusesASecondServerStartsAgainAfterItWasKilledAndEndsInOrderWhenAsked() throws Exception {
    Path token = base.resolve("data/run/admin.token");
    try (UnzippedServer first = UnzippedServer.start(base)) {
      Ended second = run("web.port=0");

      assertThat(second.code()).as(second.output()).isEqualTo(75);
      assertThat(second.output()).contains(base.toRealPath().resolve("data").toString());
      assertThat(first.get("/health/live").statusCode()).isEqualTo(200);
      first.kill();
    }
    try (UnzippedServer server = UnzippedServer.start(base)) {
      await().atMost(LIMIT).until(() -> server.get("/health/ready").statusCode() == 200);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
          .isEqualTo("rw-------");
      long asked = System.nanoTime();
      int code = server.terminate();

      assertThat(code).isIn(0, 143);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
    }
    // The note by which the command line finds a server is gone with it, and so is its token.
    assertThat(base.resolve("data/run/server.properties")).doesNotExist();
    assertThat(token).doesNotExist();
    assertThat(base.resolve("logs/holdfast.log")).isNotEmptyFile();
  }

  /**
   * One server of somebody whose country has digits of its own, in a shell without a locale and
   * with a loose umask, with its base in a folder that is not plain ASCII.
   */
  @Test
  void startsCalmlyAnywhereAndKeepsOthersOut() throws Exception {
    assumeTrue(
        System.getProperty("sun.jnu.encoding").equals("UTF-8"),
        "these tests cannot name the folder");
    Path place = Files.createDirectory(base.resolve("Hütte ñ 岩"));
    try (UnzippedServer server =
        UnzippedServer.start(StartAndEndIT::abroad, place, "web.host=127.0.0.1", "data.dir=Dåta")) {
      await().atMost(LIMIT).until(() -> server.get("/health").body().contains("\"UP\""));
      assertThat(server.post("/events", "application/json", "{\"größe\":1}").statusCode())
          .isEqualTo(202);
      await().atMost(LIMIT).until(() -> server.get("/events").body().contains("größe"));

      assertThat(place.resolve("Dåta/journal")).isDirectory();
      assertThat(folders(base)).containsExactly("Hütte ñ 岩");
      assertOthersSeeNothing(place);
      Ended errors = typeAbroad("errors", "--base", place, "--data", place.resolve("Dåta"));
      // A machine that is busy makes requests slow and lets the process stand still, which is told.
      assertThat(errors.output()).doesNotContain("database/connection", "ended by an error");
      assertThat(log(place).filter(line -> line.contains(" INFO "))).hasSizeLessThan(12);

      Files.delete(place.resolve("Dåta/run/lock"));
      await().atMost(LIMIT).until(() -> Files.exists(place.resolve("Dåta/run/lock")));
      Ended second = typeAbroad("run", "--base", place, "--set", "data.dir=Dåta");
      assertThat(second.code()).as(second.output()).isEqualTo(75);
      assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(server.terminate()).isIn(0, 143);
    }
    List<String> log = log(place).toList();
    assertThat(log).anyMatch(line -> line.contains("HF-SRV-021"));
    assertThat(log.stream().dropWhile(line -> !line.contains("stopping: no new clients")))
        .isNotEmpty()
        .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
  }

  private static Command abroad(Command command) {
    return command
        .without("LANG")
        .without("LC_ALL")
        .without("LC_CTYPE")
        .with("HOLDFAST_JAVA_OPTS", "-Duser.language=ar -Duser.country=EG")
        .by(List.of("sh", "-c", "umask 0; exec \"$@\"", "sh"));
  }

  private static Ended typeAbroad(Object... words) throws IOException, InterruptedException {
    return abroad(Command.holdfast(words)).run(LIMIT);
  }

  private static List<String> folders(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  private static Stream<String> log(Path place) throws IOException {
    return Files.readAllLines(place.resolve("logs/holdfast.log")).stream();
  }

  private static void assertOthersSeeNothing(Path place) throws IOException {
    for (Path root : List.of(place.resolve("Dåta"), place.resolve("logs"))) {
      try (Stream<Path> all = Files.walk(root)) {
        assertThat(all)
            .allSatisfy(path ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .as(path.toString())
                    .matches("r.[-x].-[-x]---|r.[-x]------"));
      }
    }
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Ended ended = run("web.port=" + port);

      assertThat(ended.code()).as(ended.output()).isEqualTo(1);
      assertThat(ended.output()).contains(Integer.toString(port)).containsPattern("HF-[A-Z]+-\\d");
    }
  }

  @Test
  void aFileInPlaceOfTheDataDirectoryIsRefused() throws Exception {
    Files.writeString(base.resolve("data"), "not a directory");
    Ended ended = run("web.port=0");

    assertThat(ended.code()).as(ended.output()).isEqualTo(73);
    assertThat(ended.output()).contains(base.toRealPath().resolve("data").toString());
  }

  @Test
  void aPortForOtherMachinesNeedsTokens() throws Exception {
    Ended ended = run("web.port=0", "web.host=0.0.0.0");

    assertThat(ended.code()).as(ended.output()).isEqualTo(78);
    assertThat(ended.output()).contains("HF-SRV-003", "0.0.0.0", "security.tokens");
  }

  @Test
  void aReadOnlyDataDirectoryIsRefused() throws Exception {
    Path data = Files.createDirectory(base.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(data), "root writes everywhere, so this cannot be shown here");

    assertThat(run("web.port=0").code()).isEqualTo(73);
  }

  @Test
  void tenMistakesInTheConfigurationAreReportedAtOnce() throws Exception {
    Files.createDirectory(base.resolve("conf"));
    Files.writeString(
        base.resolve("conf/holdfast.conf"),
        """
        holdfast {
          web {
            port = 70000
            max-connections = 0
            max-requests = many
            max-body = 5 apples
            idle-timeout = soon
            hots = 127.0.0.1
          }
          data.shutdown-limit = 2 h
          data.dri = elsewhere
          security.allow-anonymous = perhaps
          jurnal.segment-size = 1 MiB
        }
        """);
    Ended ended = Command.holdfast("run", "--base", base).run(LIMIT);

    assertThat(ended.code()).as(ended.output()).isEqualTo(78);
    for (String key :
        List.of(
            "web.port",
            "web.max-connections",
            "web.max-requests",
            "web.max-body",
            "web.idle-timeout",
            "web.hots",
            "data.shutdown-limit",
            "data.dri",
            "security.allow-anonymous",
            "jurnal")) {
      assertThat(ended.output()).contains(key);
    }
    assertThat(ended.output()).contains("holdfast.conf");
    assertThat(Command.holdfast("check-config", "--base", base).run(LIMIT).code()).isEqualTo(78);
  }

  private Ended run(String... settings) throws IOException, InterruptedException {
    List<Object> words = new ArrayList<>(List.of("run", "--base", base));
    for (String setting : settings) {
      words.add("--set");
      words.add(setting);
    }
    return Command.holdfast(words.toArray()).run(LIMIT);
  }
}
