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
import java.util.List;
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

  private static final int MEASURED = 10 * PER_SECOND;

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

    long begun = System.nanoTime();
    List<Life> lives =
        List.of(
            live("first", server -> awaitRemaining(server, ROWS * 2L / 3)),
            live("second", server -> awaitRemaining(server, ROWS / 3L)),
            live("third", server -> await().atMost(LIMIT).until(() -> count(OLD_COLUMN) == 0)));
    System.out.printf("%,d rows in %.0f s%n", ROWS, (System.nanoTime() - begun) / 1e9);
    lives.forEach(System.out::println);

    assertThat(table.digest()).as("the rows of version 0.1").isEqualTo(before);
    for (Life life : lives) {
      assertThat(count(stored(life.name(), life.acknowledged())))
          .as("rows of the " + life.name() + " life")
          .isEqualTo(life.acknowledged());
    }
    assertThat(count("select count(*) from event where source = '" + EarlierTable.SOURCE + "'"))
        .isEqualTo(ROWS);
    assertThat(lives).allMatch(life -> life.during().p99() <= SLOWEST * life.before().p99());
  }

  /** What its acknowledgements took in a life of the server. */
  private record Life(String name, int acknowledged, Times before, Times during) {
    @Override
    public String toString() {
      return "before the upgrade: %s%n%-18s: %s"
          .formatted(before, "in its " + name + " life", during);
    }
  }

  private interface Course {
    void await(UnzippedServer server) throws Exception;
  }

  /**
   * A life of the server: the upgrade is held until the load was measured without it, then it goes
   * on until something has come about. But for the last one, the server is killed then.
   */
  private Life live(String name, Course upgrade) throws Exception {
    try (UnzippedServer server =
            UnzippedServer.start(
                base, "database.url=" + DrillGround.url("127.0.0.1:" + postgres.port()));
        Connection held = hold();
        PacedProducer producer = PacedProducer.to(server, name, PER_SECOND)) {
      load(producer, WARM_UP);
      producer.look();
      load(producer, MEASURED);
      Times before = producer.look();
      held.rollback();
      upgrade.await(server);
      Times during = producer.look();
      assertThat(producer.failure()).isEmpty();
      if (count(OLD_COLUMN) == 0) {
        producer.end();
        awaitStored(name, producer.acknowledged());
        await().until(() -> !health(server).contains("\"upgrade\":"));
      } else {
        server.kill();
      }
      return new Life(name, producer.acknowledged(), before, during);
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

  /** As a person sees it on the health. */
  private static void awaitRemaining(UnzippedServer server, long rows) {
    await()
        .atMost(LIMIT)
        .pollInterval(LOOK_AGAIN)
        .until(() -> {
          Matcher remain = REMAIN.matcher(health(server));
          return remain.find() && Long.parseLong(remain.group(1)) <= rows;
        });
  }

  private static String health(UnzippedServer server) {
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
