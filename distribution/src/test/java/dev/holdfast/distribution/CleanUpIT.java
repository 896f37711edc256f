package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.Command.Ended;
import dev.holdfast.distribution.PacedProducer.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs and clean-up of an unzipped server. */
final class CleanUpIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RATE = 2_000;

  /** Eight seconds of it at least. */
  private static final int LOAD = 8 * RATE;

  /** Of each clean-up under the load, at least. */
  private static final int RUNS = 5;

  /**
   * What an acknowledgement may take at most, whatever runs beside it: what the drills allow while
   * the database is away, with room for others on the machine.
   */
  private static final double SLOWEST_MILLIS = 1_000;

  private static final List<String> CLEAN_UPS =
      List.of("event-store/clean-up", "scheduler/clean-up", "journal/dead-letters");

  private static final Pattern REMOVED = Pattern.compile("holdfast_job_runs_total\\{.*?} (\\d+)");

  @TempDir Path base;

  private Ended holdfast(Object... words) throws Exception {
    return TypedCommand.run(
        LIMIT, Stream.concat(Stream.of(words), Stream.of("--base", base)).toArray());
  }

  private UnzippedServer start(String... settings) throws IOException {
    UnzippedServer server = UnzippedServer.start(base, settings);
    await().atMost(LIMIT).until(() -> server.get("/health/ready").statusCode() == 200);
    await().atMost(LIMIT).until(() -> server.get("/health/scheduler").statusCode() == 200);
    return server;
  }

  /** The kill -9 between the two servers leaves SQLite's native library behind, one megabyte. */
  @Test
  void anOperatorSeesRunsAndPausesJobsAndWhatAKilledServerLeftIsRemoved() throws Exception {
    List<Path> left;
    try (UnzippedServer server = start()) {
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(holdfast("jobs", "ls").output())
                  .contains("event-store/clean-up", "journal/dead-letters", "scheduler/clean-up"));
      Ended run = holdfast("jobs", "run", "event-store/clean-up");
      assertThat(run.output()).contains("succeeded", "every row is kept");
      assertThat(run.code()).isZero();
      assertThat(holdfast("jobs", "pause", "journal/dead-letters").output()).contains("paused");
      assertThat(holdfast("jobs", "run", "no/job").output()).contains("HF-JOB-007");
      assertThat(server.get("/health/scheduler").body()).doesNotContain("\"degraded\":true");
      left = libraries();
      server.kill();
    }
    assertThat(left).isNotEmpty();
    assertThat(left).allMatch(Files::exists);
    try (UnzippedServer server = start()) {
      assertThat(server.output()).isNotEmpty();
      assertThat(left).noneMatch(Files::exists);
      assertThat(libraries()).hasSameSizeAs(left);
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(holdfast("jobs", "ls").output())
                  .containsPattern("journal/dead-letters +paused"));
    }
  }

  private List<Path> libraries() throws IOException {
    try (Stream<Path> all = Files.list(base.resolve("data/run/tmp"))) {
      return all.filter(file -> file.getFileName().toString().startsWith("sqlite-")).toList();
    }
  }

  @Test
  @Tag("alone")
  void noAcknowledgementWaitsForTheCleanUp() throws Exception {
    Times with;
    String metrics;
    try (UnzippedServer server =
        start(
            "event-store.retention.rows=4000",
            "journal.dead-letter-retention=1 d",
            "scheduler.jobs.event-store.clean-up.schedule=every 1 s",
            "scheduler.jobs.event-store.clean-up.jitter=0 s")) {
      load(server, "before", 4 * RATE, producer -> {});
      with = load(server, "with", LOAD, this::cleanUpUnder);
      runAllCleanUps();
      metrics = server.get("/metrics").body();
    }
    System.out.println("with clean-up:    " + with);
    for (String job : CLEAN_UPS) {
      String runs = runs(metrics, job);
      System.out.println(job + " runs: " + runs);
      assertThat(Integer.parseInt(runs)).as(job).isGreaterThan(RUNS);
    }
    assertThat(EmbeddedDatabase.below(base).ids("before")).isEmpty();
    assertThat(EmbeddedDatabase.below(base).ids("with")).hasSizeLessThan(LOAD / 2);
    assertThat(with.max()).isLessThan(SLOWEST_MILLIS);
  }

  /** All of them again and again, until the load is nearly over; it lasts as long as they need. */
  private void cleanUpUnder(PacedProducer load) {
    int rounds = 0;
    while (load.failure().isEmpty() && (rounds < RUNS || load.acknowledged() < LOAD * 7 / 8)) {
      runAllCleanUps();
      rounds++;
    }
  }

  /** Each by hand; one that runs by itself at this moment is waited for. */
  private void runAllCleanUps() {
    for (String job : CLEAN_UPS) {
      await().atMost(LIMIT).until(() -> holdfast("jobs", "run", job).code() == 0);
    }
  }

  /** With something that is done meanwhile. */
  private static Times load(
      UnzippedServer server, String source, int events, Consumer<PacedProducer> meanwhile)
      throws Exception {
    try (PacedProducer producer = PacedProducer.to(server, source, RATE)) {
      meanwhile.accept(producer);
      await()
          .atMost(LIMIT)
          .until(() -> producer.acknowledged() >= events || !producer.failure().isEmpty());
      int sent = producer.end();
      assertThat(sent).isGreaterThanOrEqualTo(events);
      return producer.look();
    }
  }

  private static String runs(String metrics, String job) {
    return metrics
        .lines()
        .filter(line ->
            line.startsWith("holdfast_job_runs_total")
                && line.contains("job=\"" + job + "\"")
                && line.contains("outcome=\"succeeded\""))
        .map(REMOVED::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst()
        .orElse("0");
  }
}
