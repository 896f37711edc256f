package dev.holdfast.server.deployment;

import static dev.holdfast.spi.server.Verdict.DEGRADED;
import static dev.holdfast.spi.server.Verdict.DOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.server.supervision.TestKernel;
import dev.holdfast.spi.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins come, change and go while the server runs. */
class HotPluginsTest {
  @TempDir Path work;
  private HotKernel hot;

  @BeforeEach
  void begin() throws Exception {
    hot = new HotKernel(work);
  }

  @AfterEach
  void end() throws Exception {
    System.clearProperty("holdfast.test.hot");
    hot.close();
  }

  /** A plugin that says which version of it runs. */
  private Path version(String file, String word) throws Exception {
    return hot.jar(file, "hot", "System.setProperty(\"holdfast.test.hot\", \"" + word + "\");");
  }

  private static String running() {
    return System.getProperty("holdfast.test.hot", "none");
  }

  @Test
  void aJarThatComesIsStartedWhenItHasBeenStillForTwoLooks() throws Exception {
    hot.put(version("a.jar", "one"), "hot.jar");
    hot.deployments.look();
    assertThat(hot.kernel.supervisor.views()).isEmpty();
    hot.deployments.look();
    hot.awaitRunning("hot");
    assertThat(running()).isEqualTo("one");
  }

