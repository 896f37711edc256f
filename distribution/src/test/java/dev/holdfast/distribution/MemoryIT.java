package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.distribution.Command.Ended;
import dev.holdfast.distribution.hoarder.Hoarder;
import dev.holdfast.testkit.fault.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an unzipped server does when a plugin uses up what the process has. */
final class MemoryIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String PASSWORD = "sesame-open-4711";
  private static final double TICKS_A_SECOND = 100;

  /** Its worker, those it makes itself, and the JVM's flight recorder, which nobody else uses. */
  private static final Pattern ITS_THREADS =
      Pattern.compile("holdfast-memory|memory-watchdog|JFR .*");

  private static final Pattern CLIMB = Pattern.compile("memory: \\w+ -> (\\w+),");

  /**
   * Drain is moved up: between pause and where it stands by default there is less than a second and
   * a half of this leak, in which a busy machine may not look at all, and then takes both at once.
   */
  private static final String[] SHORT_DWELLS = {
    "database.password=" + PASSWORD,
    "memory-watchdog.ladder.drain.enter=92",
    "memory-watchdog.ladder.restart.enter=95",
    "memory-watchdog.ladder.warn.dwell=1s",
    "memory-watchdog.ladder.trim.dwell=1s",
    "memory-watchdog.ladder.refuse.dwell=1s",
    "memory-watchdog.ladder.pause.dwell=5s",
    "health.interval=500ms"
  };

  /**
   * Of a heap of 96 MiB: with what a server needs for itself it stays below the 60 % from which on
   * the watchdog looks closer, so that the leak alone is what it sees.
   */
  private static final int HELD_BEFORE = 30;

  @TempDir Path base;

  private void prepare(int heapInMegabytes) throws IOException {
    prepare(heapInMegabytes, "-XX:+UseSerialGC");
  }

  private void prepare(int heapInMegabytes, String collector) throws IOException {
    Path plugins = Files.createDirectories(base.resolve("plugins"));
    PluginJar.of(Hoarder.class).writeTo(plugins.resolve("hoarder.jar"));
    Files.createDirectories(base.resolve("conf"));
    Path shipped = Unzipped.home().resolve("conf/jvm.options");
    List<String> options = new ArrayList<>(Files.readAllLines(shipped));
    options.removeIf(line -> line.startsWith("-Xm"));
    options.removeIf(line -> line.matches("-XX:\\+Use\\w+GC"));
    options.add("-Xmx" + heapInMegabytes + "m");
    options.add(collector);
    Files.write(base.resolve("conf/jvm.options"), options);
  }

  private void tellHoarder(String what) throws IOException {
    Path directory = Files.createDirectories(base.resolve("data/hoarder"));
    Path half = Files.writeString(directory.resolve("half"), what);
    Files.move(half, directory.resolve("do"));
  }

  private List<String> climbed() throws IOException {
    Matcher matcher = CLIMB.matcher(Files.readString(base.resolve("logs/holdfast.log")));
    return matcher.results().map(result -> result.group(1)).toList();
  }

  private Optional<Path> incident(String kind) throws IOException {
    Path incidents = base.resolve("data/incidents");
    if (!Files.isDirectory(incidents)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(incidents)) {
      return all.filter(path -> path.toString().endsWith("-" + kind))
          .filter(path -> text(path.resolve("index.txt")).endsWith("complete\n"))
          .findFirst();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static double figure(UnzippedServer server, String name) {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(0);
  }

  @Test
  @Tag("long")
  void theWatchdogCostsLittle() throws Exception {
    try (UnzippedServer server = UnzippedServer.start(base);
        SteadyProducer producer =
            new SteadyProducer(() -> Optional.of(server.uri("/")), "watched")) {
      await().atMost(LIMIT).until(() -> producer.acknowledged() > 20);
      double before = figure(server, "holdfast_watchdog_cpu_seconds");
      Map<Path, Long> allBefore = ticksOfItsThreads();
      long begun = System.nanoTime();
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> System.nanoTime() - begun > Duration.ofSeconds(15).toNanos());
      double used = figure(server, "holdfast_watchdog_cpu_seconds") - before;
      double usedByAll = ticksSince(allBefore) / TICKS_A_SECOND;
      double elapsed = (System.nanoTime() - begun) / 1e9;
      double share = used / elapsed;
      System.out.printf(
          Locale.ROOT,
          "the watchdog used %.3f s, %.2f %% of a core, with its recorder %.2f s%n",
          used,
          share * 100,
          usedByAll);
      assertThat(share).as("of a processor").isBetween(0.000_01, 0.01);
      assertThat(usedByAll / elapsed).as("with its recorder").isLessThan(0.01);
    }
  }

  /** Processor time by thread, as Linux counts it; names are cut there after 15 characters. */
  private Map<Path, Long> ticksOfItsThreads() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", pid(), "task"))) {
      return threads
          .filter(thread -> ITS_THREADS.matcher(text(thread.resolve("comm")).strip()).matches())
          .collect(
              Collectors.toMap(thread -> thread, thread -> ticks(text(thread.resolve("stat")))));
    }
  }

  /** Threads come and go: what one has used counts from its own beginning. */
  private long ticksSince(Map<Path, Long> before) throws IOException {
    return ticksOfItsThreads().entrySet().stream()
        .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
        .sum();
  }

  private static long ticks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(") ") + 2).split(" ");
    return fields.length < 13 ? 0 : Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  @Test
  void aPluginThatLeaksIsPausedAndNamedAndNothingIsLost() throws Exception {
    prepare(96);
    leak(HELD_BEFORE, 2, SHORT_DWELLS);
  }

  /** With the settings that a user has. */
  @Test
  @Tag("long")
  void aPluginThatLeaksAMegabyteASecondIsPausedAndNamedAndNothingIsLost() throws Exception {
    prepare(96);
    leak(0, 1, "database.password=" + PASSWORD);
  }

  /** Whose regular collections are all of a part of the heap: nothing is measured unless asked. */
  @Test
  @Tag("long")
  void underG1APluginThatLeaksIsPausedAndNamedAndNothingIsLost() throws Exception {
    prepare(256, "-XX:+UseG1GC");
    leak(0, 4, SHORT_DWELLS);
  }

  private void leak(int megabytesBefore, int megabytesPerSecond, String... settings)
      throws Exception {
    try (UnzippedServer server = UnzippedServer.start(base, settings);
        SteadyProducer producer =
            new SteadyProducer(() -> Optional.of(server.uri("/")), "leaking")) {
      await().atMost(LIMIT).until(() -> producer.acknowledged() > 20);
      tellHoarder("hold " + megabytesBefore);
      await().atMost(LIMIT).until(() -> !Files.exists(base.resolve("data/hoarder/do")));
      tellHoarder("leak " + megabytesPerSecond);
      await().atMost(LIMIT).until(() -> incident("memory-pause").isPresent());
      await().atMost(LIMIT.multipliedBy(2)).until(() -> climbed().getLast().equals("calm"));
      tellSteps();

      assertThat(climbed())
          .startsWith("warn", "trim", "refuse", "pause")
          .doesNotContain("drain")
          .endsWith("refuse", "trim", "warn", "calm");
      assertThat(server.output()).doesNotContain("OutOfMemoryError");
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(server.get("/health/memory").body())
                  .contains("\"step\":\"calm\"", "heapLiveBytes", "\"degraded\":false")
                  .contains("\"heapKnown\":\"measured\""));
      assertThat(text(base.resolve("logs/holdfast.log")))
          .containsPattern("on the step trim: asked .*ingest.* came back")
          .containsPattern("on the step pause: paused .*hoarder");
      await().atMost(LIMIT).until(() -> server.get("/health/hoarder").statusCode() == 200);
      int before = producer.acknowledged();
      await().atMost(LIMIT).until(() -> producer.acknowledged() > before + 20);
      producer.end();
      await().atMost(LIMIT).until(() -> producer.missing().isEmpty());
      checkIncident(incident("memory-pause").orElseThrow());
    }
    Ended shown = Command.holdfast("incident", "show", "--base", base).run(LIMIT);
    assertThat(shown.output()).contains("Suspect:  plugin hoarder", "byte[] at");
  }

  private void tellSteps() throws IOException {
    try (Stream<String> lines = Files.lines(base.resolve("logs/holdfast.log"))) {
      lines.filter(line -> CLIMB.matcher(line).find()).forEach(System.out::println);
    }
  }

  private void checkIncident(Path incident) throws IOException {
    assertThat(text(incident.resolve("summary.txt")))
        .contains("Suspect:  plugin hoarder holds", "byte[] at " + Hoarder.class.getName());
    assertThat(text(incident.resolve("changes.txt"))).contains("hoarder: Running -> Paused");
    assertThat(text(incident.resolve("measures.txt")))
        .contains("hikaricp_connections_max", "holdfast_journal_bytes");
    assertThat(text(incident.resolve("threads.txt"))).contains("virtual");
    assertThat(text(incident.resolve("log.txt"))).contains("memory: calm -> warn");
    assertThat(text(incident.resolve("configuration.conf"))).contains("memory-watchdog");
    assertThat(incident.resolve("recording.jfr")).isNotEmptyFile();
    String token = text(base.resolve("data/run/admin.token")).strip();
    assertThat(token).hasSizeGreaterThan(20);
    try (Stream<Path> files = Files.list(incident)) {
      for (Path file : files.toList()) {
        assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
            .as(file.getFileName().toString())
            .doesNotContain(PASSWORD)
            .doesNotContain(token);
      }
    }
  }

  @Test
  @Tag("long")
  void whenNothingElseHelpsTheServerIsStartedAgainBeforeMemoryIsOut() throws Exception {
    prepare(128);
    try (KeptInstance instance = new KeptInstance(base);
        SteadyProducer producer = new SteadyProducer(instance::url, "restarted")) {
      Ended start =
          instance.start(
              "--set", "memory-watchdog.pause.plugins=[nobody]", "--set", "safe-mode.ends=100");
      assertThat(start.code()).as(start.output()).isZero();
      ProcessHandle first = instance.server().orElseThrow();
      await().atMost(LIMIT).until(() -> producer.acknowledged() > 20);
      tellHoarder("leak 2");
      instance.awaitNext(first.pid());

      assertThat(climbed()).startsWith("warn", "trim", "refuse", "pause", "drain", "restart");
      assertThat(instance.restarts())
          .singleElement()
          .asString()
          .contains("exit code 3", "a restart was requested")
          .doesNotContain("OutOfMemory");
      assertThat(base.resolve("logs/out-of-memory.hprof")).doesNotExist();
      assertThat(text(incident("memory-pause").orElseThrow().resolve("summary.txt")))
          .contains("plugin hoarder holds");
      int before = producer.acknowledged();
      await().atMost(LIMIT).until(() -> producer.acknowledged() > before + 20);
      producer.end();
      await().atMost(LIMIT).until(() -> producer.missing().isEmpty());
      assertThat(instance.type("stop").code()).isZero();
    }
  }

  @Test
  void aDeadlockAndTheEndOfOpenFilesAreSeenAndNamedAndThePortOpensAgain() throws Exception {
    prepare(128);
    try (UnzippedServer server =
        UnzippedServer.start(
            base,
            "web.reopen-limit=10m",
            "health.interval=500ms",
            "memory-watchdog.resources.interval=500ms",
            "memory-watchdog.resources.deadlock-interval=1s")) {
      tellHoarder("deadlock");
      awaitTrouble(server, "HF-MEM-013", "hoarder-one (plugin hoarder, at ");
      await().atMost(LIMIT).until(() -> incident("deadlock").isPresent());
      assertThat(text(incident("deadlock").orElseThrow().resolve("threads.txt")))
          .contains("hoarder-two");
      assertThat(server.get("/health/live").statusCode()).isEqualTo(200);

      Process limit =
          new ProcessBuilder("prlimit", "--pid", pid(), "--nofile=600:600").inheritIO().start();
      assumeTrue(limit.waitFor() == 0, "the limit cannot be lowered here");
      tellHoarder("files 420");
      awaitTrouble(server, "HF-MEM-011", " of 600 are open");
      tellHoarder("close");
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(server.get("/health/resources").body())
                  .contains("\"degraded\":false", "\"deadlock\":\"none\""));
      thePortThatTakesNobodyForWantOfFilesTakesThemAgain(server);
    }
  }

  private static boolean isToldAfterAKnock(UnzippedServer server) throws IOException {
    OpenFiles.knock(server.uri("/"));
    return server.output().contains("HF-WEB-011");
  }

  /** Every accept fails while the limit is below what is open already. */
  private static void thePortThatTakesNobodyForWantOfFilesTakesThemAgain(UnzippedServer server)
      throws Exception {
    try (SteadyProducer producer = new SteadyProducer(() -> Optional.of(server.uri("/")), "deaf")) {
      await().atMost(LIMIT).until(() -> producer.acknowledged() > 20);
      assumeTrue(OpenFiles.limit(server.pid(), 20), "the limit cannot be lowered here");
      await().atMost(LIMIT).until(() -> isToldAfterAKnock(server));
      assumeTrue(OpenFiles.limit(server.pid(), 600), "the limit cannot be raised here");
      await()
          .atMost(LIMIT)
          .until(() -> server.output().contains("the web port accepts connections again"));

      assertThat(server.get("/health").body()).contains("\"interruptions\":1");
      int before = producer.acknowledged();
      await().atMost(LIMIT).until(() -> producer.acknowledged() > before + 20);
      producer.end();
      await().atMost(LIMIT).until(() -> producer.missing().isEmpty());
    }
  }

  @Test
  void aDiskThatFillsUpIsSeenAndNamed() throws Exception {
    try (SmallDisk disk = SmallDisk.mountedAt(base.resolve("small"), 64);
        UnzippedServer server =
            UnzippedServer.start(
                base,
                "data.dir=" + disk.directory(),
                "health.interval=500ms",
                "memory-watchdog.resources.disk-room=16MiB",
                "memory-watchdog.resources.interval=500ms")) {
      await().atMost(LIMIT).until(() -> server.get("/health/resources").body().contains(" left\""));
      assertThat(server.get("/health/resources").body()).doesNotContain("HF-MEM-014");
      disk.fill();
      awaitTrouble(server, "HF-MEM-014", "are left");
      disk.free();
      await()
          .atMost(LIMIT)
          .until(() -> !server.get("/health/resources").body().contains("HF-MEM-014"));
    }
  }

  private static void awaitTrouble(UnzippedServer server, String code, String words) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(server.get("/health/resources").body())
                .contains(code, words, "\"degraded\":true"));
  }

  private String pid() throws IOException {
    return text(base.resolve("data/run/server.properties"))
        .lines()
        .filter(line -> line.startsWith("pid="))
        .map(line -> line.substring("pid=".length()))
        .findFirst()
        .orElseThrow();
  }
}
