package dev.holdfast.server.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.server.supervision.PluginState.Quarantined;
import dev.holdfast.server.supervision.PluginState.Running;
import dev.holdfast.server.supervision.PluginView;
import dev.holdfast.server.supervision.SupervisionConfig;
import dev.holdfast.spi.server.Verdict;
import dev.holdfast.testkit.fault.Fault;
import dev.holdfast.testkit.fault.FaultyPlugin;
import dev.holdfast.testkit.fault.FaultyPlugin.Moment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plugins that misbehave, each a jar of its own, beside one that works: whatever they do, that one
 * goes on, and what they did is said with its cause.
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

  private static final String GOOD =
      """
      context.worker("w", java.time.Duration.ofSeconds(1), () -> {
        Integer n = Integer.getInteger("holdfast.test.ticks", 0);
        System.setProperty("holdfast.test.ticks", "" + (n + 1));
        Thread.sleep(10);
      });
      """;

  @TempDir Path work;
  private HotKernel hot;

  @BeforeEach
  void begin() throws Exception {
    hot = new HotKernel(work, IMPATIENT);
    hot.putAndLook(hot.jar("good.jar", "good", GOOD), "good.jar");
    hot.awaitRunning("good");
  }

  @AfterEach
  void theOtherOneHasGoneOn() throws Exception {
    int before = Integer.getInteger("holdfast.test.ticks", 0);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Integer.getInteger("holdfast.test.ticks", 0) > before);
    assertThat(hot.kernel.supervisor.view("good").restarts()).isZero();
    Files.createFile(work.resolve("data/bad").resolve(FaultyPlugin.END));
    hot.close();
    System.clearProperty("holdfast.test.ticks");
  }

  private void bad(Moment moment, Fault fault) throws Exception {
    Path jar = work.resolve("bad.jar");
    FaultyPlugin.jar("bad", moment, fault).writeTo(jar);
    hot.putAndLook(jar, "bad.jar");
  }

  /** What the cause must say. */
  private static String word(Fault fault) {
    return fault == Fault.STACK_OVERFLOW ? "StackOverflowError" : Fault.PLANNED;
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
  @EnumSource(names = {"EXCEPTION", "STACK_OVERFLOW", "LINKAGE_ERROR"})
  void oneThatThrowsAtItsStartIsLeftAloneInTheEnd(Fault fault) throws Exception {
    bad(Moment.START, fault);
    assertThat(awaitQuarantine().state().cause()).contains(word(fault));
  }

  @ParameterizedTest
  @EnumSource(names = {"EXCEPTION", "STACK_OVERFLOW", "LINKAGE_ERROR"})
  void oneWhoseWorkerThrowsIsLeftAloneInTheEnd(Fault fault) throws Exception {
    bad(Moment.WORKER, fault);
    assertThat(awaitQuarantine().state().cause()).contains(word(fault));
  }

  @Test
  void oneThatThrowsAtItsThirdStartComesBack() throws Exception {
    bad(Moment.THIRD_START, Fault.EXCEPTION);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> hot.isRunning("bad") && hot.kernel.supervisor.view("bad").restarts() == 3);
  }

  @Tag("long") // The unzipped server meets each of these too.
  @ParameterizedTest
  @EnumSource(names = {"EXCEPTION", "STACK_OVERFLOW", "SLEEP", "BUSY_LOOP", "LOCK", "SOCKET_READ"})
  void oneWhoseHealthCheckIsNoGoodIsDownAndRuns(Fault fault) throws Exception {
    bad(Moment.HEALTH, fault);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> hot.kernel.health.verdict("bad").equals(Optional.of(Verdict.DOWN)));
    assertThat(hot.isRunning("bad")).isTrue();
    assertThat(hot.kernel.health.verdict("good")).contains(Verdict.UP);
  }

  @Tag("long") // The unzipped server meets each of these too.
  @ParameterizedTest
  @EnumSource(names = {"SLEEP", "BUSY_LOOP", "LOCK", "SOCKET_READ"})
  void oneThatHangsAtItsStartIsLeftAloneInTheEnd(Fault hang) throws Exception {
    bad(Moment.START, hang);
    assertThat(awaitQuarantine().state().cause()).contains("longer than PT1S");
  }

  @Tag("long") // The unzipped server meets each of these too.
  @ParameterizedTest
  @EnumSource(names = {"SLEEP", "BUSY_LOOP", "LOCK", "SOCKET_READ"})
  void oneWhoseWorkerHangsIsLeftAloneInTheEndWithItsStack(Fault hang) throws Exception {
    bad(Moment.WORKER, hang);
    PluginView view = awaitQuarantine();
    assertThat(view.state().cause()).contains("does not tick");
    assertThat(view.stack()).contains(Fault.class.getName());
  }

  @ParameterizedTest
  @EnumSource(names = {"SLEEP", "BUSY_LOOP", "LOCK", "SOCKET_READ"})
  void oneThatHangsAtItsStopIsNotWaitedFor(Fault hang) throws Exception {
    bad(Moment.STOP, hang);
    hot.awaitRunning("bad");
    hot.kernel.supervisor.restart("bad");
    assertThat(hot.kernel.supervisor.awaitSettled("bad", Duration.ofSeconds(60)))
        .isInstanceOf(Running.class);
    int left = hot.kernel.supervisor.view("bad").leftBehind().size();
    assertThat(left).isEqualTo(hang == Fault.SLEEP ? 0 : 1);
  }

  @Test
  void aJdbcDriverThatWasLeftBehindIsTakenBackAndItsClassesGo() throws Exception {
    bad(Moment.START, Fault.DRIVER_LEAK);
    hot.awaitRunning("bad");
    hot.remove("bad.jar");
    hot.look();
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
    bad(Moment.START, Fault.SHUTDOWN_HOOK_LEAK);
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
