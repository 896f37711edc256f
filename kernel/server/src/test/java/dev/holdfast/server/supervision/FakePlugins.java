package dev.holdfast.server.supervision;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import io.helidon.metrics.api.Counter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plugins that behave well and badly on purpose. What they did is written down in static fields,
 * because the kernel makes the instances; each test clears them first.
 */
final class FakePlugins {
  static final List<String> HISTORY = new CopyOnWriteArrayList<>();
  static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
  static volatile CountDownLatch hang = new CountDownLatch(1);

  private FakePlugins() {}

  static void clear() {
    HISTORY.clear();
    FAILURES_LEFT.set(0);
    hang = new CountDownLatch(1);
  }

  interface Greeting {
    String text();
  }

  /** Requires what a plugin that starts later offers; its name sorts first. */
  public static final class Asker implements Plugin {
    @Override
    public String name() {
      return "asker";
    }

    @Override
    public void start(PluginContext context) {
      Greeting greeting = context.require(Greeting.class);
      HISTORY.add("asker started with " + greeting.text());
    }

    @Override
    public void stop() {
      HISTORY.add("asker stopped");
    }
  }

  /** Offers a greeting; its worker throws as long as failures are left. */
  public static final class Greeter implements Plugin {
    @Override
    public String name() {
      return "greeter";
    }

    @Override
    public void start(PluginContext context) {
      context.offer(Greeting.class, () -> "hello");
      context.contribute(Greeting.class, () -> "hello, one of many");
      context.worker(
          "loop",
          Duration.ofSeconds(5),
          () -> {
            if (FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
              throw new IllegalStateException("planned");
            }
            hang.await(10, TimeUnit.MILLISECONDS);
          });
      HISTORY.add("greeter started");
    }

    @Override
    public void stop() {
      HISTORY.add("greeter stopped");
    }
  }

  /** Takes one of everything, then fails as long as failures are left. */
  public static final class Greedy implements Plugin {
    @Override
    public String name() {
      return "greedy";
    }

    @Override
    public void start(PluginContext context) {
      context.own(() -> HISTORY.add("greedy closed"));
      context.health("fine", () -> Health.up().build());
      context.meter(Counter.builder("holdfast_greedy_total"));
      context.http(
          "/greedy",
          Role.ANYONE,
          rules -> rules.get("/", (request, response) -> response.send("yes")));
      if (FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("planned");
      }
      HISTORY.add("greedy started");
    }
  }

  /** Its worker stands still. */
  public static final class Sleeper implements Plugin {
    @Override
    public String name() {
      return "sleeper";
    }

    @Override
    public void start(PluginContext context) {
      HISTORY.add("sleeper started");
      context.worker("loop", Duration.ofSeconds(1), () -> hang.await());
    }
  }

  /** Its stop does not end by itself. */
  public static final class Clinger implements Plugin {
    @Override
    public String name() {
      return "clinger";
    }

    @Override
    public void start(PluginContext context) {
      context.own(() -> HISTORY.add("clinger closed"));
    }

    @Override
    public void stop() throws InterruptedException {
      hang.await();
    }
  }

  interface Farewell {
    String text();
  }

  /** Asks for what {@link Egg} offers, before it offers what that one asks for. */
  public static final class Hen implements Plugin {
    @Override
    public String name() {
      return "hen";
    }

    @Override
    public void start(PluginContext context) {
      Farewell farewell = context.require(Farewell.class);
      context.offer(Greeting.class, farewell::text);
    }
  }

  /** See {@link Hen}. */
  public static final class Egg implements Plugin {
    @Override
    public String name() {
      return "egg";
    }

    @Override
    public void start(PluginContext context) {
      Greeting greeting = context.require(Greeting.class);
      context.offer(Farewell.class, greeting::text);
    }
  }

  /** Its worker does not end when it is interrupted, only when the test lets it. */
  public static final class Deaf implements Plugin {
    @Override
    public String name() {
      return "deaf";
    }

    @Override
    public void start(PluginContext context) {
      HISTORY.add("deaf started");
      context.worker(
          "loop",
          Duration.ofSeconds(1),
          () -> {
            while (hang.getCount() > 0) {
              Thread.onSpinWait();
            }
            hang.await();
          });
    }
  }

  /** Its start does not end when it is interrupted, only when the test lets it. */
  public static final class Slow implements Plugin {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public void start(PluginContext context) {
      HISTORY.add("slow begins");
      while (hang.getCount() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  /** Makes a thread by itself and forgets it. */
  public static final class Leaking implements Plugin {
    @Override
    public String name() {
      return "leaking";
    }

    @Override
    public void start(PluginContext context) {
      CountDownLatch end = hang;
      Thread thread =
          new Thread(
              () -> {
                boolean done = false;
                while (!done) {
                  try {
                    end.await();
                    done = true;
                  } catch (InterruptedException e) {
                    HISTORY.add("leaking does not listen");
                  }
                }
              },
              "forgotten");
      thread.setDaemon(true);
      thread.start();
    }
  }
}