  @Test
  void aReplacedJarIsSwappedAndItsClassesLeaveTheHeap() throws Exception {
    hot.putAndLook(version("a.jar", "one"), "hot.jar");
    hot.awaitRunning("hot");
    hot.putAndLook(version("b.jar", "two"), "hot.jar");
    hot.awaitRunning("hot");
    assertThat(running()).isEqualTo("two");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          System.gc();
          return hot.deployments.leaving() == 0;
        });
  }

  @Test
  void aReplacementThatFailsAtItsStartIsTakenBack() throws Exception {
    hot.putAndLook(version("a.jar", "one"), "hot.jar");
    hot.awaitRunning("hot");
    hot.putAndLook(
        hot.jar("b.jar", "hot", "throw new IllegalStateException(\"planned\");"), "hot.jar");
    hot.awaitRunning("hot");
    assertThat(running()).isEqualTo("one");
    assertThat(hot.kernel.health.verdict("hot")).contains(DEGRADED);
    assertThat(hot.kernel.health.names()).contains("hot/replacement");
    int restarts = hot.kernel.supervisor.view("hot").restarts();
    hot.look();
    assertThat(hot.kernel.supervisor.view("hot").restarts()).isEqualTo(restarts);
    hot.putAndLook(version("c.jar", "three"), "hot.jar");
    hot.awaitRunning("hot");
    assertThat(running()).isEqualTo("three");
    assertThat(hot.kernel.health.names()).containsExactly("hot");
  }

  @Test
  void aReplacementThatIsNotWellIsTakenBack() throws Exception {
    hot.close();
    hot = new HotKernel(work, TestKernel.FAST, Duration.ofMillis(500));
    hot.putAndLook(version("a.jar", "one"), "hot.jar");
    hot.awaitRunning("hot");
    hot.putAndLook(
        hot.jar(
            "b.jar",
            "hot",
            "context.health(\"sick\", () -> dev.holdfast.spi.Health.down(\"planned\").build());"),
        "hot.jar");
    hot.awaitRunning("hot");
    assertThat(hot.kernel.health.names()).contains("hot/replacement").doesNotContain("hot/sick");
  }

  @Test
  void aRemovedJarIsStoppedAndNothingOfItIsShown() throws Exception {
    hot.putAndLook(version("a.jar", "one"), "hot.jar");
    hot.awaitRunning("hot");
    hot.remove("hot.jar");
    hot.look();
    assertThat(hot.kernel.supervisor.views()).isEmpty();
    assertThat(hot.kernel.health.names()).isEmpty();
    assertThat(hot.kernel.meters.size()).isZero();
  }

  @Test
  void aHalfCopiedJarIsNamedAndTakenWhenItIsWhole() throws Exception {
    Path whole = version("a.jar", "one");
    byte[] bytes = Files.readAllBytes(whole);
    Path half = Files.write(work.resolve("half.jar"), Arrays.copyOf(bytes, bytes.length / 2));
    hot.putAndLook(half, "hot.jar");
    assertThat(hot.kernel.health.verdict("hot")).contains(DOWN);
    hot.putAndLook(whole, "hot.jar");
    hot.awaitRunning("hot");
    assertThat(hot.kernel.health.names()).containsExactly("hot");
  }

  @Test
  void anOldNoticeNeverTakesAwayWhatAPluginShowsUnderTheSameName() throws Exception {
    hot.putAndLook(Files.writeString(work.resolve("text"), "not a jar"), "hot.jar");
    assertThat(hot.kernel.health.verdict("hot")).contains(DOWN);
    hot.putAndLook(version("a.jar", "one"), "other.jar");
    hot.awaitRunning("hot");
    hot.remove("hot.jar");
    hot.look();
    assertThat(hot.kernel.health.names()).containsExactly("hot");
  }

  @Test
  void twoOfOneNameThatGoTogetherLeaveNoNotice() throws Exception {
    hot.putAndLook(version("a.jar", "one"), "hot.jar");
    hot.awaitRunning("hot");
    hot.putAndLook(version("b.jar", "two"), "second.jar");
    assertThat(hot.kernel.health.verdict("second")).contains(DOWN);
    hot.remove("hot.jar");
    hot.remove("second.jar");
    hot.look();
    assertThat(hot.kernel.health.names()).isEmpty();
  }

  @Test
  void aBrokenReplacementNeverEndsTheOldVersion() throws Exception {
    hot.putAndLook(version("a.jar", "one"), "hot.jar");
    hot.awaitRunning("hot");
    hot.putAndLook(Files.writeString(work.resolve("text"), "not a jar"), "hot.jar");
    assertThat(hot.isRunning("hot")).isTrue();
    assertThat(hot.kernel.supervisor.view("hot").restarts()).isZero();
    assertThat(hot.kernel.health.names()).contains("hot/replacement");
  }

  @Test
  void aJarOfANewNameReplacesTheOneThatIsGone() throws Exception {
    hot.putAndLook(version("a.jar", "one"), "hot-1.jar");
    hot.awaitRunning("hot");
    hot.putAndLook(version("b.jar", "two"), "hot-2.jar");
    assertThat(running()).isEqualTo("one");
    assertThat(hot.kernel.health.verdict("hot-2")).contains(DOWN);
    hot.remove("hot-1.jar");
    hot.look();
    hot.look();
    hot.awaitRunning("hot");
    assertThat(running()).isEqualTo("two");
    assertThat(hot.kernel.health.names()).containsExactly("hot");
  }

  @Test
  void aDirectoryThatCannotBeSeenStopsNobody() throws Exception {
    hot.putAndLook(version("a.jar", "one"), "hot.jar");
    hot.awaitRunning("hot");
    Files.move(hot.plugins, work.resolve("unmounted"));
    hot.look();
    hot.look();
    assertThat(hot.isRunning("hot")).isTrue();
  }

  @Test
  void theConfigurationIsReadAgainAndAMistakeKeepsTheOldVersion() throws Exception {
    String source =
        """
        public final class Set implements dev.holdfast.spi.Plugin {
          public record Config(int size) {}
          public String name() { return "hot"; }
          public Class<? extends Record> configuration() { return Config.class; }
          public void start(dev.holdfast.spi.PluginContext context) {
            System.setProperty("holdfast.test.hot", "" + context.config(Config.class).size());
          }
        }
        """;
    hot.configure("holdfast.hot.size = 1");
    hot.putAndLook(hot.jarOf("a.jar", "Set", source), "hot.jar");
    hot.awaitRunning("hot");
    assertThat(running()).isEqualTo("1");
    hot.configure("holdfast.hot.size = 2");
    hot.deployments.reload("hot");
    assertThat(running()).isEqualTo("2");
    hot.configure("holdfast.hot.size = many");
    assertThatThrownBy(() -> hot.deployments.reload("hot"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-PLG-015")
        .hasMessageContaining("holdfast.hot.size");
    assertThat(hot.isRunning("hot")).isTrue();
    assertThat(running()).isEqualTo("2");
  }

  @Test
  void whoUsesAReplacedPluginIsStartedAgainWithTheNewOne() throws Exception {
    Path provider =
        hot.jar(
            "a.jar", "provider", "context.offer(Runnable.class, () -> System.out.print(\"\"));");
    hot.putAndLook(provider, "provider.jar");
    hot.putAndLook(hot.jar("b.jar", "user", "context.require(Runnable.class).run();"), "user.jar");
    hot.awaitRunning("user");
    hot.putAndLook(provider, "provider.jar");
    hot.awaitRunning("provider");
    hot.awaitRunning("user");
    assertThat(hot.kernel.supervisor.view("user").requires()).containsExactly("java.lang.Runnable");
  }
}
