package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testkit.database.LocalPostgres;
import dev.holdfast.testkit.network.FaultyNetwork;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many connections are made and held, whatever happens. */
class HerdTest {
  private static final int POOL = 10;
  private static final int PROBE = 1;
  private static final int USERS = 20;
  private static final long BETWEEN_NANOS = 1_000_000;

  @TempDir static Path directory;
  private static LocalPostgres postgres;

  @BeforeAll
  static void start() throws Exception {
    postgres = new LocalPostgres(directory).start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void tenReloadsHoldNoMoreThanThePoolAndLeaveNothing() throws Exception {
    reload(10);
  }

  @Test
  @Tag("long")
  void fiftyReloadsHoldNoMoreThanThePoolAndLeaveNothing() throws Exception {
    reload(50);
  }

  private static void reload(int rounds) throws Exception {
    try (Counter counter = new Counter(postgres.url("postgres"))) {
      for (int round = 0; round < rounds; round++) {
        try (RunningDatabase running =
                new RunningDatabase(postgres.url("postgres"), directory).connected();
            Users users = new Users(running)) {
          users.awaitAnswers(USERS);
        }
        await().until(() -> counter.now() == 0);
      }
      assertThat(counter.peak()).isBetween(2, POOL + PROBE);
    }
  }

  @Test
  void tenCutsHoldNoMoreThanThePoolAndLeaveNothing() throws Exception {
    cut(10);
  }

  @Test
  @Tag("long")
  void fiftyCutsHoldNoMoreThanThePoolAndLeaveNothing() throws Exception {
    cut(50);
  }

  private static void cut(int rounds) throws Exception {
    try (FaultyNetwork network = FaultyNetwork.to("127.0.0.1", postgres.port());
        Counter counter = new Counter(postgres.url("postgres"))) {
      try (RunningDatabase running = new RunningDatabase(through(network), directory).connected();
          Users users = new Users(running)) {
        for (int round = 0; round < rounds; round++) {
          users.awaitAnswers(USERS);
          network.cut();
        }
        running.awaitState("connected");
        users.awaitAnswers(USERS);
      }
      await().until(() -> counter.now() == 0);
      assertThat(counter.peak()).isBetween(2, POOL + PROBE);
    }
  }

  @Test
  void triesOnceAnIntervalHoweverManyWait() throws Exception {
    try (FaultyNetwork network = FaultyNetwork.to("127.0.0.1", unused());
        RunningDatabase running = new RunningDatabase(through(network), directory);
        Users users = new Users(running)) {
      users.awaitRefusals(1);
      long accepted = network.accepted();
      long begin = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(10))
          .until(() -> System.nanoTime() - begin > Duration.ofSeconds(3).toNanos());
      double seconds = (System.nanoTime() - begin) / 1e9;
      // The beat of 200 ms is shortened by up to a fifth at random.
      assertThat(network.accepted() - accepted).isBetween(2L, (long) (seconds / 0.16) + 1);
      assertThat(users.refusals()).as("nobody waited").isGreaterThan(USERS);
    }
  }

  private static String through(FaultyNetwork network) {
    return "postgresql://postgres@127.0.0.1:" + network.port() + "/postgres";
  }

  /** A port on which nobody listens. */
  private static int unused() throws Exception {
    try (FaultyNetwork gone = FaultyNetwork.to("127.0.0.1", 1)) {
      return gone.port();
    }
  }

  /** Many threads that ask the database one question after the other. */
  private static final class Users implements AutoCloseable {
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean leaving;

    Users(RunningDatabase running) {
      for (int i = 0; i < USERS; i++) {
        threads.add(Thread.ofPlatform().daemon().start(() -> ask(running)));
      }
    }

    long refusals() {
      return refusals.get();
    }

    void awaitAnswers(int more) {
      long wanted = answers.get() + more;
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> answers.get() >= wanted);
    }

    void awaitRefusals(int more) {
      await().until(() -> refusals.get() >= more);
    }

    private void ask(RunningDatabase running) {
      while (!leaving) {
        try {
          running.ask("select pg_sleep(0.001)");
          answers.incrementAndGet();
        } catch (SQLException | RuntimeException e) {
          refusals.incrementAndGet();
          LockSupport.parkNanos(BETWEEN_NANOS);
        }
      }
    }

    @Override
    public void close() throws InterruptedException {
      leaving = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  /** What pg_stat_activity shows of us, looked at all the time. */
  private static final class Counter implements AutoCloseable {
    private final Connection connection;
    private final AtomicInteger peak = new AtomicInteger();
    private final Thread counting;
    private volatile int now;
    private volatile boolean leaving;

    Counter(String url) throws SQLException {
      connection = DriverManager.getConnection(jdbc(url));
      counting = Thread.ofPlatform().daemon().start(this::count);
    }

    private static String jdbc(String url) {
      return "jdbc:" + url.replace("postgres@", "") + "?user=postgres";
    }

    int now() {
      return now;
    }

    int peak() {
      return peak.get();
    }

    private void count() {
      try (Statement statement = connection.createStatement()) {
        while (!leaving) {
          try (ResultSet row =
              statement.executeQuery(
                  "select count(*) from pg_stat_activity where application_name = 'holdfast'")) {
            now = row.next() ? row.getInt(1) : 0;
            peak.accumulateAndGet(now, Math::max);
          }
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws Exception {
      leaving = true;
      counting.join();
      connection.close();
    }
  }
}
