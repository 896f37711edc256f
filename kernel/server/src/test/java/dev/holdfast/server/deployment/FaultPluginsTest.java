package dev.holdfast.server.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.server.supervision.PluginState.Quarantined;
import dev.holdfast.server.supervision.PluginState.Running;
import dev.holdfast.server.supervision.PluginView;
import dev.holdfast.server.supervision.SupervisionConfig;
import dev.holdfast.spi.Verdict;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plugins that misbehave, each a jar of its own, beside one that works: whatever they do, that one
 * goes on, and what they did is said with its cause (S0.8, faults 24-27, 38, 39).
 */
class FaultPluginsTest {
  private static final SupervisionConfig IMPATIENT =
      new SupervisionConfig(
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          Duration.ofMinutes(1),
          3,
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          1);

  private static final String WORKER =
      "context.worker(\"w\", java.time.Duration.ofSeconds(1), () -> { %s });";

  /** Ways to hang; the last three do not notice that they are interrupted. */
  private static final String SLEEP = "Thread.sleep(3_600_000);";

  private static final String BUSY =
      "while (System.getProperty(\"holdfast.test.end\") == null) { Thread.onSpinWait(); }";
  private static final String LOCKED =
      "Object lock = System.getProperties().get(\"holdfast.test.lock\"); synchronized (lock) { lock.hashCode(); }";
  private static final String SOCKET =
      """
      try (var silent = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
          var socket = new java.net.Socket(silent.getInetAddress(), silent.getLocalPort())) {
        System.getProperties().put("holdfast.test.socket", socket);
        socket.getInputStream().read();
      }
      """;

  @TempDir Path work;
  private HotKernel hot;
  private Thread holder = new Thread();

