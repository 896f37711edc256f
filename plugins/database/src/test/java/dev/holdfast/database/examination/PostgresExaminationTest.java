package dev.holdfast.database.examination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.RunningDatabase;
import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.PostgresTarget;
import dev.holdfast.spi.Secret;
import dev.holdfast.testkit.RecordedExamination;
import dev.holdfast.testkit.RecordedExamination.Verdict;
import dev.holdfast.testkit.database.LocalPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of a PostgreSQL, well and unwell. */
class PostgresExaminationTest {
  private static final String SCRAM = "host all ann 127.0.0.1/32 scram-sha-256\n";

  @TempDir static Path directory;
  @TempDir Path data;
  private static LocalPostgres postgres;

  @BeforeAll
  static void start() throws Exception {
    postgres = new LocalPostgres(directory).with("max_connections", "20").start();
    admin("create role ann login password 'right horse'", "create role mute");
    Path rules = directory.resolve("data/pg_hba.conf");
    Files.writeString(rules, SCRAM + Files.readString(rules));
    admin("select pg_reload_conf()");
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  private static void admin(String... statements) throws SQLException {
    try (Connection connection = open("postgres");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Connection open(String database) throws SQLException {
    return new PostgresTarget(config(postgres.url(database))).open();
  }

  private static DatabaseConfig config(String url) {
    return RunningDatabase.config(url, Optional.empty());
  }

  private static String as(String user, String database) {
    return postgres.url(database).replace("postgres@", user + "@");
  }

  private RecordedExamination examine(String url) {
    RecordedExamination examination = new RecordedExamination("database", config(url), data);
    DatabaseExamination.run(examination, config(url));
    return examination;
  }

  @Test
  void ofAServerThatIsWellEachStepIsALine() throws Exception {
    admin("create database good");
    try (RunningDatabase running = new RunningDatabase(postgres.url("good"), data).connected()) {
      running.database.migrate(
          "shop",
          List.of(
              new dev.holdfast.spi.Database.Migration(
                  1, "first", List.of("create table \"Odd\"\"name\" (x integer)"))));
      running.run("insert into \"Odd\"\"name\" select generate_series(1, 1234)");
    }
    RecordedExamination good = examine(postgres.url("good"));
    assertThat(good.complaints()).isEmpty();
    assertThat(good.about("settings").text())
        .contains("127.0.0.1:", "database good", "user postgres", "password none", "pool of 10");
    assertThat(good.about("name").text()).isEqualTo("127.0.0.1 is 127.0.0.1");
    assertThat(good.about("port").text()).contains("accepts connections");
    assertThat(good.about("server").text()).startsWith("PostgreSQL 18").contains("a query took");
    assertThat(good.about("writes").text()).isEqualTo("accepted");
    assertThat(good.about("clock").text()).contains(" ms ");
    assertThat(good.answers().toString())
        .contains("public.\"Odd\"\"name\": 1,234 rows", "public.holdfast_migration: 1 row");
    assertThat(good.about("migrations").text()).startsWith("shop is at version 1 since 20");
    assertThat(good.about("rights").text()).contains("public");
    assertThat(good.about("connections").text())
        .contains("the server has 17 for everybody", "need up to 12");
    assertThat(good.about("pooler").text()).isEqualTo("none that shares sessions");
    assertThat(good.about("pool").text()).matches("peak \\d of 10, waiters 0, since 20.*");
  }

  @Test
  void aServerThatIsStoppedNamesTheCommandToStartIt(@TempDir Path own) throws Exception {
    try (LocalPostgres stopped = new LocalPostgres(own).start()) {
      stopped.stop();
      RecordedExamination away = examine(stopped.url("postgres"));
      assertThat(away.complaints()).hasSize(1);
      assertThat(away.about("port").toString())
          .contains("FAIL", "HF-DB-002", "refused", "systemctl start postgresql", "pg_ctlcluster")
          .contains("brew services start postgresql", "net start postgresql", "that is normal");
      stopped.start();
    }
  }

  @Test
  void besideARunningServerItSaysThatRetryingIsNormal() throws Exception {
    String url = "postgresql://me@127.0.0.1:" + freePort() + "/x";
    RecordedExamination examination =
        new RecordedExamination("database", config(url), data).besideServer();
    DatabaseExamination.run(examination, config(url));
    assertThat(examination.about("port").verdict()).isEqualTo(Verdict.FAIL);
    assertThat(examination.about("retrying").text()).contains("normal", "nothing needs a restart");
  }

  @Test
  void aWrongPasswordNamesTheSettingAndTheLineToTypeAndIsNeverShown() {
    RecordedExamination refused = examine(as("ann:wrongpassword7", "postgres"));
    assertThat(refused.about("login").toString())
        .contains("FAIL", "HF-DB-003", "28P01", "holdfast.database.password")
        .contains("ALTER USER \"ann\" WITH PASSWORD '...';");
    assertThat(refused.about("settings").text()).contains("password ***d7");
    assertThat(refused.answers().toString()).doesNotContain("wrongpassword");
    assertThat(refused.complaints()).hasSize(1);
  }

  @Test
  void theRightPasswordFromItsOwnSettingLogsIn() {
    DatabaseConfig config =
        RunningDatabase.config(as("ann", "postgres"), Optional.of(new Secret("right horse")));
    RecordedExamination examination = new RecordedExamination("database", config, data);
    DatabaseExamination.run(examination, config);
    assertThat(examination.about("login").verdict()).isEqualTo(Verdict.OK);
    assertThat(examination.answers().toString()).doesNotContain("right horse");
  }

  @Test
  void aMissingDatabaseNamesTheLineThatCreatesIt() {
    assertThat(examine(postgres.url("no%22where")).about("login").toString())
        .contains("FAIL", "HF-DB-004", "CREATE DATABASE \"no\"\"where\" OWNER \"postgres\";");
  }

  @Test
  void aMissingRoleNamesTheLinesThatCreateIt() {
    assertThat(examine(as("bob", "postgres")).about("login").toString())
        .contains("FAIL", "HF-DB-030", "CREATE USER \"bob\" WITH PASSWORD '...';")
        .contains("GRANT ALL ON DATABASE \"postgres\" TO \"bob\";");
  }

  @Test
  void aRoleThatMayNotLogInNamesTheLineThatLetsIt() {
    assertThat(examine(as("mute", "postgres")).about("login").toString())
        .contains("FAIL", "HF-DB-003", "ALTER USER \"mute\" LOGIN;");
  }

  @Test
  void aUserWithoutRightsGetsTheGrantToType() throws Exception {
    admin("create database guarded", "create role guest login");
    assertThat(examine(as("guest", "guarded")).about("rights").toString())
        .contains("FAIL", "HF-DB-011", "GRANT USAGE, CREATE ON SCHEMA public TO \"guest\";");
  }

  @Test
  void aServerThatNeverAnswersTimesOutWithinItsLimit() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      RecordedExamination frozen =
          examine("postgresql://me@127.0.0.1:" + deaf.getLocalPort() + "/x");
      assertThat(frozen.about("port").verdict()).isEqualTo(Verdict.OK);
      assertThat(frozen.about("login").toString())
          .contains("FAIL", "HF-DB-002", "timed out", "whether the server hangs");
    }
  }

  @Test
  void aHostWithoutAddressIsNamed() {
    assertThat(examine("postgresql://me@no-such-host.invalid/x").about("name").toString())
        .contains("FAIL", "HF-DB-002", "unknown host", "no-such-host.invalid", "nslookup");
  }

  @Test
  void ofSeveralHostsOneIsEnough() throws Exception {
    String url = postgres.url("postgres").replace("@", "@127.0.0.1:" + freePort() + ",");
    RecordedExamination two = examine(url);
    assertThat(two.complaints()).hasSize(1);
    assertThat(two.about("login").verdict()).isEqualTo(Verdict.OK);
    assertThat(two.complaints().getFirst().toString()).contains("WARN port", "refused");
    assertThat(two.answers().toString()).contains(" is unreachable", " is writable");
  }

  @Test
  void aServerWithoutAFreeConnectionSaysWhoToAsk() throws Exception {
    admin("create role crowd login");
    List<Connection> crowd = new ArrayList<>();
    try {
      boolean full = false;
      while (!full) {
        try {
          crowd.add(new PostgresTarget(config(as("crowd", "postgres"))).open());
        } catch (SQLException e) {
          full = true;
        }
      }
      assertThat(crowd).hasSizeGreaterThan(10);
      assertThat(examine(as("crowd", "postgres")).about("login").toString())
          .contains("FAIL", "HF-DB-012", "53300", "pg_stat_activity", "max_connections");
      assertThat(examine(postgres.url("postgres")).about("connections").toString())
          .contains("WARN", "HF-DB-033", "others use ", "pool.max-size");
    } finally {
      for (Connection each : crowd) {
        each.close();
      }
    }
  }

  @Test
  void aReadOnlyDatabaseIsAFailure() throws Exception {
    admin("create database quiet", "alter database quiet set default_transaction_read_only = on");
    assertThat(examine(postgres.url("quiet")).about("writes").toString())
        .contains("FAIL", "HF-DB-014", "read-only")
        .contains("ALTER DATABASE \"quiet\" RESET default_transaction_read_only;");
  }

  @Test
  void aClockThatIsOffIsAWarning() {
    String url = postgres.url("postgres");
    RecordedExamination late =
        new RecordedExamination("database", config(url), data)
            .clock(() -> Instant.now().minusSeconds(5));
    DatabaseExamination.run(late, config(url));
    assertThat(late.about("clock").toString()).contains("WARN", "HF-DB-031", "ms ahead");
  }

  @Test
  void theEncryptionThatWasAskedForIsShown() {
    assertThat(examine(postgres.url("postgres") + "?sslmode=prefer").about("encryption").text())
        .isEqualTo("none was negotiated");
    assertThat(examine(postgres.url("postgres") + "?sslmode=require").about("login").toString())
        .contains("FAIL", "SSL");
  }

  @Test
  void aPoolerThatSharesSessionsIsAWarning() throws Exception {
    try (TransactionPooler pooler = new TransactionPooler(() -> open("postgres"))) {
      RecordedExamination examination =
          new RecordedExamination("database", config(postgres.url("postgres")), data);
      PoolerExamination.run(examination, pooler::connect, pooler.connect(), java.util.Map.of());
      assertThat(examination.about("pooler").toString())
          .contains("WARN", "HF-DB-039", "prepareThreshold=0");
      RecordedExamination prepared =
          new RecordedExamination("database", config(postgres.url("postgres")), data);
      PoolerExamination.run(
          prepared, pooler::connect, pooler.connect(), java.util.Map.of("prepareThreshold", "0"));
      assertThat(prepared.complaints()).isEmpty();
    }
  }

  @Test
  void anAddressThatIsNoneIsAFailureAndNotRepeated() {
    RecordedExamination odd = examine("mysql://root:topsecret@host/x");
    assertThat(odd.about("settings").toString()).contains("FAIL", "HF-DB-001");
    assertThat(odd.answers().toString()).doesNotContain("topsecret");
  }

  @Test
  void thePoolIsAsLargeAsTheAddressSays() {
    assertThat(examine(postgres.url("postgres") + "?connection_limit=3").about("settings").text())
        .contains("pool of 3");
    assertThat(examine(postgres.url("postgres") + "?connection_limit=0").complaints().toString())
        .contains("HF-DB-001", "connection_limit");
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
