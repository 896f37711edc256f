package dev.holdfast.server.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.Verdict;
import io.helidon.health.HealthCheckResponse;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Details of a check that cannot be shown cost that check, and nobody else anything. */
class ForeignDetailsTest {
  private static final ThreadFactory THREADS = Thread.ofPlatform().daemon().factory();

  private final HealthBoard board =
      new HealthBoard(
          new HealthConfig(
              Duration.ofMillis(50),
              Duration.ofSeconds(2),
              Duration.ofSeconds(10),
              new Size(16_384),
              500,
              8),
          Set.of(),
          InstantSource.system(),
          new Changes(InstantSource.system()));

  @AfterEach
  void close() {
    board.close();
  }

  private static List<Arguments> unfit() {
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    Map<String, Object> round = new HashMap<>();
    round.put("again", Map.of("again", round));
    Object silent =
        new Object() {
          @Override
          public String toString() {
            throw new UnsupportedOperationException("no text");
          }
        };
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new NoClassDefFoundError("a class of another jar");
          }
        };
    List<String> endless =
        new AbstractList<>() {
          @Override
          public String get(int index) {
            return "x";
          }

          @Override
          public int size() {
            return Integer.MAX_VALUE;
          }
        };
    Map<String, Object> refusing =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Object>> entrySet() {
            throw new IllegalStateException("closed");
          }
        };
    return List.of(
        Arguments.of("10 MB", "y".repeat(10_000_000), "detail-bytes"),
        Arguments.of("10 MB in a list", List.of(List.of("y".repeat(10_000_000))), "detail-bytes"),
        Arguments.of("a list of itself", itself, "detail-depth"),
        Arguments.of("a map of itself", round, "detail-depth"),
        Arguments.of("no text", silent, "no text"),
        Arguments.of("a linkage error", broken, "NoClassDefFoundError"),
        Arguments.of("without end", endless, "detail-count"),
        Arguments.of("a closed map", refusing, "closed"),
        Arguments.of("not a number", Double.NaN, "NaN"),
        Arguments.of("infinite", List.of(Float.NEGATIVE_INFINITY), "-Infinity"),
        Arguments.of("a huge number", BigInteger.ONE.shiftLeft(1_000_000), "detail-bytes"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unfit")
  void whatCannotBeShownIsAFailureOfItsCheck(String what, Object value, String why) {
    HealthCheckResponse answer = Health.up().detail("value", value).build();
    board.add("odd", "check", () -> answer, THREADS);
    await().until(() -> board.verdict("odd").isPresent());
    assertThat(board.verdict("odd")).as(what).contains(Verdict.DOWN);
    await()
        .untilAsserted(
            () -> assertThat(whole()).hasSizeLessThan(3_000).contains("the check failed", why));
    AtomicInteger runs = new AtomicInteger();
    board.add("fine", "check", counting(runs), THREADS);
    board.report("kernel", Verdict.UP, Map.of());
    await().until(() -> board.verdict("fine").filter(Verdict.UP::equals).isPresent());
    assertThat(whole()).contains("\"kernel\"", "\"fine/check\"");
  }

  private static io.helidon.health.HealthCheck counting(AtomicInteger runs) {
    return () -> Health.up().detail("runs", runs.incrementAndGet()).build();
  }

  private String whole() {
    return new String(board.snapshot().whole().body(), UTF_8);
  }

  @Test
  void aListThatChangesLaterIsShownAsItWas() {
    List<String> live = new ArrayList<>(List.of("first"));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    board.add(
        "odd",
        "check",
        () -> {
          if (runs.incrementAndGet() > 1) {
            asked.countDown();
            hold(never);
          }
          return Health.up().detail("live", live).build();
        },
        THREADS);
    await().until(() -> asked.getCount() == 0);
    live.add("later");
    board.report("kernel", Verdict.UP, Map.of());
    assertThat(whole()).contains("first").doesNotContain("later");
    never.countDown();
  }

  private static void hold(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anObjectIsAskedForItsTextOnTheThreadOfItsCheckOnly() {
    AtomicReference<Set<String>> threads = new AtomicReference<>(Set.of());
    Object curious =
        new Object() {
          @Override
          public String toString() {
            threads.set(Set.of(Thread.currentThread().getName()));
            return "curious";
          }
        };
    ThreadFactory named = Thread.ofPlatform().name("of-the-check").daemon().factory();
    board.add("odd", "check", () -> Health.up().detail("value", curious).build(), named);
    await().until(() -> whole().contains("curious"));
    board.report("kernel", Verdict.UP, Map.of());
    assertThat(threads.get()).containsExactly("of-the-check");
  }

  @Test
  void halfACharacterIsReplaced() {
    board.add("odd", "check", () -> Health.up().detail("\ud800", "a\udc00b").build(), THREADS);
    await().until(() -> whole().contains("a\uFFFDb"));
    board.report("also", Verdict.DOWN, Map.of(Health.REASON, "c\ud800"));
    assertThat(whole()).contains("c\uFFFD");
  }

  @Test
  void valuesOfTheJdkKeepTheirMeaning() {
    HealthCheckResponse answer =
        Health.up()
            .detail("list", List.of(1, Map.of("deep", true), Optional.of("o")))
            .detail("decimal", new BigDecimal("0.10"))
            .detail("nothing", Optional.empty())
            .detail("kind", Change.Kind.PLUGIN)
            .build();
    board.add("odd", "check", () -> answer, THREADS);
    await()
        .untilAsserted(() ->
            assertThat(whole())
                .contains("\"list\":[1,{\"deep\":true},\"o\"]")
                .contains("\"decimal\":0.10", "\"nothing\":\"null\"", "\"kind\":\"PLUGIN\""));
  }

  @Test
  void noAnswerAtAllIsAFailureOfTheCheck() {
    board.add("odd", "check", ForeignDetailsTest::nothing, THREADS);
    await().untilAsserted(() -> assertThat(whole()).contains("answered null"));
  }

  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // As a plugin may do it.
  private static HealthCheckResponse nothing() {
    return null;
  }
}
