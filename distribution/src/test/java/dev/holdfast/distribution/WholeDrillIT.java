package dev.holdfast.distribution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.distribution.DrillGround.Outcome;
import dev.holdfast.distribution.Switches.Action;
import dev.holdfast.testkit.network.FaultyNetwork;
import dev.holdfast.testkit.network.FaultyNetwork.Direction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every way in which a database goes away, each under 2,000 events a second, each counted. The
 * limits leave room for a machine that is shared; target/drills.txt has what was measured.
 */
@Tag("long")
final class WholeDrillIT {
  /** Of a crash, which the server hears of. */
  private static final String AT_ONCE = "1s";

  /** Of silence, which it has to wait out. */
  private static final String AFTER_SILENCE = "3s";

  private static final String NOT_JUDGED = "0s";

  @TempDir static Path files;
  private static Postgres postgres;
  @TempDir Path base;
  private DrillGround ground;

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = Postgres.started(files.resolve("data"), files.resolve("work"), 30);
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    ground = new DrillGround(postgres, base);
  }

  @AfterEach
  void tidy() throws Exception {
    ground.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 12, 60})
  void survivesACrash(int seconds) throws Exception {
    holds("crash " + seconds + " s", AT_ONCE, postgres::crash, seconds, postgres::start);
  }

  @Test
  void survivesAKilledPostmaster() throws Exception {
    holds("kill -9 of the postmaster", AT_ONCE, postgres::kill, 5, postgres::start);
  }

  @Test
  void survivesAFreeze() throws Exception {
    holds("freeze 12 s", AFTER_SILENCE, postgres::freeze, 12, postgres::resume);
  }

  @Test
  void survivesASilentPartition() throws Exception {
    FaultyNetwork network = ground.network;
    holds("silent partition 12 s", AFTER_SILENCE, network::hang, 12, network::pass);
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void survivesHalfAPartition(Direction swallowed) throws Exception {
    FaultyNetwork network = ground.network;
    holds(
        "one way, nothing " + swallowed.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        AFTER_SILENCE,
        () -> network.oneWay(swallowed),
        12,
        network::pass);
  }

  @Test
  void survivesThatItsConnectionsAreTerminatedAgainAndAgain() throws Exception {
    String stop = ground.switches.command("stop", () -> DatabaseDrillIT.terminateFor(postgres, 20));
    judge(ground.drill("terminate all, 20 s", options(NOT_JUDGED, "--stop", stop)));
  }

  @Test
  void survivesAPasswordThatIsChangedAndChangedBack() throws Exception {
    holds(
        "password changed 12 s",
        AT_ONCE,
        () -> {
          postgres.execute("alter role " + DrillGround.ROLE + " password 'other'");
          DatabaseDrillIT.terminate(postgres);
        },
        12,
        () ->
            postgres.execute(
                "alter role " + DrillGround.ROLE + " password '" + DrillGround.PASSWORD + "'"));
  }

  /** The rows of before are gone by the person's own act; what is sent after it is counted. */
  @Test
  void survivesADatabaseThatIsDroppedAndCreatedAgain() throws Exception {
    holds(
        "database dropped 5 s",
        AT_ONCE,
        () -> postgres.execute("drop database " + DrillGround.DATABASE + " with (force)"),
        5,
        () -> DrillGround.makeDatabase(postgres),
        "--rows-vanish");
  }

  @Test
  void survivesARoleThatIsRemovedAndMadeAgain() throws Exception {
    String role = DrillGround.ROLE;
    holds(
        "role removed 5 s",
        AT_ONCE,
        () -> {
          postgres.execute(
              "alter role " + role + " nologin",
              "alter database " + DrillGround.DATABASE + " owner to postgres");
          DatabaseDrillIT.terminate(postgres);
          postgres.executeIn(
              DrillGround.DATABASE,
              "reassign owned by " + role + " to postgres",
              "drop owned by " + role);
          postgres.execute("drop role " + role);
        },
        5,
        () -> {
          DrillGround.makeRole(postgres);
          postgres.executeIn(
              DrillGround.DATABASE,
              "grant all on schema public to " + role,
              "grant all on all tables in schema public to " + role,
              "grant all on all sequences in schema public to " + role);
        });
  }

  @Test
  void survivesThatSomebodyElseTakesEveryConnection() throws Exception {
    AtomicReference<Crowd> crowd = new AtomicReference<>();
    holds(
        "max_connections taken 5 s",
        // It takes the crowd some time to come in.
        AFTER_SILENCE,
        () -> crowd.set(Crowd.in(postgres)),
        5,
        () -> requireNonNull(crowd.get()).close());
  }

  @Test
  void survivesAFullDiskOfTheDatabase() throws Exception {
    try (SmallDisk disk = SmallDisk.mountedAt(files.resolve("disk"), 400);
        Postgres onIt =
            Postgres.started(disk.directory().resolve("data"), files.resolve("work2"), 30);
        DrillGround there = new DrillGround(onIt, base.resolve("there"))) {
      String stop = there.switches.command("stop", disk::fill);
      String start =
          there.switches.command(
              "start",
              () -> {
                disk.free();
                onIt.start();
              });
      Outcome outcome =
          judge(
              there.drill(
                  "disk of the database full 5 s",
                  options(NOT_JUDGED, "--stop", stop, "--start", start, "--outage", "5s")));
      assertThat(outcome.known("errorsDuring")).as("the disk was full").isPositive();
    }
  }

  /** The second host is another database: what is sent after the change is counted there. */
  @Test
  void movesToTheHostThatAcceptsWrites() throws Exception {
    try (Postgres second = Postgres.started(files.resolve("data3"), files.resolve("work3"), 30);
        DrillGround there = new DrillGround(second, base.resolve("there"))) {
      there.network.refuse();
      String url =
          DrillGround.url(
              "127.0.0.1:" + ground.network.port() + ",127.0.0.1:" + there.network.port());
      String stop =
          ground.switches.command(
              "stop",
              () ->
                  postgres.execute(
                      "alter system set default_transaction_read_only = on",
                      "select pg_reload_conf()"));
      String start = there.switches.command("start", there.network::pass);
      try {
        judge(
            ground.drillAt(
                url,
                "read-only, then a second host",
                options(
                    AFTER_SILENCE,
                    "--stop",
                    stop,
                    "--start",
                    start,
                    "--outage",
                    "5s",
                    "--rows-vanish",
                    "--watch-url",
                    url + "?targetServerType=primary")));
      } finally {
        postgres.execute(
            "alter system reset default_transaction_read_only", "select pg_reload_conf()");
      }
    }
  }

  @Test
  void startsWithoutTheDatabase() throws Exception {
    holds(
        "absent at the start, 30 s",
        NOT_JUDGED,
        postgres::crash,
        30,
        postgres::start,
        "--absent-at-start");
  }

  @Test
  void livesWithASlowNetwork() throws Exception {
    FaultyNetwork network = ground.network;
    Outcome outcome =
        holds(
            "slow network, 200 ms each way",
            NOT_JUDGED,
            () -> network.slow(Duration.ofMillis(200)),
            12,
            network::pass);
    assertThat(outcome.known("logLost")).as("slow is not away").isZero();
  }

  private Outcome holds(
      String name, String noticed, Action stop, int seconds, Action start, String... more)
      throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--stop",
                ground.switches.command("stop", stop),
                "--start",
                ground.switches.command("start", start),
                "--outage",
                seconds + "s"));
    all.addAll(List.of(more));
    return judge(ground.drill(name, options(noticed, all.toArray(String[]::new))));
  }

  private static Object[] options(String noticed, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("--detect-limit", noticed, "--recover-limit", "2s", "--health-limit", "500ms"));
    all.addAll(List.of(more));
    return all.toArray();
  }

  private static Outcome judge(Outcome outcome) {
    assertThat(outcome.passed()).as(outcome.output()).isTrue();
    return outcome;
  }
}
