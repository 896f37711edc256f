package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.PacedProducer.Times;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sends now does not wait for what is stored late: a backlog is stored beside live events. */
@Tag("long")
@Tag("alone")
final class CatchUpIT {
  private static final int PER_SECOND = 2000;
  private static final int FLOOD_PER_SECOND = 20_000;
  private static final int WARM_UP = 10 * PER_SECOND;
  private static final int MEASURED = 20 * PER_SECOND;
  private static final int BACKLOG = Integer.getInteger("catch-up.events", 600_000);

  /** As many times what it is without a backlog. */
  private static final double SLOWEST = 2;

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Pattern STORED = Pattern.compile("\"stored\":(\\d+)");

  @TempDir Path files;
  @TempDir Path base;

  @Test
  void acknowledgementsStayFastWhileABacklogIsStoredInSqlite() throws Exception {
    catchUp("SQLite", "");
  }

  @Test
  void acknowledgementsStayFastWhileABacklogIsStoredInPostgres() throws Exception {
    try (Postgres postgres = Postgres.started(files.resolve("data"), files.resolve("work"), 50)) {
      DrillGround.makeRole(postgres);
      DrillGround.makeDatabase(postgres);
      catchUp("PostgreSQL", DrillGround.url("127.0.0.1:" + postgres.port()));
    }
  }

  private void catchUp(String name, String url) throws Exception {
    try (UnzippedServer server = UnzippedServer.start(base, "database.url=" + url);
        PacedProducer producer = PacedProducer.to(server, "live", PER_SECOND)) {
      awaitMore(producer, WARM_UP);
      producer.look();
      awaitMore(producer, MEASURED);
      Times without = producer.look();

      assertThat(server.operate("event-store", "quarantine").statusCode()).isEqualTo(200);
      long waiting = producer.acknowledged();
      try (PacedProducer flood = PacedProducer.to(server, "flood", FLOOD_PER_SECOND)) {
        awaitMore(flood, BACKLOG);
        waiting = flood.end() + producer.acknowledged() - waiting;
      }
      producer.look();
      long begun = System.nanoTime();
      assertThat(server.operate("event-store", "release").statusCode()).isEqualTo(200);
      long wanted = waiting;
      await().atMost(LIMIT).pollInterval(LOOK_AGAIN).until(() -> stored(server) >= wanted);
      Times during = producer.look();
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(
          "%s, a backlog of %,d events stored in %.1f s%nwithout it: %s%nwhile it is stored: %s%n",
          name, waiting, seconds, without, during);

      producer.end();
      assertThat(during.p99()).isLessThanOrEqualTo(SLOWEST * without.p99());
    }
  }

  /** Since the plugin started again; live events are among them. */
  private static long stored(UnzippedServer server) {
    Matcher found = STORED.matcher(server.get("/health/event-store/store").body());
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private static void awaitMore(PacedProducer producer, int events) {
    int wanted = producer.acknowledged() + events;
    await()
        .atMost(LIMIT)
        .pollInterval(LOOK_AGAIN)
        .until(() -> producer.acknowledged() >= wanted || !producer.failure().isEmpty());
    assertThat(producer.failure()).isEmpty();
  }
}
