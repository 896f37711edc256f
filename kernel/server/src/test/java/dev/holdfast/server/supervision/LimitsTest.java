package dev.holdfast.server.supervision;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.logging.LogLines;
import dev.holdfast.server.plugin.PluginLimits;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.server.Measure;
import dev.holdfast.spi.server.Verdict;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Tag;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one plugin may take at most, and that it harms nobody when it asks for more. */
class LimitsTest {
  private static final PluginLimits FEW = new PluginLimits(3, 3, 3, 3, 3, 3, 3, 3, 50);
  private static final Problem PROBLEM = new Problem("HF-TEST-001", 500, "It is so", "", "");
  private static final List<String> REFUSED = new CopyOnWriteArrayList<>();

  @TempDir Path data;

  @BeforeEach
  void clear() {
    REFUSED.clear();
  }

  private interface Ask {
    void ask(int number) throws Exception;
  }

  private static void fourTimes(String kind, Ask ask) {
    for (int i = 0; i < 4; i++) {
      try {
        ask.ask(i);
      } catch (ProblemException e) {
        REFUSED.add(kind + i + " " + e.problem().code());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Asks for four of everything. */
  public static final class Glutton implements Plugin {
    @Override
    public String name() {
      return "glutton";
    }

    @Override
    public void start(PluginContext context) {
      fourTimes("meter", i -> meter(context, i));
      fourTimes("meter again", i -> meter(context, 0));
      fourTimes("alert", i -> context.raise(new Alert("a" + i, Alert.Severity.WARNING, PROBLEM)));
      fourTimes(
          "route",
          i -> context.http("/r" + i, Role.ANYONE, rules -> rules.get("/", (q, r) -> r.send())));
      fourTimes(
          "endpoint", i -> context.webSocket("/w" + i, options(), session -> requireNonNull(null)));
      fourTimes("check", i -> context.health("c" + i, () -> Health.up().build()));
      fourTimes(
          "worker", i -> context.worker("w" + i, Duration.ofSeconds(9), () -> Thread.sleep(50)));
      fourTimes("contribution", i -> context.contribute(Runnable.class, () -> {}));
      List<Class<?>> types = List.of(Runnable.class, Comparable.class, Iterable.class, Ask.class);
      fourTimes("service", i -> offer(context, types.get(i)));
      fourTimes("name", i -> context.health("n".repeat(51), () -> Health.up().build()));
    }

    private static void meter(PluginContext context, int i) {
      context.meter(Counter.builder("holdfast_m").addTag(Tag.create("i", "" + i))).increment();
    }

    private static WebSocketOptions options() {
      return new WebSocketOptions(
          Role.ANYONE, List.of(), false, new dev.holdfast.spi.Size(1024), 2);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void offer(PluginContext context, Class<?> type) {
      Class raw = type;
      context.offer(
          raw,
          java.lang.reflect.Proxy.newProxyInstance(
              type.getClassLoader() == null
                  ? LimitsTest.class.getClassLoader()
                  : type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> null));
    }
  }

  @Test
  void theFourthOfThreeIsRefusedByNameToldOnceAndCounted() throws Exception {
    try (LogLines lines = LogLines.of("dev.holdfast.plugin");
        TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of(), FEW, Map.of())) {
      kernel.start(Glutton.class);
      kernel.await("glutton", PluginState.Running.class);
      assertThat(REFUSED)
          .contains(
              "meter3 HF-PLG-032",
              "route3 HF-PLG-032",
              "endpoint3 HF-PLG-032",
              "check3 HF-PLG-032",
              "worker3 HF-PLG-032",
              "contribution3 HF-PLG-032",
              "service3 HF-PLG-032",
              "name0 HF-PLG-032")
          .noneMatch(each -> each.startsWith("alert") || each.startsWith("meter again"));
      assertThat(kernel.standing()).containsExactly("a0", "a1", "a2");
      assertThat(kernel.health.verdict("glutton")).isPresent();
      assertThat(kernel.health.findings())
          .filteredOn(finding -> finding.name().equals("glutton/limits"))
          .singleElement()
          .satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
            assertThat(finding.details().toString())
                .contains("HF-PLG-032", "glutton", "plugins.limits.");
          });
      assertThat(lines.all()).hasSize(9).allMatch(line -> line.contains("More are only counted"));
      assertThat(kernel.meters.measures("holdfast_plugin_refusals_total"::equals))
          .extracting(Measure::value)
          .contains(1.0, 4.0);
    }
  }

  /** Raises many alerts, each another one. */
  public static final class Alarming implements Plugin {
    @Override
    public String name() {
      return "alarming";
    }

    @Override
    public void start(PluginContext context) {
      for (int i = 0; i < 100_000; i++) {
        context.raise(new Alert("a" + i, Alert.Severity.WARNING, PROBLEM));
      }
    }
  }

  @Test
  void aHundredThousandAlertsAreAFewLines() throws Exception {
    try (LogLines lines = LogLines.of("dev.holdfast.alerts");
        TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of(), FEW, Map.of())) {
      kernel.start(Alarming.class);
      kernel.await("alarming", PluginState.Running.class);
      assertThat(kernel.standing()).hasSize(3);
      assertThat(lines.all()).hasSize(3);
    }
  }

  /** Offers what others get all their data from. */
  public static final class Impostor implements Plugin {
    @Override
    public String name() {
      return "impostor";
    }

    @Override
    public void start(PluginContext context) {
      context.offer(Runnable.class, () -> {});
    }
  }

  @Test
  void whatBelongsToAnotherPluginCannotBeOffered() throws Exception {
    Map<String, List<String>> owners = Map.of("Runnable", List.of("journal"));
    try (TestKernel kernel =
        new TestKernel(data, TestKernel.FAST, Set.of(), TestKernel.PLENTY, owners)) {
      kernel.start(Impostor.class);
      kernel.await("impostor", PluginState.Quarantined.class);
      assertThat(kernel.supervisor.state("impostor").cause())
          .contains("HF-PLG-033", "impostor offers Runnable", "journal", "holdfast.plugins.owners");
      assertThat(kernel.services.provider(Runnable.class)).isNull();
    }
  }
}
