package dev.holdfast.server.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.config.ConfigurationSources;
import dev.holdfast.server.plugin.JarMaker;
import dev.holdfast.server.plugin.PluginsConfig;
import dev.holdfast.server.plugin.loading.PluginReader;
import dev.holdfast.server.plugin.loading.PrivateCopies;
import dev.holdfast.server.supervision.PluginState;
import dev.holdfast.server.supervision.SupervisionConfig;
import dev.holdfast.server.supervision.TestKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A kernel with a plugin directory, at which it looks when the test says so. */
final class HotKernel implements AutoCloseable {
  final TestKernel kernel;
  final Deployments deployments;
  final Path plugins;
  final Path configuration;
  final JarMaker jars;
  private final Path work;
  private long clock;

  HotKernel(Path work) throws IOException {
    this(work, TestKernel.FAST);
  }

  HotKernel(Path work, SupervisionConfig supervision) throws IOException {
    this(work, supervision, Duration.ofSeconds(5));
  }

  /** With a limit within which a new version must run and be well. */
  HotKernel(Path work, SupervisionConfig supervision, Duration swapLimit) throws IOException {
    this.work = work;
    this.plugins = Files.createDirectories(work.resolve("plugins"));
    this.configuration = work.resolve("holdfast.conf");
    this.jars = new JarMaker(work);
    Path data = work.resolve("data");
    kernel = new TestKernel(data, supervision, Set.of());
    kernel.supervisor.start(Map.of());
    PluginsConfig config =
        new PluginsConfig(
            plugins,
            List.of(),
            Duration.ZERO,
            swapLimit,
            Duration.ofSeconds(1),
            JarMaker.LIMITS,
            TestKernel.PLENTY,
            Map.of());
    PrivateCopies copies = PrivateCopies.below(data.resolve("run/plugins"));
    PluginReader reader = new PluginReader(getClass().getClassLoader(), copies, JarMaker.LIMITS);
    HotSwap exchange = new HotSwap(kernel.supervisor, kernel.health, config.swapLimit());
    deployments =
        new Deployments(
            config,
            List.of(plugins),
            reader,
            copies,
            plugin ->
                ConfigurationSources.read(configuration, Map.of(), Map.of())
                    .early("holdfast." + plugin.name(), plugin.configuration(), plugin.reference()),
            exchange,
            new Notices(kernel.health));
    deployments.begin(List.of(), Map.of());
  }

  /** Compiles a plugin; it is not in the plugin directory yet. */
  Path jar(String file, String name, String body) throws IOException {
    Path jar = work.resolve("jars").resolve(file);
    String type = "P" + file.replaceAll("\\W", "");
    jars.make(jar, Map.of(type, JarMaker.plugin(type, name, body)), type);
    return jar;
  }

  /** Compiles a plugin from a whole class of this name. */
  Path jarOf(String file, String type, String source) throws IOException {
    Path jar = work.resolve("jars").resolve(file);
    jars.make(jar, Map.of(type, source), type);
    return jar;
  }

  /** Copies a file into the plugin directory, with a time that no earlier copy had. */
  void put(Path jar, String name) throws IOException {
    Path target = plugins.resolve(name);
    Files.copy(jar, target, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(target, FileTime.from(Instant.ofEpochSecond(1_000_000 + clock++)));
  }

  void remove(String name) throws IOException {
    Files.delete(plugins.resolve(name));
  }

  void configure(String text) throws IOException {
    Files.write(configuration, text.getBytes(UTF_8));
  }

  /** Two looks: what is there is still then, and what is gone is gone. */
  void look() {
    deployments.look();
    deployments.look();
  }

  void putAndLook(Path jar, String name) throws IOException {
    put(jar, name);
    look();
  }

  boolean isRunning(String name) {
    return kernel.supervisor.state(name) instanceof PluginState.Running;
  }

  void awaitRunning(String name) {
    kernel.await(name, PluginState.Running.class);
  }

  @Override
  public void close() throws Exception {
    deployments.close();
    kernel.close();
  }
}
