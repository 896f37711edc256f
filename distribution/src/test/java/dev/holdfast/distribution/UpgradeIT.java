package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.PacedProducer.Times;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large table of version 0.1 becomes one of today under load, although the server is killed twice
 * on the way. The number of rows: {@code -Dupgrade.rows=5000000}.
 */
@Tag("long")
@Tag("alone")
final class UpgradeIT {
  private static final int ROWS = Integer.getInteger("upgrade.rows", 200_000);
  private static final int PER_SECOND = 2000;

  /** Of each life of the server, with the upgrade held up: a cold JVM is not what is compared. */
  private static final int WARM_UP = 10 * PER_SECOND;

  private static final int MEASURED = 20 * PER_SECOND;

  /** As many times what it was before the upgrade. */
  private static final double SLOWEST = 2;

  private static final Duration LIMIT = Duration.ofMinutes(1).plus(Duration.ofMillis(ROWS));
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Pattern REMAIN =
      Pattern.compile("\"upgrade\":\"rewriting the column data as json: (\\d+) rows remain\"");

  private static final String IS_THERE =
      "select count(*) from information_schema.tables where table_name = 'holdfast_upgrade'";

  private static final String OLD_COLUMN =
      "select count(*) from information_schema.columns"
          + " where table_name = 'event' and column_name = 'data_jsonb'";

  @TempDir Path files;
  @TempDir Path base;
  private final Map<String, Integer> acknowledged = new LinkedHashMap<>();
  private Postgres postgres;

  @BeforeEach
  void start() throws Exception {
    postgres = Postgres.started(files.resolve("data"), files.resolve("work"), 50);
    DrillGround.makeRole(postgres);
    DrillGround.makeDatabase(postgres);
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
  }

  @Test
  void goesOnUnderLoadAndAfterTwoKills() throws Exception {
    EarlierTable table = new EarlierTable(postgres, DrillGround.DATABASE, DrillGround.ROLE);
    table.create(ROWS);
    String before = table.digest();

    Times[] times = new Times[4];
    long begun = System.nanoTime();
    times[1] =
        life(
            "first",
            (producer, held) -> {
              load(producer, MEASURED);
              times[0] = producer.look();
              release(held);
              awaitRemaining(ROWS * 2L / 3);
            });
    times[2] =
        life(
            "second",
            (producer, held) -> {
              release(held);
              awaitRemaining(ROWS / 3L);
            });
    times[3] =
        life(
            "third",
            (producer, held) -> {
              release(held);
              await().atMost(LIMIT).until(() -> count(OLD_COLUMN) == 0);
            });
    System.out.printf(
        "%,d rows in %.0f s with all lives%nbefore the upgrade: %s%n",
        ROWS, (System.nanoTime() - begun) / 1e9, times[0]);
    for (int life = 1; life < times.length; life++) {
      System.out.println("during it, life " + life + ":  " + times[life]);
    }

    assertThat(table.digest()).as("the rows of version 0.1").isEqualTo(before);
    for (Map.Entry<String, Integer> source : acknowledged.entrySet()) {
      assertThat(count(stored(source.getKey(), source.getValue())))
          .as(source.getKey())
          .isEqualTo(source.getValue().longValue());
    }
    assertThat(count("select count(*) from event where source = '" + EarlierTable.SOURCE + "'"))
        .isEqualTo(ROWS);
    for (int life = 1; life < times.length; life++) {
      assertThat(times[life].p99())
          .as("p99 in life " + life)
          .isLessThanOrEqualTo(SLOWEST * times[0].p99());
    }
  }

  /** What happens in a life of the server once it is warm; the upgrade is held by this lock. */
  private interface Course {
    void run(PacedProducer producer, Connection held) throws Exception;
  }

  private UnzippedServer server;

  /** The times of its acknowledgements during the upgrade; but for the last one, it is killed. */
  private Times life(String source, Course course) throws Exception {
    try (UnzippedServer started =
            UnzippedServer.start(
                base, "database.url=" + DrillGround.url("127.0.0.1:" + postgres.port()));
        Connection held = hold();
        PacedProducer producer = PacedProducer.to(started, source, PER_SECOND)) {
      server = started;
      load(producer, WARM_UP);
      producer.look();
      course.run(producer, held);
      Times times = producer.look();
      if (count(OLD_COLUMN) == 0) {
        producer.end();
        awaitStored(source, producer.acknowledged());
        await().until(() -> !health().contains("\"upgrade\":"));
      } else {
        started.kill();
      }
      assertThat(producer.failure()).as("while it lived").matches("|.*(closed|reset|EOF|1006).*");
      acknowledged.put(source, producer.acknowledged());
      return times;
    }
  }

  private void load(PacedProducer producer, int events) {
    int wanted = producer.acknowledged() + events;
    await()
        .atMost(LIMIT)
        .pollInterval(LOOK_AGAIN)
        .until(() -> producer.acknowledged() >= wanted || !producer.failure().isEmpty());
    assertThat(producer.failure()).isEmpty();
  }

  /** Whoever upgrades claims this row, and leaves it to the other one who has it. */
  private Connection hold() throws Exception {
    await().atMost(LIMIT).pollInterval(LOOK_AGAIN).until(() -> count(IS_THERE) == 1);
    Connection connection = postgres.connect(DrillGround.DATABASE);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select done from holdfast_upgrade for update")) {
      assertThat(row.next()).as("the upgrade has not ended").isTrue();
    }
    return connection;
  }

  private static void release(Connection held) throws SQLException {
    held.rollback();
  }

  /** As a person sees it on the health. */
  private void awaitRemaining(long rows) {
    await()
        .atMost(LIMIT)
        .pollInterval(LOOK_AGAIN)
        .until(() -> {
          Matcher remain = REMAIN.matcher(health());
          return remain.find() && Long.parseLong(remain.group(1)) <= rows;
        });
  }

  private String health() {
    return server.get("/health/event-store/store").body();
  }

  private void awaitStored(String source, int events) {
    await().atMost(LIMIT).until(() -> count(stored(source, events)) == events);
  }

  /** Each once: the ids are unique in the table, and so are they here. */
  private static String stored(String source, int events) {
    return "select case when count(*) = count(distinct id) then count(*) else -1 end from event"
        + " where source = '%s' and id::integer < %d".formatted(source, events);
  }

  private long count(String query) throws SQLException {
    return postgres.countIn(DrillGround.DATABASE, query);
  }
}
