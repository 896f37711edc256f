package dev.holdfast.testkit.fault;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A plugin that misbehaves as its jar says, to see what a server, or a plugin beside it, makes of
 * that.
 *
 * <pre>{@code
 * FaultyPlugin.jar("bad", Moment.WORKER, Fault.BUSY_LOOP).writeTo(plugins.resolve("bad.jar"));
 * }</pre>
 */
public final class FaultyPlugin implements Plugin {
  /** The file in the plugin's data directory that ends what hangs. */
  public static final String END = "end";

  private static final String ORDER = "faulty.properties";
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final List<byte[]> LEAKED = Collections.synchronizedList(new ArrayList<>());

  private static final ThreadLocal<FaultyPlugin> KEPT = new ThreadLocal<>();

  /** When it happens. */
  public enum Moment {
    START,
    /** A worker fails after each of the first two starts, the third fails, and then all is well. */
    THIRD_START,
    STOP,
    /** In the check {@code odd}. */
    HEALTH,
    WORKER
  }

  private @Nullable PluginContext running;

  /** Makes one; its jar says what it is. */
  public FaultyPlugin() {}

  /**
   * A jar with a plugin of this name that misbehaves in this way.
   *
   * @throws IOException a class file is not on the class path
   */
  public static PluginJar jar(String name, Moment moment, Fault fault) throws IOException {
    return PluginJar.of(FaultyPlugin.class)
        .and(Fault.class)
        .and(LeftDriver.class)
        .with(ORDER, "name=" + name + "\nmoment=" + moment + "\nfault=" + fault);
  }

  @Override
  public String name() {
    return order("name");
  }

  @Override
  public void start(PluginContext context) throws Exception {
    running = context;
    Fault fault = Fault.valueOf(order("fault"));
    switch (Moment.valueOf(order("moment"))) {
      case START -> fault.strike(context);
      case THIRD_START -> start(context, fault);
      case STOP -> {}
      case HEALTH ->
          context.health(
              "odd",
              () -> {
                strike(fault, context);
                return Health.up().build();
              });
      case WORKER -> context.worker("faulty", TICK, () -> fault.strike(context));
    }
  }

  private static void start(PluginContext context, Fault fault) throws Exception {
    Path count = context.dataDirectory().resolve("starts");
    int starts = Files.exists(count) ? Integer.parseInt(Files.readString(count)) + 1 : 1;
    Files.writeString(count, String.valueOf(starts));
    if (starts == 3) {
      fault.strike(context);
    } else if (starts < 3) {
      context.worker("faulty", TICK, () -> Fault.EXCEPTION.strike(context));
    }
  }

  @Override
  public void stop() throws Exception {
    PluginContext context = running;
    if (context != null && Moment.valueOf(order("moment")) == Moment.STOP) {
      Fault.valueOf(order("fault")).strike(context);
    }
  }

  private static void strike(Fault fault, PluginContext context) {
    try {
      fault.strike(context);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static Path end(PluginContext context) {
    return context.dataDirectory().resolve(END);
  }

  /** Keeps so many bytes for as long as this class lives. */
  static void leak(int bytes) {
    LEAKED.add(new byte[bytes]);
  }

  /** Keeps an object of this class for as long as this thread lives. */
  static void keep() {
    KEPT.set(new FaultyPlugin());
  }

  private static String order(String key) {
    Properties order = new Properties();
    try (InputStream in = FaultyPlugin.class.getResourceAsStream("/" + ORDER)) {
      if (in != null) {
        order.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return order.getProperty(key, "");
  }
}
