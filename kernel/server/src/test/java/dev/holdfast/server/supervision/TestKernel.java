package dev.holdfast.server.supervision;

import dev.holdfast.config.Reference;
import dev.holdfast.server.health.Changes;
import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.health.HealthConfig;
import dev.holdfast.server.metrics.Meters;
import dev.holdfast.server.plugin.AlertBoard;
import dev.holdfast.server.plugin.PluginLimits;
import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.server.plugin.ServiceRegistry;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.web.Audit;
import dev.holdfast.server.web.ReferenceWebConfig;
import dev.holdfast.server.web.Tokens;
import dev.holdfast.server.web.WebPort;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/** The real parts of the kernel around a supervisor, with short times. */
public final class TestKernel implements AutoCloseable {
  public static final SupervisionConfig FAST =
      new SupervisionConfig(
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          Duration.ofMinutes(1),
          5,
          Duration.ofMinutes(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          5);

  public final Changes changes = new Changes(InstantSource.system());
  public final HealthBoard health =
      new HealthBoard(
          new HealthConfig(
              Duration.ofMillis(100),
              Duration.ofSeconds(2),
              Duration.ofSeconds(10),
              new Size(16_384),
              500,
              8),
          Set.of(),
          InstantSource.system(),
          changes);
  public final Meters meters = new Meters("test");
  final AlertBoard alerts = new AlertBoard(InstantSource.system(), changes);
  public final ServiceRegistry services = new ServiceRegistry();
  public final WebPort web =
      new WebPort(
          ReferenceWebConfig.with(Map.of()),
          new Tokens(List.of(), true),
          new Audit(1, System::nanoTime),
          InstantSource.system());
  final PluginScope.Kernel parts;
  public final Supervisor supervisor;

  /** What one plugin may have in tests that are not about that. */
  public static final PluginLimits PLENTY =
      new PluginLimits(2000, 100, 100, 100, 50, 50, 50, 200, 200);

  /** Stands for the jar; another one is another jar. */
  String revision = "as ever";

  public TestKernel(Path data, SupervisionConfig config, Set<String> required) {
    this(data, config, required, PLENTY, Map.of());
  }

  public TestKernel(
      Path data,
      SupervisionConfig config,
      Set<String> required,
      PluginLimits limits,
      Map<String, List<String>> owners) {
    parts =
        new PluginScope.Kernel(
            web,
            health,
            meters,
            alerts,
            changes,
            services,
            InstantSource.system(),
            data,
            limits,
            owners);
    supervisor = new Supervisor(config, parts, required);
  }

  /** Starts plugins; each class needs a constructor without arguments, as every plugin does. */
  @SafeVarargs
  public final void start(Class<? extends Plugin>... types) throws ReflectiveOperationException {
    Map<PluginDescriptor, Record> configured = new LinkedHashMap<>();
    for (Class<? extends Plugin> type : types) {
      configured.put(described(type), new Plugin.NoConfiguration());
    }
    supervisor.start(configured);
  }

  /** A plugin as the kernel would have found it. */
  PluginDescriptor described(Class<? extends Plugin> type) throws ReflectiveOperationException {
    Plugin plugin = type.getDeclaredConstructor().newInstance();
    return new PluginDescriptor(
        plugin.name(),
        type,
        plugin.configuration(),
        type.getClassLoader(),
        Reference.none("the test"),
        "the test",
        revision);
  }

  /** Waits for a state, and for all that comes with it: alerts, health, figures. */
  public void await(String plugin, Class<? extends PluginState> state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> state.isInstance(supervisor.state(plugin)));
    // The state is seen from outside before the loop has told the boards; this waits for the loop.
    supervisor.views();
  }

  /** The keys of the alerts that stand now. */
  public List<String> standing() {
    return alerts.standing().stream().map(each -> each.alert().key()).toList();
  }

  @Override
  public void close() throws InterruptedException {
    supervisor.stop(Duration.ofSeconds(20));
    supervisor.close();
    web.close();
    health.close();
    meters.close();
  }
}