  @BeforeEach
  void begin() throws Exception {
    Object lock = new Object();
    System.getProperties().put("holdfast.test.lock", lock);
    holder =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              synchronized (lock) {
                await()
                    .atMost(Duration.ofMinutes(5))
                    .until(() -> System.getProperty("holdfast.test.end") != null);
              }
            });
    hot = new HotKernel(work, IMPATIENT);
    hot.putAndLook(
        hot.jar(
            "good.jar",
            "good",
            WORKER.formatted(
                "Integer n = Integer.getInteger(\"holdfast.test.ticks\", 0);"
                    + " System.setProperty(\"holdfast.test.ticks\", \"\" + (n + 1)); Thread.sleep(10);")),
        "good.jar");
    hot.awaitRunning("good");
  }

  @AfterEach
  void theOtherOneHasGoneOn() throws Exception {
    int before = Integer.getInteger("holdfast.test.ticks", 0);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Integer.getInteger("holdfast.test.ticks", 0) > before);
    assertThat(hot.kernel.supervisor.view("good").restarts()).isZero();
    System.setProperty("holdfast.test.end", "now");
    if (System.getProperties().remove("holdfast.test.socket") instanceof Socket socket) {
      socket.close();
    }
    holder.join();
    hot.close();
    System.clearProperty("holdfast.test.end");
    System.clearProperty("holdfast.test.ticks");
    System.getProperties().remove("holdfast.test.lock");
  }

  private void bad(String body) throws Exception {
    hot.putAndLook(hot.jar("bad.jar", "bad", body), "bad.jar");
  }

  private PluginView awaitQuarantine() {
    hot.kernel.await("bad", Quarantined.class);
    PluginView view = hot.kernel.supervisor.view("bad");
    assertThat(hot.kernel.health.verdict("bad")).contains(Verdict.DOWN);
    assertThat(hot.kernel.standing()).contains("bad-quarantined");
    assertThat(view.restarts()).isPositive();
    return view;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "throw new IllegalStateException(\"planned\");",
        "throw new StackOverflowError(\"planned\");",
        "throw new NoClassDefFoundError(\"planned\");",
        "throw new AssertionError(\"planned\");"
      })
  void oneThatThrowsAtItsStartIsLeftAloneInTheEnd(String body) throws Exception {
    bad(body);
    assertThat(awaitQuarantine().state().cause()).contains("planned");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "throw new IllegalStateException(\"planned\");",
        "throw new StackOverflowError(\"planned\");",
        "throw new LinkageError(\"planned\");"
      })
  void oneWhoseWorkerThrowsIsLeftAloneInTheEnd(String step) throws Exception {
    bad(WORKER.formatted("if (true) " + step));
    assertThat(awaitQuarantine().state().cause()).contains("planned");
  }

  @Test
  void oneThatThrowsAtItsThirdStartComesBack() throws Exception {
    bad(
        """
        int start = Integer.getInteger("holdfast.test.starts", 0) + 1;
        System.setProperty("holdfast.test.starts", "" + start);
        if (start == 3) { throw new IllegalStateException("planned"); }
        """
            + WORKER.formatted(
                "if (start < 3) { throw new Exception(\"again\"); } Thread.sleep(10);"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Integer.getInteger("holdfast.test.starts", 0) == 4 && hot.isRunning("bad"));
    assertThat(hot.kernel.supervisor.view("bad").restarts()).isEqualTo(3);
    System.clearProperty("holdfast.test.starts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "if (true) throw new IllegalStateException(\"planned\");",
        "if (true) throw new StackOverflowError(\"planned\");",
        BUSY,
        LOCKED
      })
  void oneWhoseHealthCheckIsNoGoodIsDownAndRuns(String check) throws Exception {
    bad("context.health(\"odd\", () -> { %s return null; });".formatted(check));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> hot.kernel.health.verdict("bad").equals(Optional.of(Verdict.DOWN)));
    assertThat(hot.isRunning("bad")).isTrue();
    assertThat(hot.kernel.health.verdict("good")).contains(Verdict.UP);
  }

  @ParameterizedTest
  @ValueSource(strings = {SLEEP, BUSY, LOCKED, SOCKET})
  void oneThatHangsAtItsStartIsLeftAloneInTheEnd(String hang) throws Exception {
    bad(hang);
    assertThat(awaitQuarantine().state().cause()).contains("longer than PT1S");
  }

  @ParameterizedTest
  @ValueSource(strings = {SLEEP, BUSY, LOCKED, SOCKET})
  void oneWhoseWorkerHangsIsLeftAloneInTheEndWithItsStack(String hang) throws Exception {
    bad(WORKER.formatted(hang));
    PluginView view = awaitQuarantine();
    assertThat(view.state().cause()).contains("does not tick");
    assertThat(view.stack()).contains("Pbadjar");
  }

  @ParameterizedTest
  @ValueSource(strings = {SLEEP, BUSY, LOCKED, SOCKET})
  void oneThatHangsAtItsStopIsNotWaitedFor(String hang) throws Exception {
    String source =
        """
        public final class Clinging implements dev.holdfast.spi.Plugin {
          public String name() { return "bad"; }
          public void start(dev.holdfast.spi.PluginContext context) {}
          public void stop() throws Exception { %s }
        }
        """
            .formatted(hang);
    hot.putAndLook(hot.jarOf("bad.jar", "Clinging", source), "bad.jar");
    hot.awaitRunning("bad");
    hot.kernel.supervisor.restart("bad");
    assertThat(hot.kernel.supervisor.awaitSettled("bad", Duration.ofSeconds(60)))
        .isInstanceOf(Running.class);
    int left = hot.kernel.supervisor.view("bad").leftBehind().size();
    assertThat(left).isEqualTo(hang.equals(SLEEP) ? 0 : 1);
  }

  @Test
  void aJdbcDriverThatWasLeftBehindIsTakenBackAndItsClassesGo() throws Exception {
    String source =
        """
        import java.sql.*;
        import java.util.*;

        public final class Driving implements dev.holdfast.spi.Plugin, Driver {
          public String name() { return "bad"; }
          public void start(dev.holdfast.spi.PluginContext context) throws Exception {
            DriverManager.registerDriver(this);
          }
          public Connection connect(String url, Properties info) { return null; }
          public boolean acceptsURL(String url) { return false; }
          public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) { return null; }
          public int getMajorVersion() { return 1; }
          public int getMinorVersion() { return 0; }
          public boolean jdbcCompliant() { return false; }
          public java.util.logging.Logger getParentLogger() { return null; }
        }
        """;
    hot.putAndLook(hot.jarOf("bad.jar", "Driving", source), "bad.jar");
    hot.awaitRunning("bad");
    hot.remove("bad.jar");
    hot.look();
    assertThat(DriverManager.drivers().map(driver -> driver.getClass().getName()))
        .doesNotContain("Driving");
    awaitNobodyLeaving();
  }

  @Test
  void anMBeanThatWasLeftBehindIsTakenBackAndItsClassesGo() throws Exception {
    String source =
        """
        public final class Managed implements dev.holdfast.spi.Plugin, CountsMXBean {
          public int getCount() { return 1; }
          public String name() { return "bad"; }
          public void start(dev.holdfast.spi.PluginContext context) throws Exception {
            java.lang.management.ManagementFactory.getPlatformMBeanServer()
                .registerMBean(this, new javax.management.ObjectName("test:type=left"));
          }
        }
        """;
    Path jar = work.resolve("jars/bad.jar");
    String bean = "public interface CountsMXBean { int getCount(); }";
    hot.jars.make(jar, Map.of("CountsMXBean", bean, "Managed", source), "Managed");
    hot.putAndLook(jar, "bad.jar");
    hot.awaitRunning("bad");
    hot.remove("bad.jar");
    hot.look();
    ObjectName left = new ObjectName("test:type=left");
    assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(left)).isFalse();
    awaitNobodyLeaving();
  }

  @Test
  void aShutdownHookHoldsTheOldVersionAndThatIsSaid() throws Exception {
    bad("Runtime.getRuntime().addShutdownHook(new Thread(() -> System.getProperty(\"x\")));");
    hot.awaitRunning("bad");
    hot.remove("bad.jar");
    hot.look();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          System.gc();
          return hot.deployments.leaving() == 1 && hot.deployments.held() == 1;
        });
  }

  private void awaitNobodyLeaving() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          System.gc();
          return hot.deployments.leaving() == 0;
        });
  }
}
