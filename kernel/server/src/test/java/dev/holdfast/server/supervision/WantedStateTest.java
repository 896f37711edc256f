package dev.holdfast.server.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.server.supervision.PluginState.BackingOff;
import dev.holdfast.server.supervision.PluginState.Paused;
import dev.holdfast.server.supervision.PluginState.Quarantined;
import dev.holdfast.server.supervision.PluginState.Running;
import dev.holdfast.server.supervision.PluginState.Starting;
import dev.holdfast.server.supervision.PluginState.Stopped;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The last order counts, whatever the plugin was doing when it came, and a plugin that is to rest
 * does nothing.
 */
class WantedStateTest {
  private static final String NAME = "obedient";

  /** Failures are no reason to leave it alone, and it is not started again by itself. */
  private static final SupervisionConfig PATIENT =
      new SupervisionConfig(
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          1_000_000,
          Duration.ofMinutes(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          5);

  private static final CountDownLatch OPEN = new CountDownLatch(0);
  private static volatile CountDownLatch startGate = OPEN;
  private static volatile CountDownLatch stopGate = OPEN;
  private static volatile boolean fails;
  private static final AtomicInteger UP = new AtomicInteger();
  private static final Set<Thread> WORKERS = ConcurrentHashMap.newKeySet();

  @TempDir Path data;
  private TestKernel kernel;

  /** Starts and stops when the test lets it. */
  public static final class Obedient implements Plugin {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public void start(PluginContext context) throws InterruptedException {
      startGate.await();
      if (fails) {
        throw new IllegalStateException("planned");
      }
      context.worker(
          "loop",
          Duration.ofSeconds(20),
          () -> {
            WORKERS.add(Thread.currentThread());
            new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
          });
      UP.incrementAndGet();
    }

    @Override
    public void stop() {
      UP.decrementAndGet();
      boolean interrupted = false;
      while (stopGate.getCount() > 0) {
        try {
          stopGate.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What may be ordered. */
  private enum Order {
    RESTART,
    PAUSE,
    RESUME,
    QUARANTINE,
    RELEASE,
    REPLACE,
    REMOVE
  }

  /** What the plugin may be doing. */
  enum Doing {
    STARTING,
    RUNNING,
    STOPPING,
    BACKING_OFF,
    PAUSED,
    QUARANTINED
  }

  @BeforeEach
  void start() throws Exception {
    open();
    UP.set(0);
    WORKERS.clear();
    kernel = new TestKernel(data, PATIENT, Set.of());
    kernel.start(Obedient.class);
    kernel.await(NAME, Running.class);
  }

  @AfterEach
  void stop() throws InterruptedException {
    open();
    kernel.close();
  }

  /** A gate at which somebody may wait is not replaced: nobody could open it again. */
  private static void closeStart() {
    if (startGate.getCount() == 0) {
      startGate = new CountDownLatch(1);
    }
  }

  private static void closeStop() {
    if (stopGate.getCount() == 0) {
      stopGate = new CountDownLatch(1);
    }
  }

  private static ConditionFactory soon(String what) {
    return await(what)
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1));
  }

  private void reaches(Class<? extends PluginState> state) {
    soon(state.getSimpleName()).until(() -> state.isInstance(kernel.supervisor.state(NAME)));
  }

  private static void open() {
    fails = false;
    startGate.countDown();
    stopGate.countDown();
  }

  private CompletableFuture<Void> replaced() throws ReflectiveOperationException {
    kernel.revision += "'";
    return kernel.supervisor.replace(
        List.of(NAME), Map.of(kernel.described(Obedient.class), new Plugin.NoConfiguration()));
  }

  private void order(Order order) throws ReflectiveOperationException {
    switch (order) {
      case RESTART -> kernel.supervisor.restart(NAME);
      case PAUSE -> kernel.supervisor.pause(NAME, "the test");
      case RESUME -> kernel.supervisor.resume(NAME);
      case QUARANTINE -> kernel.supervisor.quarantine(NAME);
      case RELEASE -> kernel.supervisor.release(NAME);
      case REPLACE -> {
        var _ = replaced();
      }
      case REMOVE -> {
        var _ = kernel.supervisor.replace(List.of(NAME), Map.of());
      }
    }
  }

  /**
   * The whole of the rules: what is wanted behind an order.
   *
   * @return the state to come; Stopped for one that is gone
   */
  private static Class<? extends PluginState> after(
      Class<? extends PluginState> wanted, Order order) {
    boolean gone = wanted == Stopped.class;
    boolean quarantined = wanted == Quarantined.class;
    return switch (order) {
      case RESTART -> gone || quarantined ? wanted : Running.class;
      case PAUSE -> gone || quarantined ? wanted : Paused.class;
      case RESUME -> wanted == Paused.class ? Running.class : wanted;
      case QUARANTINE -> gone ? wanted : Quarantined.class;
      case RELEASE -> quarantined ? Running.class : wanted;
      case REPLACE -> Running.class;
      case REMOVE -> Stopped.class;
    };
  }

  /** Gives the order, and says what is wanted then. */
  private Class<? extends PluginState> given(Class<? extends PluginState> wanted, Order order)
      throws ReflectiveOperationException {
    try {
      order(order);
    } catch (ProblemException refused) {
      assertThat(after(wanted, order)).as(order + " is refused").isEqualTo(wanted);
    }
    return after(wanted, order);
  }

  /** It gets there by itself, and rests if it is to rest. */
  private void settlesAs(Class<? extends PluginState> wanted, String what) {
    soon(what)
        .until(() -> {
          WORKERS.removeIf(worker -> !worker.isAlive());
          return wanted.isInstance(kernel.supervisor.state(NAME))
              && UP.get() == (wanted == Running.class ? 1 : 0)
              && (wanted == Running.class ? WORKERS.size() <= 1 : WORKERS.isEmpty())
              && kernel.supervisor.knows(NAME) == (wanted != Stopped.class);
        });
  }

  private Class<? extends PluginState> bringTo(Doing doing) {
    switch (doing) {
      case RUNNING -> {}
      case STARTING -> {
        closeStart();
        kernel.supervisor.restart(NAME);
        reaches(Starting.class);
      }
      case STOPPING -> {
        closeStop();
        kernel.supervisor.restart(NAME);
        soon("stopping").until(() -> UP.get() == 0);
      }
      case BACKING_OFF -> {
        fails = true;
        kernel.supervisor.restart(NAME);
        reaches(BackingOff.class);
        fails = false;
      }
      case PAUSED -> {
        kernel.supervisor.pause(NAME, "the test");
        settlesAs(Paused.class, "paused");
        return Paused.class;
      }
      case QUARANTINED -> {
        kernel.supervisor.quarantine(NAME);
        settlesAs(Quarantined.class, "quarantined");
        return Quarantined.class;
      }
    }
    return Running.class;
  }

  static Stream<Doing> everything() {
    return Stream.of(Doing.values());
  }

  @ParameterizedTest
  @MethodSource("everything")
  void ofTwoOrdersTheLastCounts(Doing doing) throws Exception {
    for (Order first : Order.values()) {
      for (Order second : Order.values()) {
        Class<? extends PluginState> wanted = bringTo(doing);
        wanted = given(wanted, first);
        wanted = given(wanted, second);
        open();
        if (doing == Doing.BACKING_OFF && wanted == Running.class && noneStarts(first, second)) {
          wanted = BackingOff.class;
          reaches(BackingOff.class);
        } else {
          settlesAs(wanted, doing + ", " + first + ", " + second);
        }
        begin();
      }
    }
  }

  /** Resuming or releasing what is not paused is no reason to end its wait behind a failure. */
  private static boolean noneStarts(Order first, Order second) {
    return Stream.of(first, second)
        .allMatch(order -> order == Order.RESUME || order == Order.RELEASE);
  }

  /** From the beginning again: it runs. */
  private void begin() throws ReflectiveOperationException {
    open();
    // Not the one before, which runs until the order has been heard.
    CompletableFuture<Void> replaced = replaced();
    soon("replaced").until(replaced::isDone);
    settlesAs(Running.class, "begin");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20261130})
  void ofManyOrdersTheLastCounts(long seed) throws Exception {
    sequences(seed, 100);
  }

  @Test
  @Tag("long")
  void ofManyOrdersTheLastCountsInTenThousandSequences() throws Exception {
    sequences(7, 10_000);
  }

  private void sequences(long seed, int count) throws Exception {
    RandomGenerator random = new Random(seed);
    Class<? extends PluginState> wanted = Running.class;
    for (int i = 0; i < count; i++) {
      List<Order> given = new ArrayList<>();
      boolean failed = false;
      for (int k = random.nextInt(1, 7); k > 0; k--) {
        switch (random.nextInt(6)) {
          case 0 -> closeStart();
          case 1 -> closeStop();
          case 2 -> {
            fails = true;
            failed = true;
          }
          default -> {}
        }
        Order order = Order.values()[random.nextInt(Order.values().length)];
        given.add(order);
        wanted = given(wanted, order);
        if (random.nextBoolean()) {
          open();
        }
      }
      open();
      if (failed && wanted == Running.class) {
        // It may have failed, and then it is left alone for an hour.
        given.add(Order.RESTART);
        wanted = given(wanted, Order.RESTART);
      }
      settlesAs(wanted, "seed " + seed + ", sequence " + i + ": " + given);
    }
  }
}
