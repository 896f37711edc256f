package dev.holdfast.server.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.holdfast.server.logging.LogLines;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.Verdict;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthBoardTest {
  private static final ThreadFactory THREADS = Thread.ofPlatform().daemon().factory();

  private final Changes changes = new Changes(InstantSource.system());
  private final HealthBoard board =
      new HealthBoard(
          new HealthConfig(
              Duration.ofMillis(100),
              Duration.ofMillis(200),
              Duration.ofSeconds(10),
              new Size(16_384),
              500,
              8),
          Set.of("journal"),
          InstantSource.system(),
          changes);

  @AfterEach
  void close() {
    board.close();
  }

  private String whole() {
    return new String(board.snapshot().whole().body(), UTF_8);
  }

  private static HealthCheck answering(HealthCheckResponse response) {
    return () -> response;
  }

  /** "All systems operational!" is logged by it: with the database away it would not be so. */
  @Test
  void thatAllIsWellIsToldOnceAndNotBeforeItIsSo() throws Exception {
    AtomicInteger told = new AtomicInteger();
    AtomicReference<HealthCheckResponse> database =
        new AtomicReference<>(Health.down("unreachable").build());
    board.report("database", Verdict.UP, Map.of("state", "Running"));
    board.whenWell(told::incrementAndGet);
    assertThat(told.get()).as("the required journal is not there").isZero();
    try (HealthBoard.Handle check = board.add("database", "connection", database::get, THREADS)) {
      board.report("journal", Verdict.UP, Map.of("state", "Running"));
      await().until(() -> board.sentence().contains("unreachable"));
      assertThat(told.get()).as("the database is away").isZero();
      database.set(Health.degraded("lost again and again").build());
      check.runNow();
      await().until(() -> board.sentence().contains("again and again"));
      assertThat(told.get()).as("it is degraded").isZero();
      database.set(Health.up().build());
      check.runNow();
      await().until(() -> told.get() == 1);
      database.set(Health.down("unreachable").build());
      check.runNow();
      await().until(() -> board.sentence().contains("unreachable"));
      database.set(Health.up().build());
      check.runNow();
      await().until(() -> !board.sentence().contains("unreachable"));
      assertThat(told.get()).isOne();
    }
  }

  @Test
  void aPluginThatStartsForTheFirstTimeWarnsNobodyAndOneThatIsLostDoes() {
    Map<String, Object> starts = Map.of("state", "Starting");
    try (LogLines lines = LogLines.of("dev.holdfast.health")) {
      board.report("store", Verdict.DEGRADED, starts);
      board.report("store", Verdict.DOWN, Map.of("state", "Waiting"));
      board.report("store", Verdict.UP, Map.of("state", "Running"));
      board.report("store", Verdict.DOWN, Map.of(Health.REASON, "it threw"));
      board.report("store", Verdict.UP, Map.of("state", "Running"));
      assertThat(lines.all())
          .containsExactly(
              "WARN store was UP, is DOWN it threw", "INFO store was DOWN, is UP Running");
    }
  }

  @Test
  void anOrderlyEndWarnsNobody() {
    try (LogLines lines = LogLines.of("dev.holdfast.health")) {
      board.report("store", Verdict.UP, Map.of("state", "Running"));
      board.ending();
      board.report("store", Verdict.DOWN, Map.of("state", "Stopped"));
      assertThat(lines.all()).isEmpty();
    }
  }

  /** A check may look before the first connection is there. */
  @Test
  void aCheckThatIsWellAfterItsFirstLooksWarnsNobody() {
    AtomicInteger looks = new AtomicInteger();
    HealthCheck late =
        () -> looks.getAndIncrement() == 0 ? Health.down("not yet").build() : Health.up().build();
    try (LogLines lines = LogLines.of("dev.holdfast.health")) {
      board.add("store", "connection", late, THREADS);
      await().until(() -> looks.get() > 3);
      assertThat(lines.all()).isEmpty();
    }
  }

  @Test
  void aCheckThatWasNeverWellIsWarnedOf() {
    try (LogLines lines = LogLines.of("dev.holdfast.health")) {
      board.add("store", "disk", answering(Health.down("no disk").build()), THREADS);
      await()
          .untilAsserted(
              () -> assertThat(lines.all()).containsExactly("WARN store/disk is DOWN no disk"));
    }
  }

  @Test
  void aCheckThatHangsIsDownAfterItsLimitAndDelaysNoOther() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    board.add(
        "a",
        "hangs",
        () -> {
          waitFor(never);
          return Health.up().build();
        },
        THREADS);
    board.add(
        "b",
        "counts",
        () -> {
          runs.incrementAndGet();
          return Health.up().build();
        },
        THREADS);
    await().untilAsserted(() -> assertThat(whole()).contains("no answer within"));
    int before = runs.get();
    await().until(() -> runs.get() > before + 2);
    never.countDown();
    await().untilAsserted(() -> assertThat(whole()).doesNotContain("no answer within"));
  }

  /** Deaf to interrupts, as a check stuck in a driver is. */
  private static void waitFor(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // That is the point.
      }
    }
  }

  @Test
  void aCheckThatThrowsIsDown() {
    board.add(
        "a",
        "throws",
        () -> {
          throw new IllegalStateException("planned");
        },
        THREADS);
    await().untilAsserted(() -> assertThat(whole()).contains("planned"));
    assertThat(board.snapshot().whole().verdict()).isEqualTo(Verdict.DEGRADED);
  }

  @Test
  void onlyWhatIsRequiredTakesTheServerDown() {
    board.report("journal", Verdict.UP, Map.of());
    board.report("database", Verdict.DOWN, Map.of(Health.REASON, "away"));
    assertThat(board.snapshot().whole().status()).isEqualTo(200);
    assertThat(whole()).startsWith("{\"status\":\"UP\",\"degraded\":true");
    assertThat(board.snapshot().ready().status()).isEqualTo(200);
    assertThat(board.snapshot().part("database"))
        .satisfies(part -> assertThat(part.status()).isEqualTo(503));
    board.report("journal", Verdict.DOWN, Map.of());
    assertThat(board.snapshot().whole().status()).isEqualTo(503);
    assertThat(board.snapshot().ready().status()).isEqualTo(503);
  }

  @Test
  void aCheckIsFoundByItsOwnNameAsLongAsNobodyElseHasIt() {
    board.report("watchdog/memory", Verdict.DEGRADED, Map.of("step", "warn"));
    assertThat(board.snapshot().part("memory"))
        .satisfies(part -> assertThat(new String(part.body(), UTF_8)).contains("watchdog/memory"));
    board.report("other/memory", Verdict.UP, Map.of());
    assertThat(board.snapshot().part("memory")).isNull();
    board.report("memory", Verdict.UP, Map.of());
    assertThat(board.snapshot().part("memory"))
        .satisfies(
            part -> assertThat(new String(part.body(), UTF_8)).doesNotContain("other/memory"));
    assertThat(board.snapshot().part("emory")).isNull();
  }

  @Test
  void aServerWithoutWhatIsRequiredIsNotReady() {
    assertThat(board.snapshot().ready().status()).isEqualTo(503);
    assertThat(new String(board.snapshot().ready().body(), UTF_8))
        .contains("\"missing\":[\"journal\"]");
  }

  @Test
  void sinceStandsStillAsLongAsTheVerdictDoes() {
    board.report("x", Verdict.UP, Map.of());
    String first = since();
    board.report("x", Verdict.UP, Map.of("n", 2));
    assertThat(since()).isEqualTo(first);
  }

  private String since() {
    return whole().replaceFirst(".*\"since\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void numbersBeyondDoublesStayExact() {
    board.report("x", Verdict.UP, Map.of("count", (1L << 53) + 1));
    assertThat(whole()).contains("\"count\":9007199254740993");
  }

  @Test
  void aRemovedCheckIsForgotten() throws Exception {
    AutoCloseable handle = board.add("a", "fine", answering(Health.up().build()), THREADS);
    await().untilAsserted(() -> assertThat(whole()).contains("a/fine"));
    handle.close();
    assertThat(board.names()).isEmpty();
  }

  @Test
  void whoKnowsOfAChangeNeedNotWaitForTheNextRound() {
    HealthConfig rare =
        new HealthConfig(
            Duration.ofHours(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            new Size(16_384),
            500,
            8);
    AtomicReference<HealthCheckResponse> answer =
        new AtomicReference<>(Health.up().detail("word", "first").build());
    try (HealthBoard slow = new HealthBoard(rare, Set.of(), InstantSource.system(), changes)) {
      HealthBoard.Handle handle = slow.add("a", "known", answer::get, THREADS);
      await().until(() -> new String(slow.snapshot().whole().body(), UTF_8).contains("first"));
      answer.set(Health.down("second").build());
      handle.runNow();
      await().until(() -> new String(slow.snapshot().whole().body(), UTF_8).contains("second"));
    }
  }

  @Test
  void everyChangeOfAVerdictIsRememberedWithItsReason() {
    board.report("journal", Verdict.UP, Map.of());
    board.report("journal", Verdict.DOWN, Map.of(Health.REASON, "disk full"));
    board.report("journal", Verdict.DOWN, Map.of(Health.REASON, "disk still full"));
    board.report("journal", Verdict.UP, Map.of());
    assertThat(changes.after(0))
        .extracting(Change::number, Change::subject, Change::from, Change::to, Change::why)
        .containsExactly(
            tuple(1L, "journal", "UP", "DOWN", "disk full"),
            tuple(2L, "journal", "DOWN", "UP", ""));
    assertThat(changes.after(1)).hasSize(1);
  }
}
